"""Headers that keep a page to itself: scripts and styles from here only, no frames, camera only in a call."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob: mediastream:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
    ]
)
# An engine for captions that the operator supplies may be compiled code; nothing else on any page may.
WITH_CAPTIONS = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
QUIET = "camera=(), microphone=(), display-capture=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
CALL = (
    "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), fullscreen=(self), "
    "geolocation=(), payment=(), usb=(), browsing-topics=()"
)

PLACED = QUIET.replace("geolocation=()", "geolocation=(self)")


class KeepToItself:
    """Middleware: a view's own header wins; everything else gets these."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        with_captions = settings.CAPTIONS and getattr(request, "uses_camera", False)
        response.headers.setdefault(
            "Content-Security-Policy", WITH_CAPTIONS if with_captions else CONTENT_SECURITY_POLICY
        )
        response.headers.setdefault("Permissions-Policy", _permissions(request))
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault(
                "Cache-Control", "no-store" if request.COOKIES.get("sessionid") else "private, no-cache"
            )
        return response


def _permissions(request: HttpRequest) -> str:
    if getattr(request, "uses_camera", False):
        return CALL
    return PLACED if getattr(request, "uses_location", False) else QUIET


def uses_location(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator for a page on which somebody may say, by a press, to look from where they are."""

    @wraps(view)
    def allowed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.uses_location = True
        return view(request, *args, **kwargs)

    return allowed


def uses_camera(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator for a page that opens camera or microphone without the call shell."""

    @wraps(view)
    def allowed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.uses_camera = True
        return view(request, *args, **kwargs)

    return allowed
