"""Pharmacies that were found, as pages show them: numbered, how far in words, open till when, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from telepraxis.registry.organizations.languages import SPOKEN

from .finding import Place
from .models import Storefront


@dataclass(frozen=True)
class Shown:
    """A pharmacy for the eye. `names` are those of the basket's lines, `plan` that of the patient's plan, if any."""

    place: Place
    number: int
    names: Sequence[str]
    now: datetime
    plan: str = ""

    @property
    def storefront(self) -> Storefront:
        return self.place.storefront

    @cached_property
    def opening(self) -> dict:
        return opening_of(self.storefront, self.now)

    @property
    def distance(self) -> str:
        return distance_text(self.place.km)

    @property
    def missing(self) -> list[str]:
        """Names of what it has not, or not enough of."""
        return [name for line, name in enumerate(self.names) if line not in self.place.lines]

    @property
    def others(self) -> list[str]:
        """Names of what it has from another maker than asked for."""
        matches = (self.place.matches[line] for line in self.place.lines)
        return [self.names[match.line] for match in matches if not match.is_same]

    @property
    def spoken(self) -> list[str]:
        return spoken_at(self.storefront)


def shown_of(places: Sequence[Place], names: Sequence[str], now: datetime, *, plan: str = "") -> list[Shown]:
    """Return the places in their order, numbered from 1 as on the map."""
    return [Shown(place, number, names, now, plan) for number, place in enumerate(places, 1)]


def distance_text(km: float | None) -> str:
    """Return the distance in words: `350 m`, `1.1 km`, `24 km`."""
    if km is None:
        return ""
    if km < 0.95:
        return _("%(m)s m") % {"m": number_format(max(50, round(km * 20) * 50))}
    return _("%(km)s km") % {"km": number_format(round(km, 1) if km < 10 else round(km))}


def opening_of(shown: Storefront, now: datetime) -> dict:
    """Return whether it is open, and until when that stays so, in its own zone."""
    state = shown.hours.at(now)
    until = state.until.astimezone(ZoneInfo(shown.time_zone)) if state.until else None
    today = now.astimezone(ZoneInfo(shown.time_zone)).date()
    return {"is_open": state.is_open, "until": until, "is_today": until is not None and until.date() == today}


def spoken_at(shown: Storefront) -> list[str]:
    return [SPOKEN.get(tag, tag) for tag in shown.languages]
