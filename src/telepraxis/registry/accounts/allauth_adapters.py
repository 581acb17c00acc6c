"""What this house asks of django-allauth that its settings cannot say."""

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect  # noqa: TID251 (allauth asks its adapter for the answer)
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from . import devices, elsewhere, freshness, mails, memberships, sign_in

AGAIN_BY = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code from your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, its mails and where it leads."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and password do not belong together."),
        "incorrect_code": _("This code is not right. Look at the newest one."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then ask for a new code."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not the password until now."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request) -> bool:
        return False  # people come in by registering as a patient, or by an invitation

    def is_safe_url(self, url: str) -> bool:
        """Follow only paths of this site: no other host, however it is written."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str) -> bool:
        if freshness.is_recent(self.request, minutes=freshness.FACTOR_CHANGE_MINUTES):
            return False
        if elsewhere.is_confined(self.request.session):
            raise ReauthenticationRequired  # to the library alone, another's word would be proof enough
        return True

    def pre_login(self, request, user, *, email=None, **kwargs):
        """Let nobody in by a code that went to an address which the account has no longer."""
        if email and email.lower() != user.email.lower():
            messages.error(request, str(_("This link no longer works. Ask for a new one.")))
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **kwargs)

    def post_login(self, request, user, *, redirect_url=None, **kwargs):
        sign_in.completed(request, user, now=request.now)
        if request.session.get(sign_in.NEEDS_FACTOR):
            redirect_url = reverse("accounts:enrol")
        return super().post_login(request, user, redirect_url=redirect_url, **kwargs)

    def get_login_redirect_url(self, request) -> str:
        return sign_in.landing(request)

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("accounts:security")

    def get_login_stages(self) -> list[str]:
        ours = "telepraxis.registry.accounts.stages.SecondStepWhereNeeded"
        return [ours if path == "allauth.mfa.stages.AuthenticateStage" else path for path in super().get_login_stages()]

    def get_reauthentication_methods(self, user) -> list[dict]:
        by_code = {
            "id": "again_by_code",
            "description": _("Send me a code by e-mail"),
            "url": reverse("accounts:again_by_code"),
        }
        known = super().get_reauthentication_methods(user) or ([by_code] if user.is_authenticated else [])
        return [{**way, "description": AGAIN_BY.get(way["id"], way["description"])} for way in known]

    def logout(self, request) -> None:
        sign_in.signed_out(request, now=request.now)
        super().logout(request)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        mails.send_for_allauth(self.request, template_prefix.rsplit("/", 1)[-1], email, context)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: sealed in the database, named for people, and never all removed by staff."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Wait for the next one and try again."),
        "cannot_delete_authenticator": _(
            "Staff sign in with two factors. Add another passkey or app first, then remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return settings.KEYS.field_ring.seal(text.encode(), b"authenticator").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return settings.KEYS.field_ring.open(bytes.fromhex(encrypted_text), b"authenticator").decode()

    def get_totp_issuer(self) -> str:
        return "Telepraxis"

    def build_totp_svg(self, url: str) -> str:
        return segno.make(url, error="m").svg_inline(scale=4, border=4, dark="#000", light="#fff")

    def generate_authenticator_name(self, user, type) -> str:
        from allauth.core import context

        device = devices.name_of(context.request.META.get("HTTP_USER_AGENT", ""))
        return device or str(_("Passkey of {day}")).format(day=context.request.now.date().isoformat())

    def can_delete_authenticator(self, authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=["totp", "webauthn"]).exclude(
            pk=authenticator.pk
        )
        return others.exists() or not memberships.is_staff_anywhere(authenticator.user_id)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Telepraxis"}
