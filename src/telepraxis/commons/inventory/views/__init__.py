"""Pages of the room: the list, one item, one lot, what arrives, counts, places, files."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from telepraxis.base.uuid7 import uuid7

from ..models import Place
from ..permissions import may_judge_stock, may_manage_stock

RAIL = {"rail": "stock"}
GONE_WRONG = 422


def today_of(request: HttpRequest):
    """Return the day it is for the reader."""
    return timezone.localtime(request.now).date()


def places_open() -> list[Place]:
    """Return the places where something may be put, by name."""
    return list(Place.objects.filter(closed_at=None).order_by("name"))


def may(request: HttpRequest) -> dict[str, bool]:
    """Return what the reader may do beyond moving stock."""
    return {
        "may_manage": may_manage_stock.allows(request.actor),
        "may_judge": may_judge_stock.allows(request.actor),
    }


def once() -> dict:
    """Return the first values of a form whose act is done once."""
    return {"key": uuid7()}


def found(model, row_id: UUID, **more):
    """Return a row of the served organization, or answer that there is none."""
    return get_object_or_404(model, id=row_id, **more)


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def chosen(text: str) -> UUID:
    """Return the id that a checked choice holds."""
    if (value := uuid_or_none(text)) is None:
        raise Http404
    return value
