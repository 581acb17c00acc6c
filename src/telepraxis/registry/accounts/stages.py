"""When a sign-in asks for a second step."""

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled

from . import elsewhere, memberships


class SecondStepWhereNeeded(AuthenticateStage):
    """Staff always; a patient when they have set up an app. A patient's passkey is one way in among others: it makes
    signing in easier and does not close the e-mailed code."""

    def _should_handle(self, request) -> bool:
        if not super()._should_handle(request):
            return False
        account = self.login.user
        if (voucher := elsewhere.voucher_of(request, account)) and voucher.strong:
            return False
        return is_mfa_enabled(account, [Authenticator.Type.TOTP]) or memberships.is_staff_anywhere(account.pk)
