"""The pause after too many failures, counted by django-axes for account and address together.

Every kind of failure counts: password, code, second factor, PIN. An address nobody has counts like any other, so that
the pause tells nobody which accounts exist.
"""

from datetime import datetime

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import IntegrityError


class Counting(AxesDatabaseHandler):
    """Counts also when another request removes the counter at that moment, because its sign-in succeeded."""

    def user_login_failed(self, sender, credentials: dict, request=None, **kwargs):
        try:
            return super().user_login_failed(sender, credentials, request, **kwargs)
        except IntegrityError:
            return super().user_login_failed(sender, credentials, request, **kwargs)


def failed(request, email: str) -> None:
    """Count one failure."""
    at_the_clock_of(request)
    user_login_failed.send(sender=__name__, credentials={"username": email}, request=request)


def is_paused(request, email: str) -> bool:
    """Tell whether this account may not be tried from this address now."""
    at_the_clock_of(request)
    paused = not AxesProxyHandler.is_allowed(request, {"username": email})
    if paused:
        request.axes_locked_out = True
        request.axes_credentials = {"username": email}
    return paused


def until(email: str, address: str) -> datetime | None:
    """Return when the pause ends."""
    attempt = (
        AccessAttempt.objects.filter(username=email.lower(), ip_address=address or None)
        .order_by("-attempt_time")
        .first()
    )
    return attempt.attempt_time + settings.AXES_COOLOFF_TIME if attempt else None


def at_the_clock_of(request) -> None:
    """Let axes use the clock at the door of this request."""
    AxesProxyHandler.update_request(request)
    request.axes_attempt_time = request.now


def username_of(request, credentials: dict | None) -> str:
    """Return the name under which failures are counted: the address, in small letters."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or (request.POST.get("login", "") if request else "")
    return str(name or "").strip().lower()[:254]


def address_of(request) -> str:
    """Return the address under which failures are counted."""
    return getattr(request, "address", "")
