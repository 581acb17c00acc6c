"""The second factor asked in the middle of a page, for one act that stands on it: signing what is on the screen.

Unlike `freshness`, which asks who is there and goes on, this proof counts for the one act it is given with. A code
from an app or a recovery code, or a passkey; a password is none. In a demonstration nobody has one, and none is asked.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as passkeys
from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext as _

from . import demo, hats, lock_out
from .forms import OnceOnlyChallenge, OneUseReauthenticateForm


class FactorRefused(Exception):
    """No second factor, or a wrong one; says which in words."""


@dataclass(frozen=True)
class Ways:
    """How this person can prove it. `passkey` holds the options of a ceremony begun now, None without a passkey."""

    app: bool
    passkey: dict | None
    is_demo: bool = False

    @property
    def any(self) -> bool:
        return self.app or self.passkey is not None or self.is_demo


@dataclass(frozen=True)
class Proven:
    """What the person has just proven, and by what: totp, recovery_codes, webauthn, password, or demo."""

    factors: frozenset[str]
    at: datetime


class _PasskeyForm(OnceOnlyChallenge, ReauthenticateWebAuthnForm):
    """A passkey for one act."""


def ways_of(request) -> Ways:
    """Return the ways open to the person at the keyboard, beginning a passkey's ceremony where they have one."""
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if demo.is_open() and request.session.get(hats.DEMO):
        return Ways(app=False, passkey=None, is_demo=True)
    has_passkey = Authenticator.Type.WEBAUTHN in kinds
    options = passkeys.begin_authentication(request.user) if has_passkey else None
    return Ways(app=Authenticator.Type.TOTP in kinds, passkey=options)


def prove(request, *, code: str = "", credential: str = "", password: str | None = None) -> Proven:
    """Take the code or the passkey's answer, and the password where one is given to be checked as well.

    A code and an answer are good for one use, and failures count as at the sign-in.

    :raises FactorRefused: one of them is missing or wrong.
    """
    if demo.is_open() and request.session.get(hats.DEMO):
        return Proven(frozenset({"demo"}), request.now)
    known = _known(request, password) if password is not None else frozenset()
    form, name = _form_of(request, code, credential)
    try:
        accepted = form.is_valid()
    except InvalidSignature:  # the library expects every refusal of its library to be a ValueError; this one is not
        accepted = False
    if not accepted and credential:
        lock_out.failed(request, request.user.email)  # a wrong code is counted where allauth tells of it
    if not accepted:
        raise FactorRefused(" ".join(str(each) for each in form.errors.get(name, [])))
    form.save()
    used = form.cleaned_data["credential"] if credential else form.authenticator
    return Proven(known | {used.type}, request.now)


def _known(request, password: str) -> frozenset[str]:
    """:raises FactorRefused: it is not the password, or too many were tried."""
    if lock_out.is_paused(request, request.user.email) or not request.user.check_password(password):
        lock_out.failed(request, request.user.email)
        raise FactorRefused(_("That is not your password."))
    return frozenset({"password"})


def _form_of(request, code: str, credential: str):
    if credential:
        return _PasskeyForm({"credential": credential}, user=request.user), "credential"
    return OneUseReauthenticateForm({"code": code}, user=request.user), "code"
