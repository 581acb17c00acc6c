"""Forms of the ways in. Most are allauth's with one rule more: each proof is good for one use."""

from uuid import uuid4

from allauth.account.forms import LoginForm, RequestLoginCodeForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import codes, lock_out, memberships, security_log


class PasswordForm(LoginForm):
    """Sign in with a password; the page itself says what to do when it is forgotten."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class RequestCodeForm(RequestLoginCodeForm):
    """Ask for a code by mail. Staff get a mail that names their way in instead; the page answers all alike."""

    def clean_email(self) -> str:
        email = super().clean_email()
        account_id = self._user.pk if self._user else uuid4()  # an unknown address costs the same question
        if memberships.is_staff_anywhere(account_id):
            self._user = None
        return email


class OnceOnly:
    """A code from an app is good for one use, whatever number of requests bring it at once."""

    def clean_code(self) -> str:
        if lock_out.is_paused(context.request, self.user.email):
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            self._spend(code)
        return code

    def _spend(self, code: str) -> None:
        now = context.request.now
        secret = decrypt(self.authenticator.data["secret"])
        digits = "".join(filter(str.isdigit, code))
        for counter in yield_hotp_counters_from_time():
            if format_hotp_value(hotp_value(secret, counter)) == digits:
                _spend_or_refuse("totp", self.user.pk, counter, account_id=self.user.pk, now=now)


class OneUseAuthenticateForm(OnceOnly, AuthenticateForm):
    """The second step of a sign-in."""


class OneUseReauthenticateForm(OnceOnly, ReauthenticateForm):
    """The second factor asked again."""


class OnceOnlyChallenge:
    """The answer to a passkey's challenge is good for one use."""

    def clean_credential(self) -> Authenticator:
        challenge = (passkeys.get_state() or {}).get("challenge", "")
        authenticator = super().clean_credential()
        account_id = authenticator.user_id
        _spend_or_refuse("passkey", challenge, account_id=account_id, now=context.request.now)
        return authenticator


class OneUsePasskeyForm(OnceOnlyChallenge, LoginWebAuthnForm):
    """Sign in by passkey alone."""


class OneUseFactorPasskeyForm(OnceOnlyChallenge, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class AddPasskeyForm(AddWebAuthnForm):
    """Add a passkey; it always verifies its person, so that it opens the door by itself."""

    name = forms.CharField(
        label=_("Name of this passkey"), max_length=60, required=False, help_text=_("So that you know it again later.")
    )
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def clean_passwordless(self) -> bool:
        return True


def _spend_or_refuse(*parts: object, account_id, now) -> None:
    try:
        codes.spend(*parts, now=now)
    except codes.AlreadySpent as reason:
        security_log.note("code_used_again", account_id=account_id, now=now, address=context.request.address)
        raise ValidationError(_("This code was used already. Wait for the next one.")) from reason


class PinForm(forms.Form):
    """Choose a PIN for taking over a shared computer."""

    pin = forms.RegexField(
        label=_("New PIN"),
        regex=r"^\d{6,12}$",
        error_messages={"invalid": _("A PIN has 6 to 12 digits.")},
        help_text=_("6 to 12 digits. It works on a computer on which you signed in fully the same day."),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    again = forms.CharField(
        label=_("New PIN again"), widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )

    def clean(self) -> dict:
        said = super().clean()
        pin, again = said.get("pin"), said.get("again")
        if pin and again and pin != again:
            self.add_error("again", _("The two PINs differ."))
        if pin and _is_easy(pin):
            self.add_error("pin", _("This PIN is easy to guess. Avoid rows and repeated digits."))
        return said


class EnterPinForm(forms.Form):
    """Take over with a PIN."""

    pin = forms.CharField(
        label=_("PIN"),
        max_length=12,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
    )


def _is_easy(pin: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in zip(pin, pin[1:], strict=False)}
    return len(set(pin)) <= 2 or steps in ({1}, {9})


class AddressForm(forms.Form):
    """The new e-mail address."""

    email = forms.EmailField(
        label=_("New e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
