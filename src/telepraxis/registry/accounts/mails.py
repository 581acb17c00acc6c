"""The mails of this room. They say who, when and where, never anything about a patient."""

import secrets

from django.urls import reverse
from django.utils import translation

from telepraxis.base import notify

from . import devices, links, memberships, people, security_log
from .models import Account

NONCE = "sign_in_nonce"  # what the code and the link of one mail share, so that one of them works once
AGAIN = "again_code"
AGAIN_SECONDS = 15 * 60

_WHAT = {
    "password_changed": "password_changed",
    "password_reset": "password_reset",
    "password_set": "password_set",
    "totp_activated": "factor_added",
    "webauthn_added": "factor_added",
    "totp_deactivated": "factor_removed",
    "webauthn_removed": "factor_removed",
    "recovery_codes_generated": "recovery_codes_made",
}


def send_for_allauth(request, name: str, email: str, context: dict) -> None:
    """Send the mail that allauth asks for, in our words. `name` is allauth's, without folder."""
    account = people.find_by_email(email)
    if name == "login_code":
        _code(request, account, email, context["code"])
    elif name == "unknown_account":
        _no_code(request, account, email)
    elif name == "password_reset_key":
        _send(email, "password_reset", account, link=context["password_reset_url"])
    else:
        _send(email, "protection_changed", account, **_what_changed(request, name))


def _code(request, account, email: str, code: str) -> None:
    nonce = request.session[NONCE] = secrets.token_urlsafe(16)
    token = links.sign_in_token(account, nonce, request.POST.get("next", ""))
    link = request.build_absolute_uri(reverse("accounts:sign_in_by_link", args=[token]))
    _send(email, "sign_in_code", account, code=code, link=link)
    security_log.note("code_sent", account_id=account.pk, now=request.now, address=request.address)


def _no_code(request, account, email: str) -> None:
    """Tell an address without account, or staff, why no code comes. It costs what a code costs, down to the token and
    the line of the log, so that the clock tells nobody which accounts exist."""
    request.session[NONCE] = secrets.token_urlsafe(16)
    links.sign_in_token(account or Account(), request.session[NONCE], request.POST.get("next", ""))
    link = request.build_absolute_uri(reverse("account_login"))
    _send(email, "use_your_passkey" if account else "no_account", account, link=link, address=email)
    account_id = account.pk if account else None
    security_log.note("code_withheld", account_id=account_id, now=request.now, address=request.address)


def _what_changed(request, name: str) -> dict:
    return {
        "what": security_log.WORDS[_WHAT.get(name, "factor_added")],
        "at": request.now,
        "device": devices.name_of(request.META.get("HTTP_USER_AGENT", "")),
        "address": request.address,
        "link": request.build_absolute_uri(reverse("accounts:security")),
    }


def again_code(request, account) -> None:
    """Send a code that proves again who is at the keyboard."""
    code = f"{secrets.randbelow(10**8):08}"
    request.session[AGAIN] = {"code": code, "at": request.now.timestamp()}
    _send(account.email, "again_code", account, code=f"{code[:4]}-{code[4:]}")
    security_log.note("code_sent", account_id=account.pk, now=request.now, address=request.address)


def invitation(account, *, link: str, organization: str, inviter: str) -> None:
    """Send a colleague the way in."""
    _send(account.email, "invitation", account, link=link, organization=organization, inviter=inviter)


def prove_address(email: str, account, *, link: str) -> None:
    """Send the link that proves a new address."""
    _send(email, "prove_address", account, link=link)


def address_has_account(email: str, account) -> None:
    """Tell an address that it has an account already, so that it cannot become another's."""
    _send(email, "address_has_account", None, address=email)


def address_changed(before: str, account, *, now) -> None:
    """Tell the old address where the account went, so far that its owner knows it."""
    _send(before, "address_changed", account, address=masked(account.email), at=now)


def masked(email: str) -> str:
    """Return the address so that its owner knows it and nobody else learns it: "a•••@quayside.test"."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


def _send(to: str, template: str, account, **context) -> None:
    """Queue one mail. Without an account it goes out in the language of the page that asked for it."""
    notify.account_email(
        to=to,
        template=f"accounts/mail/{template}",
        context={"name": account.name if account else "", **context},
        language=account.language if account else translation.get_language(),
        time_zone=memberships.zone_of(account or Account()).key,
    )
