"""Find pharmacies that have a basket: near, open, delivering, speaking a language; whole, or split over few."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from telepraxis.base.tenancy import served_organization
from telepraxis.registry.formulary.medicine import Medicine
from telepraxis.registry.formulary.sameness import Code

from .counting_as import codes_of
from .distances import Point, bearing, box_around
from .models import Offer, Storefront
from .reading import COLUMNS, Offered
from .splitting import Candidate, best_split

NEAREST, CHEAPEST = "nearest", "cheapest"
MOST_LINES = 30
FARTHEST_KM = 100.0

# One row for each pharmacy that has something of the basket: which lines (bits), what they cost, how far it is. Of a
# line what was asked for counts first, what is the same only where that is not there. Those that are `limit` best, and
# for each set of lines the best, from which a split is made. Offers are read from an index that holds all it takes: the
# rows of one product lie as far apart as pharmacies do.
SEARCH = """
WITH wanted AS (
    SELECT g.line, p.id AS product, g.quantity, g.is_other
    FROM unnest(%(lines)s::int[], %(systems)s::text[], %(codes)s::text[], %(counted)s::text[],
                %(quantities)s::numeric[], %(others)s::bool[]) AS g(line, system, code, counted_in, quantity, is_other)
    JOIN storefronts_product p ON p.system = g.system AND p.code = g.code
        AND (g.counted_in = '' OR p.counted_in = g.counted_in)
), around AS MATERIALIZED (
    SELECT * FROM (
        SELECT s.id, {distance} AS km
        FROM storefronts_storefront s
        WHERE s.closed_at IS NULL AND (s.heard_by IS NULL OR s.heard_by = %(organization)s) {conditions}
    ) each {within}
), in_stock AS (
    SELECT o.storefront_id, w.line, bool_or(NOT w.is_other) AS is_exact,
           min(round(o.price_minor * w.quantity / o.per)) FILTER (WHERE NOT w.is_other) AS exact_cost,
           min(round(o.price_minor * w.quantity / o.per)) FILTER (WHERE w.is_other) AS other_cost,
           min(o.currency) AS currency, max(o.currency) AS other_currency
    FROM wanted w JOIN storefronts_offer o ON o.product_id = w.product AND o.free >= w.quantity
        JOIN around a ON a.id = o.storefront_id
    GROUP BY o.storefront_id, w.line
), places AS (
    SELECT h.storefront_id, a.km, count(*) AS lines, bit_or(1::bigint << h.line) AS mask,
           CASE WHEN count(*) = count(CASE WHEN is_exact THEN exact_cost ELSE other_cost END)
                     AND min(h.currency) = max(h.other_currency)
                THEN sum(CASE WHEN is_exact THEN exact_cost ELSE other_cost END) END AS total
    FROM in_stock h JOIN around a ON a.id = h.storefront_id
    GROUP BY h.storefront_id, a.km
), ranked AS (
    SELECT *, row_number() OVER (ORDER BY lines DESC, {order}) AS place,
           row_number() OVER (PARTITION BY mask ORDER BY {order}) AS in_mask
    FROM places
)
SELECT storefront_id, km, mask, total, place <= %(limit)s FROM ranked
WHERE place <= %(limit)s OR in_mask = 1 ORDER BY place
"""
DISTANCE = """2 * 6371.0088 * asin(sqrt(least(1, power(sin(radians(s.latitude - %(latitude)s) / 2), 2)
    + cos(radians(%(latitude)s)) * cos(radians(s.latitude))
    * power(sin(radians(s.longitude - %(longitude)s) / 2), 2))))"""
IS_OPEN = """ AND NOT (%(open_at)s AT TIME ZONE s.time_zone)::date = ANY(s.closed_on) AND EXISTS (
    SELECT FROM unnest(s.opens, s.closes) AS t(opens, closes),
        LATERAL (SELECT %(open_at)s AT TIME ZONE s.time_zone AS at) local,
        LATERAL (SELECT (extract(isodow FROM local.at) - 1) * 1440 + extract(hour FROM local.at) * 60
                        + extract(minute FROM local.at) AS minute) m
    WHERE m.minute >= t.opens AND m.minute < t.closes OR m.minute + 10080 < t.closes
)"""
BLOCKED = """ AND NOT EXISTS (
    SELECT FROM mailbox_partner p
    WHERE p.organization_id = %(organization)s AND p.whose = s.pharmacy AND p.blocked_at IS NOT NULL
)"""
ORDERS = {NEAREST: "km, total, storefront_id", CHEAPEST: "total NULLS LAST, km, storefront_id"}


@dataclass(frozen=True)
class Wanted:
    """So much of a product. `counted_in` "" is any; `alike`: what is the same but for maker and pack counts too.
    `medicine` is what was signed: then a code counts only while the catalogue still lists that one under it.
    """

    system: str
    code: str
    quantity: Decimal
    counted_in: str = ""
    alike: bool = True
    medicine: Medicine | None = None


@dataclass(frozen=True)
class Match:
    """What a pharmacy has for one line of the basket. `is_same` False: it is another maker's, and just as good."""

    line: int
    quantity: Decimal
    offered: Offered
    is_same: bool

    @property
    def is_enough(self) -> bool:
        return self.offered.free >= self.quantity

    @property
    def cost_minor(self) -> int | None:
        return self.offered.cost_minor(self.quantity)


@dataclass(frozen=True)
class Place:
    """A pharmacy and what it has of the basket: `matches` by line, None where it has nothing of it.

    `lines` are those of which it has enough. `total_minor` is what these cost, None where a price is missing or two
    currencies meet; delivery comes on top. `km` and `bearing` (degrees from north) are None where nobody said from
    where.
    """

    storefront: Storefront
    km: float | None
    bearing: float | None
    matches: tuple[Match | None, ...]
    lines: tuple[int, ...]
    total_minor: int | None
    currency: str
    figures_at: datetime | None  # the oldest

    @property
    def is_whole(self) -> bool:
        return len(self.lines) == len(self.matches)

    @property
    def delivery_fee_minor(self) -> int | None:
        """What bringing it costs; None where it is not brought there."""
        far = self.storefront.delivers_km
        return self.storefront.delivery_fee_minor if far and (self.km is None or self.km <= far) else None


@dataclass(frozen=True)
class Part:
    """One pharmacy of a split, and which lines of the basket are bought there."""

    place: Place
    lines: tuple[int, ...]

    @property
    def total_minor(self) -> int | None:
        costs = [self.place.matches[line].cost_minor for line in self.lines]
        return None if None in costs else sum(costs)


@dataclass(frozen=True)
class Found:
    """`places`: those with most of the basket first. `split`: up to three that have it together, where none has all."""

    places: tuple[Place, ...] = ()
    split: tuple[Part, ...] = field(default=())

    @property
    def whole(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.is_whole)


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
    limit: int = 20,
) -> Found:
    """Return pharmacies that have the basket, or most of it. Ten statements at most.

    `near` is (latitude, longitude); with it only pharmacies within `within_km` count, and with `delivers` only those
    that bring it there. `open_at`: those open at that moment.

    :raises TooMuch: too many lines, or nothing of one.
    """
    if not 0 < len(basket) <= MOST_LINES or any(each.quantity <= 0 for each in basket):
        raise TooMuch
    asked = _asked(basket, codes_of(basket))
    if not asked:
        return Found()
    rows = _searched(asked, near, open_at, delivers, language, takes_card, order, within_km, limit)
    shown = [row for row in rows if row.is_shown]
    split = [] if any(row.mask == (1 << len(basket)) - 1 for row in rows) else best_split(
        [Candidate(row.storefront, row.mask, row.km or 0.0, row.total) for row in rows], len(basket)
    )  # fmt: skip
    places = _places(basket, asked, {row.storefront: row for row in rows}, shown, split, near)
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


def _searched(asked, near, open_at, delivers, language, takes_card, order, within_km, limit) -> list[_Row]:
    names = ("lines", "systems", "codes", "counted", "quantities", "others")
    said = dict(zip(names, (list(column) for column in zip(*asked, strict=True)), strict=True))
    said |= {"organization": served_organization(), "limit": limit, "language": [language], "open_at": open_at}
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
    question = SEARCH.format(distance=distance, conditions=conditions, within=within, order=ORDERS[order])
    with connection.cursor() as cursor:
        cursor.execute(question, said)
        return [_Row(*row) for row in cursor.fetchall()]


def _places(basket, asked, rows: dict[int, _Row], shown, split, near) -> dict[int, Place]:
    """Return the pharmacies that are shown or of the split, with what they have for each line. Two statements."""
    ids = {row.storefront for row in shown} | {storefront for storefront, _lines in split}
    matches = _matches(asked, ids)
    return {
        each.id: _place(basket, each, rows[each.id].km, matches.get(each.id, {}), near)
        for each in Storefront.objects.filter(id__in=ids)
    }


def _place(basket, shown: Storefront, km: float | None, matches: dict[int, Match], near: Point | None) -> Place:
    enough = [matches[line] for line in sorted(matches) if matches[line].is_enough]
    costs, currencies = [each.cost_minor for each in enough], {each.offered.currency for each in enough}
    return Place(
        storefront=shown,
        km=km,
        bearing=bearing(near, (shown.latitude, shown.longitude)) if near else None,
        matches=tuple(matches.get(line) for line in range(len(basket))),
        lines=tuple(each.line for each in enough),
        total_minor=sum(costs) if costs and None not in costs and len(currencies) == 1 else None,
        currency=min(currencies) if len(currencies) == 1 else shown.currency,
        figures_at=min((each.offered.figures_at for each in enough), default=None),
    )


def _matches(asked, storefronts: set[int]) -> dict[int, dict[int, Match]]:
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
                match = Match(line, quantity, what, not is_other)
                if line not in there or _rank(match) < _rank(there[line]):
                    there[line] = match
    return found


def _rank(match: Match) -> tuple:
    """What is enough first, of that what was asked for, then what costs least; else the most that is there."""
    cost = match.cost_minor
    if not match.is_enough:
        return (1, -match.offered.free, not match.is_same)
    return (0, not match.is_same, cost is None, cost or 0, match.offered.code)
