"""From where the patient looks for pharmacies: a place they keep, or one that they named a moment ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from telepraxis.care.storefronts import placing, reading

NAMED = "named"
KEPT = "pharmacy_near"  # in the session only: where somebody is stands in no address and in no table
GOOD_FOR = timedelta(hours=2)


@dataclass(frozen=True)
class Where:
    """Somewhere to look from; `point` is (latitude, longitude)."""

    key: str
    name: str
    point: tuple[float, float]


def wheres(request: HttpRequest, patient: UUID) -> list[Where]:
    """Return where the patient can look from: what they named just now first, then the places that they keep."""
    kept = [Where(str(each.id), each.name, (each.latitude, each.longitude)) for each in reading.places_of(patient)]
    named = _named(request)
    return [named, *kept] if named else kept


def chosen(request: HttpRequest, every: list[Where]) -> Where | None:
    """Return the one that was asked for, else the first; None where there is none, or "anywhere" was asked for."""
    asked = request.GET.get("from", request.POST.get("from"))
    if asked == "":
        return None
    return next((each for each in every if each.key == asked), every[0] if every else None)


def name_one(request: HttpRequest, text: str, patient: UUID) -> bool:
    """Remember for a while where the text means, to about a hundred metres; False where nobody knows."""
    spot = placing.spot(text, patient=patient)
    if spot is None:
        return False
    latitude, longitude = spot.point
    request.session[KEPT] = [round(latitude, 3), round(longitude, 3), spot.words, request.now.isoformat()]
    return True


def _named(request: HttpRequest) -> Where | None:
    try:
        latitude, longitude, words, at = request.session[KEPT]
        is_good = request.now - datetime.fromisoformat(at) < GOOD_FOR
    except (KeyError, ValueError, TypeError):
        return None
    return Where(NAMED, words[:1].upper() + words[1:], (latitude, longitude)) if is_good else None
