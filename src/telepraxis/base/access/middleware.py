"""What every request carries: the clock at the door, an id, the caller's address."""

from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


class AtTheDoor:
    """Set `request.now`, `request.request_id`, `request.address` and `request.actor` (None until a page sets it)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        request.now = timezone.now()
        request.request_id = uuid4().hex
        request.address = caller_address(request.META)
        request.actor = None
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request.request_id
        return response


def caller_address(meta: dict) -> str:
    """Return the caller's address; a forwarded one only when the operator says that a proxy stands in front."""
    forwarded = meta.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rsplit(",", 1)[-1].strip() or meta.get("REMOTE_ADDR", "")
