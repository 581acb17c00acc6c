"""The browser on which somebody signs in: its signed cookie, and a name a person recognizes."""

import re
from uuid import UUID, uuid4

from django.core import signing

COOKIE = "device"
COOKIE_AGE = 400 * 24 * 3600  # browsers keep no cookie longer
_SALT = "accounts.device"

_SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
]
_BROWSERS = [("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari")]


def device_of(request) -> UUID | None:
    """Return the id in the browser's signed cookie; None for a browser not seen before, or a forged cookie."""
    try:
        return UUID(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT))
    except (signing.BadSignature, ValueError):
        return None


def recognize(request) -> UUID:
    """Return the browser's id; a new browser gets one, which the middleware puts into a cookie."""
    known = device_of(request)
    if known is None:
        known = getattr(request, "new_device", None) or uuid4()
        request.new_device = known
    return known


def set_cookie(response, device: UUID, *, secure: bool) -> None:
    """Let the browser keep its id."""
    value = signing.dumps(str(device), salt=_SALT)
    response.set_cookie(COOKIE, value, max_age=COOKIE_AGE, httponly=True, secure=secure, samesite="Lax")


def name_of(user_agent: str) -> str:
    """Return a name such as "Firefox, Windows"; empty when nothing is recognized."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if re.search(rf"{mark}/", user_agent)), "")
    return ", ".join(part for part in (browser, system) if part)
