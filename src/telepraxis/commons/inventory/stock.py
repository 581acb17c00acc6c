"""What is there: on hand, reserved, free, the nearest expiry, the price, and how old each figure is. One query each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection

from telepraxis.base import tenancy

from .picking import today_in
from .pricing import cost_minor

SOON_DAYS = 30
ALL, LOW, EXPIRING, HELD, GONE = "all", "low", "expiring", "held", "none"

# One row for each item. What may be handed out (`fit`) is neither expired nor recalled nor in quarantine.
COLUMNS = """
SELECT i.id, i.name, i.kind, i.system, i.code, i.counted_in, i.reorder_level, i.keep_cold, i.published_at,
       i.retired_at, coalesce(b.on_hand, 0), coalesce(b.fit, 0), coalesce(b.reserved, 0), b.nearest, b.at,
       coalesce(b.expired, 0), coalesce(b.recalled, 0), coalesce(b.waiting, 0),
       p.amount_minor, p.currency, p.per, p.set_at, p.pack_id
"""
LYING = """
FROM inventory_item i
LEFT JOIN LATERAL (
    SELECT sum(quantity) AS on_hand, sum(reserved) AS reserved, max(changed_at) AS at,
           sum(quantity) FILTER (WHERE is_fit) AS fit,
           min(expires_on) FILTER (WHERE is_fit AND quantity > 0) AS nearest,
           sum(quantity) FILTER (WHERE expires_on < %(today)s) AS expired,
           sum(quantity) FILTER (WHERE recall_id IS NOT NULL) AS recalled,
           sum(quantity) FILTER (WHERE quarantined_at IS NOT NULL OR kind = 'quarantine') AS waiting
    FROM (
        SELECT s.quantity, s.reserved, s.changed_at, l.expires_on, l.recall_id, l.quarantined_at, w.kind,
               l.recall_id IS NULL AND l.quarantined_at IS NULL AND w.kind <> 'quarantine'
               AND (l.expires_on IS NULL OR l.expires_on >= %(today)s) AS is_fit
        FROM inventory_balance s
        JOIN inventory_lot l ON l.organization_id = s.organization_id AND l.id = s.lot_id
        JOIN inventory_place w ON w.organization_id = s.organization_id AND w.id = s.place_id
        WHERE s.organization_id = i.organization_id AND s.item_id = i.id
    ) lying
) b ON true
"""
PRICED = """
LEFT JOIN LATERAL (
    SELECT amount_minor, currency, per, set_at, pack_id FROM (
        SELECT DISTINCT ON (pack_id) amount_minor, currency, per, set_at, pack_id FROM inventory_price
        WHERE organization_id = i.organization_id AND item_id = i.id AND valid_from <= %(now)s
        ORDER BY pack_id, valid_from DESC, set_at DESC, id DESC
    ) valid ORDER BY pack_id IS NOT NULL, per LIMIT 1
) p ON true
"""
OURS = " WHERE i.organization_id = %(organization)s"
WHICH = {
    ALL: "",
    LOW: " AND i.reorder_level IS NOT NULL AND coalesce(b.fit, 0) < i.reorder_level",
    EXPIRING: " AND (b.nearest <= %(soon)s OR coalesce(b.expired, 0) > 0)",
    HELD: " AND (coalesce(b.recalled, 0) > 0 OR coalesce(b.waiting, 0) > 0)",
    GONE: " AND coalesce(b.on_hand, 0) = 0",
}


@dataclass(frozen=True)
class PriceNow:
    """What `per` of the item costs, said at `set_at`; `pack` where it is the price of a pack."""

    amount_minor: int
    currency: str
    per: Decimal
    set_at: datetime
    pack: UUID | None

    def of(self, quantity: Decimal) -> int:
        """Return what so much of the item costs, in minor units."""
        return cost_minor(self.amount_minor, self.per, quantity)


@dataclass(frozen=True)
class Figures:
    """How much of an item there is. `free` may be handed out to anybody; `at` is when the stock figures last moved or
    were counted, None where nothing ever came.
    """

    item: UUID
    name: str
    kind: str
    system: str
    code: str
    counted_in: str
    reorder_level: Decimal | None
    keep_cold: bool
    published_at: datetime | None
    retired_at: datetime | None
    on_hand: Decimal
    fit: Decimal
    reserved: Decimal
    nearest_expiry: date | None
    at: datetime | None
    expired: Decimal
    recalled: Decimal
    waiting: Decimal
    price: PriceNow | None

    @property
    def free(self) -> Decimal:
        return max(Decimal(0), self.fit - self.reserved)

    @property
    def is_low(self) -> bool:
        return self.reorder_level is not None and self.fit < self.reorder_level


def of_items(items: Iterable[UUID], *, now: datetime) -> dict[UUID, Figures]:
    """Return the figures of these items, those that are here."""
    return {each.item: each for each in _asked(" AND i.id = ANY(%(items)s)", now, items=list(items))}


def of_codes(codes: Iterable[tuple[str, str]], *, now: datetime, published: bool = False) -> dict[tuple, Figures]:
    """Return the figures by (system, code), those that are kept here; with `published` only what others may see."""
    systems, values = zip(*set(codes), strict=True) if (codes := list(codes)) else ((), ())
    only = " AND i.retired_at IS NULL" + (" AND i.published_at IS NOT NULL" if published else "")
    question = " AND (i.system, i.code) IN (SELECT * FROM unnest(%(systems)s::text[], %(codes)s::text[]))" + only
    found = _asked(question, now, systems=list(systems), codes=list(values))
    return {(each.system, each.code): each for each in found}


def listed(*, text: str = "", which: str = ALL, begin: int = 0, most: int = 50, now: datetime) -> list[Figures]:
    """Return what is kept, by name: every word of `text` begins a word of the name or is the code, a pack's code or a
    lot's number; `which` is one of WHICH.
    """
    words = text.lower().split()[:8]
    question = " AND i.retired_at IS NULL" + WHICH[which]
    said: dict[str, object] = {"begin": begin, "most": most}
    for number, word in enumerate(words):
        question += (
            f" AND (lower(i.name) ~ %(start{number})s OR lower(i.code) = %(word{number})s"
            " OR EXISTS (SELECT FROM inventory_pack k WHERE k.organization_id = i.organization_id AND k.item_id = i.id"
            f" AND (lower(k.code) = %(word{number})s OR k.code = %(padded{number})s))"
            " OR EXISTS (SELECT FROM inventory_lot l WHERE l.organization_id = i.organization_id AND l.item_id = i.id"
            f" AND lower(l.number) = %(word{number})s))"
        )
        said |= {f"start{number}": rf"\m{_plain(word)}", f"word{number}": word, f"padded{number}": word.zfill(14)}
    return _asked(question + " ORDER BY lower(i.name), i.id OFFSET %(begin)s LIMIT %(most)s", now, **said)


@dataclass(frozen=True)
class Tally:
    """How many items there are, and how many of them ask for something."""

    all: int
    low: int
    expiring: int
    held: int
    none: int


def tally(*, now: datetime) -> Tally:
    """Return how many items stand on each list."""
    counts = ", ".join(f"count(*) FILTER (WHERE true{WHICH[which]})" for which in WHICH)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts} {LYING} {OURS} AND i.retired_at IS NULL", _parameters(now))
        return Tally(*cursor.fetchone())


def _plain(word: str) -> str:
    """Return the word as a pattern that finds itself only."""
    return "".join(sign if sign.isalnum() else f"\\{sign}" for sign in word)


def _parameters(now: datetime) -> dict[str, object]:
    organization = tenancy.served_organization()
    today = today_in(organization, now)
    return {"organization": organization, "today": today, "soon": today + timedelta(days=SOON_DAYS), "now": now}


def _asked(more: str, now: datetime, **said) -> list[Figures]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS + LYING + PRICED + OURS + more, _parameters(now) | said)
        return [Figures(*row[:18], price=PriceNow(*row[18:]) if row[18] is not None else None) for row in cursor]
