"""Where somebody means, without asking anybody outside: coordinates as maps write them, or where pharmacies are.

Of postal codes and towns we know what published pharmacies say: the middle of those that share the most of the code.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from telepraxis.base.tenancy import served_organization

from .distances import Point
from .models import OwnPlace, Storefront

NUMBER = r"([+-]?\d{1,3}(?:\.\d+)?)"
PAIR = re.compile(rf"(?:^|[@=/:(\s]){NUMBER}\s*(?:,|%2C|\s)\s*{NUMBER}(?![\d.])", re.IGNORECASE)
LONGEST = 500
LEAST = 3  # letters of a postal code


@dataclass(frozen=True)
class Spot:
    """A point, and what it is called; `is_about` where it is the middle of something larger."""

    point: Point
    words: str
    is_about: bool = False


def spot(text: str, *, patient: UUID | None = None) -> Spot | None:
    """Return where the text means: one of the patient's places, coordinates, a map's link, a postal code, a town."""
    text = text.strip()[:LONGEST]
    if not text:
        return None
    if patient and (kept := OwnPlace.objects.filter(patient_id=patient, name__iexact=text).first()):
        return Spot((kept.latitude, kept.longitude), kept.name)
    if point := point_in(text):
        return Spot(point, _("the place you chose"))
    return _among_pharmacies(text)


def point_in(text: str) -> Point | None:
    """Return the coordinates in a text: `38.71, -9.14`, a `geo:` address, the link of a map; None without any."""
    for found in PAIR.finditer(text):
        latitude, longitude = float(found[1]), float(found[2])
        if "." in found[0] and -90 <= latitude <= 90 and -180 <= longitude <= 180:
            return latitude, longitude
    return None


def _among_pharmacies(text: str) -> Spot | None:
    seen = Storefront.objects.filter(Q(heard_by=None) | Q(heard_by=served_organization()), closed_at=None)
    rows = seen.filter(city__iexact=text)
    where = [(row.latitude, row.longitude) for row in rows[:500]]
    code = _plain(text)
    if not where and len(code) >= LEAST and any(sign.isdigit() for sign in code):
        coded = [
            (_shared(code, _plain(postal_code)), (latitude, longitude))
            for postal_code, latitude, longitude in seen.filter(postal_code__istartswith=code[:2]).values_list(
                "postal_code", "latitude", "longitude"
            )[:5000]
        ]
        most = max((shared for shared, _point in coded), default=0)
        where = [point for shared, point in coded if shared == most >= LEAST]
    if not where:
        return None
    return Spot((_middle([lat for lat, _lon in where]), _middle([lon for _lat, lon in where])), text, is_about=True)


def _plain(code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def _shared(one: str, other: str) -> int:
    """Return how many signs both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _middle(numbers: list[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]
