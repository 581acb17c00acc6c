"""Free times as JSON, for calendars and programs: the same answer that the booking page reads."""

from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse

from telepraxis.base.access import PUBLIC, page

from ..availability import find, offerers
from ..masks import CELL_MINUTES, EPOCH, Stretch, bits, day_number, instant_of
from ..models import Service
from .door import organization_by_slug

LONGEST = 92  # days


@page(PUBLIC, organization=organization_by_slug)
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer `?service=&first=&days=&with=&how=&where=`: for each practitioner the UTC days on which they are free,
    each with the minutes of that day at which the service may begin.
    """
    asked = request.GET
    try:
        service = Service.objects.get(id=UUID(asked["service"]), retired_at=None)
        first = date.fromisoformat(asked["first"])
        days = int(asked.get("days", "14"))
        chosen = [UUID(uid) for uid in asked.getlist("with")] or None
    except (KeyError, ValueError, Service.DoesNotExist):
        return JsonResponse({"error": "service (uuid), first (YYYY-MM-DD) and days are needed"}, status=400)
    if not 1 <= days <= LONGEST or not 1 <= first.year <= 9000:
        return JsonResponse({"error": f"days is a number from 1 to {LONGEST}"}, status=400)
    begins = instant_of(day_number(first) * 24 * 60 // CELL_MINUTES)
    people = offerers(service, chosen)
    found = find(
        service=service,
        begins=begins,
        ends=begins + timedelta(days=days),
        now=request.now,
        jurisdiction=asked.get("where") or None,
        modality=asked.get("how") or None,
        known=people,
    )
    listed = [
        {"practitioner": str(uid), "name": people[uid].name, "days": orjson.Fragment(_days(mask, found.stretch))}
        for uid, mask in found.by_practitioner.items()
    ]
    answer = {"service": str(service.id), "minutes": service.minutes, "practitioners": listed}
    return HttpResponse(orjson.dumps(answer), content_type="application/json")


@lru_cache(maxsize=2_000)
def _days(mask: int, stretch: Stretch) -> bytes:
    """Return one practitioner's free days as JSON; while nobody books with them it is written once."""
    return orjson.dumps(
        {
            (EPOCH + timedelta(days=day)).isoformat(): [cell * CELL_MINUTES for cell in bits(cells)]
            for day, cells in stretch.day_masks(mask)
        }
    )
