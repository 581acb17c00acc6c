"""The middleware behind which a session must still stand: not ended, not idle too long, not too old."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from . import devices, memberships, sessions, sign_in

# Where somebody may be who has still to set up a second factor.
OPEN_WHILE_ENROLLING = ("/account/", "/static/", "/look/", "/health")
# A page that refreshes itself says so; looking at a screen is no sign of life.
BY_ITSELF = "X-By-Itself"


class StandingSession:
    """Refuse ended sessions at their next request, write when a person was last seen, lead to enrolment."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.signed_in_session = None
        response = self._refusal(request) or self._answer(request)
        if new_device := getattr(request, "new_device", None):
            devices.set_cookie(response, new_device, secure=settings.SESSION_COOKIE_SECURE)
        return response

    def _answer(self, request):
        """Answer; on pages outside any organization times are in the person's zone (elsewhere @page sees to it)."""
        if request.signed_in_session is None or not request.path.startswith("/account/"):
            return self.get_response(request)
        with timezone.override(memberships.zone_of(request.user)):
            return self.get_response(request)

    def _refusal(self, request):
        if not request.user.is_authenticated:
            return None
        row, why = sessions.standing(request.session.get(sessions.KEY), now=request.now)
        if row is None:
            return _turned_away(request, why)
        request.signed_in_session = row
        request.idle_minutes = row.idle_minutes
        if BY_ITSELF not in request.headers:
            sessions.seen(row, address=request.address, now=request.now)
        if request.session.get(sign_in.NEEDS_FACTOR) and not request.path.startswith(OPEN_WHILE_ENROLLING):
            return _sent_to(request, "/account/enrol/")
        return None


def _turned_away(request, why: str):
    """Empty the session and go on as nobody; a page that needs somebody leads to the sign-in, which says why."""
    logout(request)
    if why:
        request.session[sign_in.ENDED_WHY] = why
    if "HX-Request" in request.headers:
        here = request.headers.get("HX-Current-URL", "")
        path = "/" + here.split("/", 3)[3] if here.count("/") >= 3 else "/"
        return _sent_to(request, f"{settings.LOGIN_URL}?{urlencode({'next': path})}")
    return None


def _sent_to(request, path: str):
    """Lead the whole page there, also from a panel's request."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": path})
    return redirect(path)
