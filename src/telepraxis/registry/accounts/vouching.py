"""A colleague confirms something at somebody else's keyboard: with their own password, or a code of their own app.

Nobody is signed in by it, and it counts for the one act it is given with. Failures count as at the sign-in of whoever
is named. In a demonstration nobody has a password, and none is asked.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from . import demo, hats, lock_out
from .forms import OneUseReauthenticateForm
from .memberships import colleagues
from .second_factor import FactorRefused

PASSWORD, CODE, DEMO = "password", "code", "demo"


def vouch(request, *, colleague: UUID, proof: str) -> str:
    """Return by what the colleague has confirmed: a password, or a code that is good for one use.

    :raises FactorRefused: it is neither theirs, or too many were tried, or they do not work here.
    """
    account = next((each.account for each in colleagues() if each.account_id == colleague), None)
    if account is None:
        raise FactorRefused(_("Nobody of this name works here."))
    if demo.is_open() and request.session.get(hats.DEMO):
        return DEMO
    if lock_out.is_paused(request, account.email):
        raise FactorRefused(_("Too many were wrong. Try again later."))
    digits = "".join(proof.split())
    if digits.isdigit() and len(digits) == 6:
        if OneUseReauthenticateForm({"code": digits}, user=account).is_valid():
            return CODE
    elif proof and account.check_password(proof):
        return PASSWORD
    else:
        lock_out.failed(request, account.email)  # a wrong code is counted where allauth tells of it
    raise FactorRefused(_("This is neither the password nor a code of %(name)s.") % {"name": account.name})
