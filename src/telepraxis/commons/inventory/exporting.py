"""Write stock and prices as a file that `importing` reads: the same columns, one line for each lot at a place."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from telepraxis.base.ui.sheets import safe
from telepraxis.base.ui.sums import typed_text

from .codes import GTIN
from .models import Balance, Item, Pack, Price
from .sheet import COLUMNS


def written(*, now: datetime) -> str:
    """Return the file. What stands in it is what is here now: brought in again, it changes nothing."""
    packs: dict = {}
    for pack in Pack.objects.order_by("quantity", "id"):
        packs.setdefault(pack.item_id, []).append(pack)
    prices = {
        (price.item_id, price.pack_id): price
        for price in Price.objects.filter(valid_from__lte=now).order_by("valid_from", "set_at", "id")
    }
    lies: dict = {}
    rows = Balance.objects.filter(quantity__gt=0).select_related("lot", "place")
    for balance in rows.order_by(F("lot__expires_on").asc(nulls_last=True), "lot__number", "place__name"):
        lies.setdefault(balance.item_id, []).append(balance)
    text = io.StringIO()
    sheet = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    sheet.writeheader()
    for item in Item.objects.filter(retired_at=None).order_by("name", "id"):
        for line in _lines(item, packs.get(item.id, []), prices, lies.get(item.id, [])):
            sheet.writerow(line)
    return text.getvalue()


def _lines(item: Item, packs: list[Pack], prices: dict, lies: list[Balance]) -> Iterator[dict[str, str]]:
    """Yield a line for each lot at a place, with the smallest box; and one for each further box and price."""
    ways: list[Pack | None] = [*packs]
    if not packs or (item.id, None) in prices:
        ways.append(None)
    first = _about(item, ways[0], prices)
    for balance in lies:
        yield first | _lying(balance)
    for pack in ways[1:] if lies else ways:
        yield _about(item, pack, prices)


def _about(item: Item, pack: Pack | None, prices: dict) -> dict[str, str]:
    price = prices.get((item.id, pack.id if pack else None))
    said = {
        "name": safe(item.name), "system": safe(item.system), "code": safe(item.code), "counted_in": item.counted_in,
        "kind": item.kind, "reorder_level": _plain(item.reorder_level),
        "published": "yes" if item.published_at else "no",
    }  # fmt: skip
    if pack is not None:
        said |= {"gtin" if pack.system == GTIN else "ndc": pack.code, "pack_quantity": _plain(pack.quantity)}
    if price is not None:
        said |= {"price": typed_text(price.amount_minor, price.currency), "currency": price.currency}
    return said


def _lying(balance: Balance) -> dict[str, str]:
    lot = balance.lot
    number = "" if lot.expires_on and lot.number == lot.expires_on.isoformat() else lot.number
    return {
        "place": safe(balance.place.name), "lot": safe(number), "quantity": _plain(balance.quantity),
        "expiry": lot.expires_on.isoformat() if lot.expires_on else "",
    }  # fmt: skip


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
