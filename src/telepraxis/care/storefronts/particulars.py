"""What a pharmacy says of itself, as it is handed over, and whether it can be so. The same for a form and a message."""

import re
from dataclasses import dataclass
from datetime import date
from math import isfinite

from django.db import connection
from django.utils.translation import gettext as _

from telepraxis.registry.organizations.founding import UnknownTimeZone, known_time_zone

from .hours import BadHours
from .hours import checked as checked_hours

FARTHEST_KM, DEAREST_MINOR, MOST_DAYS = 500, 10**9, 100
LONGEST = {"name": 200, "street": 200, "postal_code": 20, "city": 100, "phone": 40, "time_zone": 64}
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Particulars:
    """Where a pharmacy is, when it is open, and how it serves. `spans` as in `hours.Hours`."""

    name: str
    latitude: float
    longitude: float
    time_zone: str
    currency: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    closed_on: tuple[date, ...] = ()
    languages: tuple[str, ...] = ()
    delivers_km: float | None = None
    delivery_fee_minor: int = 0
    takes_card: bool = False


class BadParticulars(ValueError):
    """It cannot be so; `why` says what of it: {field: sentence}."""

    def __init__(self, why: dict[str, str]):
        super().__init__("; ".join(why.values()))
        self.why = why


def columns_of(said: Particulars) -> dict[str, object]:
    """Return it as columns of a storefront.

    :raises BadParticulars: a part cannot be so.
    """
    why = {name: _("This is too long.") for name, longest in LONGEST.items() if len(getattr(said, name)) > longest}
    if not said.name.strip():
        why["name"] = _("A pharmacy has a name.")
    if not _is_number(said.latitude, -90, 90):
        why["latitude"] = _("A latitude lies between -90 and 90.")
    if not _is_number(said.longitude, -180, 180):
        why["longitude"] = _("A longitude lies between -180 and 180.")
    if not _is_zone(said.time_zone):
        why["time_zone"] = _("There is no such time zone.")
    if not re.fullmatch("[A-Z]{3}", said.currency):
        why["currency"] = _("A currency has three letters, as EUR.")
    why |= _why_not_served(said)
    opens, closes = [], []
    try:
        opens, closes = checked_hours(list(said.spans))
    except BadHours:
        why["spans"] = _("These hours overlap, or end before they begin.")
    if why:
        raise BadParticulars(why)
    columns = {name: value for name, value in vars(said).items() if name != "spans"}
    return columns | {
        "opens": opens, "closes": closes, "closed_on": sorted(set(said.closed_on)), "languages": list(said.languages),
    }  # fmt: skip


def _why_not_served(said: Particulars) -> dict[str, str]:
    why = {}
    if said.delivers_km is not None and not _is_number(said.delivers_km, 0.1, FARTHEST_KM):
        why["delivers_km"] = _("Say how many kilometres, up to 500.")
    if not 0 <= said.delivery_fee_minor <= DEAREST_MINOR:
        why["delivery_fee_minor"] = _("Say what bringing it costs; 0 for nothing.")
    if len(said.closed_on) > MOST_DAYS:
        why["closed_on"] = _("These are too many days.")
    if len(said.languages) > MOST_DAYS or not all(TAG.fullmatch(tag) and len(tag) <= 16 for tag in said.languages):
        why["languages"] = _("Choose languages from the list.")
    return why


def _is_number(value: float, least: float, most: float) -> bool:
    return isinstance(value, int | float) and isfinite(value) and least <= value <= most


def _is_zone(name: str) -> bool:
    """Whether both Python and the database know the zone: a search asks the database what time it is there."""
    try:
        known_time_zone(name)
    except UnknownTimeZone:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = %s)", [name])
        return cursor.fetchone()[0]
