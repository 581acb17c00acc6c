"""How recently the person at the keyboard proved who they are. Signing asks for it again."""

from datetime import UTC, datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired

from . import elsewhere

FACTOR_CHANGE_MINUTES = 10
PROVEN_AT = "proven_at"  # for ways in that allauth does not know: a PIN, a demonstration role


def proven_at(request) -> datetime | None:
    """Return when the person last proved who they are in this session."""
    records = get_authentication_records(request, request.user)
    moments = [record["at"] for record in records if record["method"] != elsewhere.METHOD]
    moments += [request.session[PROVEN_AT]] if PROVEN_AT in request.session else []
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def is_recent(request, *, minutes: int) -> bool:
    """Tell whether the person proved who they are within the last `minutes`."""
    last = proven_at(request)
    return last is not None and request.now - last <= timedelta(minutes=minutes)


def require_recent(request, *, minutes: int) -> None:
    """Pass when the person proved who they are within the last `minutes`.

    :raises ReauthenticationRequired: the sign-in middleware then asks for it and returns to this page.
    """
    if not is_recent(request, minutes=minutes):
        raise ReauthenticationRequired
