"""What follows a proof of identity: our session row, its strength, the hat, and the log."""

from datetime import datetime

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import login
from django.utils.translation import gettext_lazy as _

from . import devices, elsewhere, freshness, hats, idle, memberships, security_log, sessions
from .models import Account, SignedInSession

NEEDS_FACTOR = "needs_factor"  # a staff member who has no second factor yet: enrolment comes before anything else
ENDED_WHY = "ended_why"  # told on the sign-in page after a session was ended for the person
ENDED_WORDS = {
    "idle": _("You were signed out after a pause, so that nobody else reads on."),
    "too_old": _("You were signed out because your session had become old. Sign in again to go on."),
    "revoked": _("This session was ended. Sign in again if it was you who ended it."),
    "withdrawn": _("Your access was withdrawn. Ask your administrator."),
    "replaced": _("Somebody else took over on this computer."),
}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Way = SignedInSession.Way


def completed(request, account: Account, *, now: datetime) -> None:
    """Open the session after allauth has checked everything; its records say by which way."""
    way, strong = _way_of(get_authentication_records(request, account))
    if voucher := elsewhere.voucher_of(request, account):
        way, strong = Way.PROVIDER, strong or voucher.strong
        elsewhere.confine(request.session, voucher)
    _open(request, account, way=way, strong=strong, kind="signed_in", now=now)


def take_over(request, account: Account, *, way: str, kind: str, now: datetime) -> None:
    """Sign the account in by a way of our own (PIN, demonstration), leaving nothing of an earlier person's session."""
    signed_out(request, now=now)
    request.session.flush()
    login(request, account, backend=BACKEND)
    request.session[freshness.PROVEN_AT] = now.timestamp()
    _open(request, account, way=way, strong=True, kind=kind, now=now)


def _open(request, account: Account, *, way: str, strong: bool, kind: str, now: datetime) -> None:
    request.session[hats.STRONG] = strong
    has_factor = has_second_factor(account) or elsewhere.has_factor(request.session)
    request.session[NEEDS_FACTOR] = not has_factor and memberships.is_staff_anywhere(account.pk)
    request.session.pop(ENDED_WHY, None)
    hats.wear_the_only_one(request.session, account.pk)
    minutes = idle.minutes_for(account.pk)
    row = sessions.begin(request, account, way=way, strong=strong, idle_minutes=minutes, now=now)
    if way != Way.QUICK and account.pin_failures:
        Account.objects.filter(pk=account.pk).update(pin_failures=0)
    security_log.note(
        kind, account_id=account.pk, now=now, address=row.address, device_name=row.device_name, detail=way
    )


def _way_of(records: list[dict]) -> tuple[str, bool]:
    """Return the way in and whether it is strong: a passkey by itself, or a password with a second factor."""
    if any(record["method"] == "mfa" and record.get("passwordless") for record in records):
        return Way.PASSKEY, True
    factor = any(record["method"] == "mfa" for record in records)
    if any(record["method"] == "password" for record in records):
        return (Way.PASSWORD_AND_FACTOR, True) if factor else (Way.PASSWORD, False)
    return Way.CODE, factor


def has_second_factor(account: Account) -> bool:
    """Tell whether a passkey or an authenticator app is set up."""
    return Authenticator.objects.filter(user=account, type__in=["totp", "webauthn"]).exists()


def factor_set_up(request) -> None:
    """Raise the session in which somebody has just set up a second factor, and let them go on."""
    request.session[NEEDS_FACTOR] = False
    if session_id := request.session.get(sessions.KEY):
        sessions.make_strong(request.session, session_id=session_id)


def landing(request) -> str:
    """Return where this person's work begins, after what is still missing."""
    if request.session.get(NEEDS_FACTOR):
        return "/account/enrol/"
    if hats.ORGANIZATION not in request.session:
        return hats.wear_the_only_one(request.session, request.user.pk)
    return hats.landing_of(request.session, request.user.pk)


def signed_out(request, *, now: datetime) -> None:
    """End our session row when the person signs out."""
    session_id = request.session.get(sessions.KEY)
    if not session_id or not request.user.is_authenticated:
        return
    try:
        sessions.end(session_id=session_id, account=request.user, why="signed_out", now=now)
    except sessions.NoSuchSession:
        return
    security_log.note(
        "signed_out",
        account_id=request.user.pk,
        now=now,
        address=request.address,
        device_name=devices.name_of(request.META.get("HTTP_USER_AGENT", "")),
    )
