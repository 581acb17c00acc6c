"""How much of a substance is the most, for this person: rows of `doses.csv` by age and route, by weight for a child."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from telepraxis.base.ui.times import long_date_text

from .amounts import spoken
from .cards import Source
from .case import Case, Item
from .rulebook import rows, several, source

ADULT = 18
ROUNDING = Decimal("1.1")  # a dose by weight is rounded to what a spoon or a tablet gives


@dataclass(frozen=True)
class Limit:
    """The most that is given, at a time or in a day: `rule` is the row and which of the two, `why` whence it comes."""

    rule: str
    value: Decimal
    unit: str
    stops_from: Decimal
    source: Source
    why: str
    is_by_weight: bool


def limit(case: Case, item: Item, kind: str) -> Limit | None:
    """Return the least of the maxima that hold; `kind` is single or daily."""
    age = case.age if case.age is not None else ADULT
    holding = [row for row in _rows_of(item.slug) if _holds(row, age, item.taken.route)]
    narrowest_first = sorted(holding, key=lambda row: -float(row["from_years"]))
    return min((_limit(case, row, kind) for row in narrowest_first), key=lambda each: each.value, default=None)


def has_any(item: Item) -> bool:
    return bool(_rows_of(item.slug))


@cache
def _rows_of(slug: str) -> tuple[dict[str, str], ...]:
    return tuple(row for row in rows("doses") if row["substance"] == slug)


def _holds(row: dict[str, str], age: float, route: str) -> bool:
    routes = several(row["routes"])
    of_age = float(row["from_years"]) <= age < float(row["below_years"] or 200)
    return of_age and (not routes or not route or route in routes)


def _limit(case: Case, row: dict[str, str], kind: str) -> Limit:
    unit, most = row["unit"], Decimal(row[kind])
    per_kg = row[f"{kind}_per_kg"]
    weight = case.person.weight_kg
    why = _("Its maximum is %(most)s.") % {"most": spoken(most, unit)}
    if per_kg and weight and Decimal(per_kg) * weight.value < most:
        most = Decimal(per_kg) * weight.value * ROUNDING
        why = _("Its maximum is %(per_kg)s for each kilogram, and the weight was %(weight)s kg on %(day)s.") % {
            "per_kg": spoken(Decimal(per_kg), unit),
            "weight": f"{weight.value.normalize():f}",
            "day": long_date_text(weight.on),
        }
    stops = Decimal(row["stops_from"])
    return Limit(f"{row['id']}.{kind}", most, unit, stops, source(row["source"], row["written_on"]), why, bool(per_kg))
