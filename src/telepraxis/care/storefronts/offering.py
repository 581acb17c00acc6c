"""Write offers as they are now: what changed, what is new, what is offered no more. Private to this room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from .models import Storefront

NEW_PRODUCTS = """
INSERT INTO storefronts_product (system, code, counted_in)
SELECT DISTINCT g.system, g.code, g.counted_in
FROM unnest(%s::text[], %s::text[], %s::text[]) AS g(system, code, counted_in)
WHERE NOT EXISTS (
    SELECT FROM storefronts_product p
    WHERE p.system = g.system AND p.code = g.code AND p.counted_in = g.counted_in
)
ON CONFLICT DO NOTHING
"""
BRING_UP = """
INSERT INTO storefronts_offer AS o
    (product_id, storefront_id, free, price_minor, per, currency, figures_at, version, ended_at)
SELECT p.id, %s, g.free, g.price_minor, g.per, g.currency, g.figures_at, %s, NULL
FROM unnest(%s::text[], %s::text[], %s::text[], %s::numeric[], %s::bigint[], %s::numeric[], %s::text[],
            %s::timestamptz[]) AS g(system, code, counted_in, free, price_minor, per, currency, figures_at)
JOIN storefronts_product p ON p.system = g.system AND p.code = g.code AND p.counted_in = g.counted_in
ON CONFLICT (product_id, storefront_id) DO UPDATE SET
    free = excluded.free, price_minor = excluded.price_minor, per = excluded.per, currency = excluded.currency,
    figures_at = excluded.figures_at, version = excluded.version, ended_at = NULL
WHERE (o.free, o.price_minor, o.per, o.currency, o.figures_at, o.ended_at) IS DISTINCT FROM
      (excluded.free, excluded.price_minor, excluded.per, excluded.currency, excluded.figures_at, NULL)
RETURNING o.xmax = 0
"""
END = """
UPDATE storefronts_offer o SET free = 0, price_minor = NULL, ended_at = %s, version = %s
FROM storefronts_product p
WHERE o.storefront_id = %s AND o.ended_at IS NULL AND p.id = o.product_id
"""
STILL_OFFERED = """ AND NOT EXISTS (
    SELECT FROM unnest(%s::text[], %s::text[], %s::text[]) AS g(system, code, counted_in)
    WHERE g.system = p.system AND g.code = p.code AND g.counted_in = p.counted_in
)"""
AMONG = STILL_OFFERED.replace(" AND NOT EXISTS", " AND EXISTS")


@dataclass(frozen=True)
class Offering:
    """How much is free of a product, what `per` of it costs, and since when that is known."""

    system: str
    code: str
    counted_in: str
    free: Decimal
    price_minor: int | None
    per: Decimal
    currency: str
    figures_at: datetime

    @property
    def product(self) -> tuple[str, str, str]:
        return self.system, self.code, self.counted_in


@dataclass(frozen=True)
class Brought:
    """How many offers are not what they were, and how many of them nobody offered before."""

    changed: int = 0
    new: int = 0


def bring_up(storefront: Storefront, offerings: Sequence[Offering], *, version: int = 0) -> Brought:
    """Write what is offered. Two statements."""
    if not offerings:
        return Brought()
    columns = [list(column) for column in zip(*(vars(each).values() for each in offerings), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(NEW_PRODUCTS, columns[:3])
        cursor.execute(BRING_UP, [storefront.id, version, *columns])
        is_new = [new for (new,) in cursor.fetchall()]
    return Brought(len(is_new), sum(is_new))


def end_others(storefront: Storefront, offered: Sequence[tuple], *, version: int = 0, now: datetime) -> int:
    """End all offers but those of these products; return how many ended."""
    return _end(STILL_OFFERED, storefront, offered, version, now)


def end(storefront: Storefront, products: Sequence[tuple], *, version: int = 0, now: datetime) -> int:
    """End the offers of these products."""
    return _end(AMONG, storefront, products, version, now) if products else 0


def _end(which: str, storefront: Storefront, products: Sequence[tuple], version: int, now: datetime) -> int:
    columns = [list(column) for column in zip(*products, strict=True)] if products else [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(END + which, [now, version, storefront.id, *columns])
        return cursor.rowcount
