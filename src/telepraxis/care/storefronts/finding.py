"""Find pharmacies that have a basket: near, open, delivering, speaking a language; whole, or split over few."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from telepraxis.base.tenancy import served_organization
from telepraxis.registry.formulary.sameness import Code

from .counting_as import codes_of
from .covering import terms_at
from .distances import Point, bearing, box_around
from .found import Found, Match, Part, Place, Wanted
from .models import Offer, Storefront
from .patient_part import PlanTerms
from .reading import COLUMNS, Offered
from .search_sql import BILLED, BLOCKED, CHEAPEST, DISTANCE, IS_OPEN, NEAREST, ORDERS, PAID, SEARCH, SHELF, TERMS
from .splitting import Candidate, best_split

__all__ = [
    "CHEAPEST",
    "FARTHEST_KM",
    "MOST_LINES",
    "NEAREST",
    "Found",
    "Match",
    "Part",
    "Place",
    "TooMuch",
    "Wanted",
    "find",
]

MOST_LINES = 30
FARTHEST_KM = 100.0


class TooMuch(ValueError):
    """A basket has at most `MOST_LINES` lines, each of more than nothing."""


class _Row(NamedTuple):
    storefront: int
    km: float | None
    mask: int
    total: Decimal | None
    is_shown: bool


def find(
    basket: Sequence[Wanted],
    *,
    near: Point | None = None,
    open_at: datetime | None = None,
    delivers: bool = False,
    language: str = "",
    takes_card: bool = False,
    order: str = NEAREST,
    within_km: float = FARTHEST_KM,
    plan: str = "",
    limit: int = 20,
) -> Found:
    """Return pharmacies that have the basket, or most of it. Ten statements at most, and two more with a plan.

    `near` is (latitude, longitude); with it only pharmacies within `within_km` count, and with `delivers` only those
    that bring it there. `open_at`: those open at that moment. `plan` (`patient_part.plan_key`) is the patient's: what
    counts is what they pay where it is billed, elsewhere the shelf price.

    :raises TooMuch: too many lines, or nothing of one.
    """
    if not 0 < len(basket) <= MOST_LINES or any(each.quantity <= 0 for each in basket):
        raise TooMuch
    asked = _asked(basket, codes_of(basket))
    if not asked:
        return Found()
    rows = _searched(asked, near, open_at, delivers, language, takes_card, order, within_km, limit, plan)
    shown = [row for row in rows if row.is_shown]
    split = [] if any(row.mask == (1 << len(basket)) - 1 for row in rows) else best_split(
        [Candidate(row.storefront, row.mask, row.km or 0.0, row.total) for row in rows], len(basket)
    )  # fmt: skip
    places = _places(basket, asked, {row.storefront: row for row in rows}, shown, split, near, plan)
    return Found(
        places=tuple(places[row.storefront] for row in shown),
        split=tuple(Part(places[storefront], lines) for storefront, lines in split),
    )


def _asked(basket: Sequence[Wanted], counting: list[frozenset[Code]]) -> list[tuple[int, str, str, str, Decimal, bool]]:
    """Return (line, system, code, counted in, quantity, is another than asked for) of all that counts."""
    return [
        (line, system, code, each.counted_in, each.quantity, (system, code) != (each.system, each.code))
        for line, each in enumerate(basket)
        for system, code in sorted(counting[line])
    ]


def _searched(asked, near, open_at, delivers, language, takes_card, order, within_km, limit, plan) -> list[_Row]:
    names = ("lines", "systems", "codes", "counted", "quantities", "others")
    said = dict(zip(names, (list(column) for column in zip(*asked, strict=True)), strict=True))
    said |= {"organization": served_organization(), "limit": limit, "language": [language], "open_at": open_at}
    said["plan"] = plan
    conditions, distance, within = BLOCKED, "NULL::float8", ""
    if near:
        south, north, west, east = box_around(near, within_km)
        said |= {
            "latitude": near[0], "longitude": near[1], "within": within_km, "south": south, "north": north,
            "west": west, "east": east,
        }  # fmt: skip
        distance, within = DISTANCE, "WHERE km <= %(within)s"
        conditions += " AND s.latitude BETWEEN %(south)s AND %(north)s"
        conditions += " AND s.longitude BETWEEN %(west)s AND %(east)s"
    if open_at:
        conditions += IS_OPEN
    if delivers:
        conditions += f" AND s.delivers_km >= {DISTANCE}" if near else " AND s.delivers_km IS NOT NULL"
    if language:
        conditions += " AND s.languages @> %(language)s::varchar[]"
    if takes_card:
        conditions += " AND s.takes_card"
    counted = {"cost": PAID, "terms": TERMS, "billed": BILLED} if plan else {"cost": SHELF, "terms": "", "billed": ""}
    question = SEARCH.format(
        distance=distance, conditions=conditions, within=within, order=ORDERS[order], **counted
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(question, said)
        return [_Row(*row) for row in cursor.fetchall()]


def _places(basket, asked, rows: dict[int, _Row], shown, split, near, plan: str) -> dict[int, Place]:
    """Return the pharmacies that are shown or of the split, with what they have for each line. Two statements, or four
    with a plan.
    """
    ids = {row.storefront for row in shown} | {storefront for storefront, _lines in split}
    billed = terms_at(plan, ids, {(system, code) for _line, system, code, *_more in asked}) if plan and ids else {}
    matches = _matches(asked, ids, billed)
    return {
        each.id: _place(basket, each, rows[each.id].km, matches.get(each.id, {}), near, each.id in billed)
        for each in Storefront.objects.filter(id__in=ids)
    }


def _place(
    basket, shown: Storefront, km: float | None, matches: dict[int, Match], near: Point | None, bills_plan: bool
) -> Place:
    enough = [matches[line] for line in sorted(matches) if matches[line].is_enough]
    costs, currencies = [each.paid_minor for each in enough], {each.offered.currency for each in enough}
    return Place(
        storefront=shown,
        km=km,
        bearing=bearing(near, (shown.latitude, shown.longitude)) if near else None,
        matches=tuple(matches.get(line) for line in range(len(basket))),
        lines=tuple(each.line for each in enough),
        total_minor=sum(costs) if costs and None not in costs and len(currencies) == 1 else None,
        currency=min(currencies) if len(currencies) == 1 else shown.currency,
        figures_at=min((each.offered.figures_at for each in enough), default=None),
        covered_minor=sum(each.covered_minor for each in enough),
        bills_plan=bills_plan,
    )


def _matches(asked, storefronts: set[int], billed: dict[int, PlanTerms]) -> dict[int, dict[int, Match]]:
    """Return the best that each of these pharmacies has for each line."""
    codes = Q(product__system__in={each[1] for each in asked}) & Q(product__code__in={each[2] for each in asked})
    rows = Offer.objects.filter(codes, storefront__in=storefronts, ended_at=None, free__gt=0)
    by_code: dict[tuple[str, str], list] = {}
    for line, system, code, counted_in, quantity, is_other in asked:
        by_code.setdefault((system, code), []).append((line, counted_in, quantity, is_other))
    found: dict[int, dict[int, Match]] = {}
    for storefront, *said in rows.values_list("storefront_id", *COLUMNS):
        what, there = Offered(*said), found.setdefault(storefront, {})
        for line, counted_in, quantity, is_other in by_code.get((what.system, what.code), ()):
            if counted_in in ("", what.counted_in):
                terms = billed[storefront].of((what.system, what.code), what.currency) if storefront in billed else None
                match = Match(line, quantity, what, not is_other, terms)
                if line not in there or _rank(match) < _rank(there[line]):
                    there[line] = match
    return found


def _rank(match: Match) -> tuple:
    """What is enough first, of that what was asked for, then what costs least; else the most that is there."""
    cost = match.paid_minor
    if not match.is_enough:
        return (1, -match.offered.free, not match.is_same)
    return (0, not match.is_same, cost is None, cost or 0, match.offered.code)
