"""Take over stock and prices from a file: it is looked at first, then all of it counts or nothing, and only once."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.ui.sheets import Fault, NotASheet
from telepraxis.base.uuid7 import uuid7

from . import sheet
from .ledger import NOTHING, Act, Line, post, tell_figures
from .locks import hold_items
from .models import Balance, Brought, Deed, Item, Lot, Pack, Place, Price, Recall
from .permissions import may_manage_stock
from .reserving import making_room
from .sheet import Row

__all__ = ["AlreadyTaken", "Fault", "NotASheet", "NotClean", "Plan", "bring", "confirm", "plan_of"]


class AlreadyTaken(Exception):
    """This very file counted already; it changes nothing again."""

    def __init__(self, brought: Brought):
        super().__init__(brought.name)
        self.brought = brought


class NotClean(Exception):
    """Some lines cannot be; nothing was changed."""


@dataclass(frozen=True)
class Change:
    """What one line changes: `what` is one of new_item, new_lot, stock, price, level, published, pack."""

    line: int
    what: str
    name: str
    before: str = ""
    after: str = ""


@dataclass
class Known:
    """What is here, by what the file names it with."""

    items: dict[tuple[str, str], Item]
    places: dict[str, Place]
    packs: dict[tuple[str, str], Pack]
    lots: dict[tuple[UUID, str], Lot]
    lies: dict[tuple[UUID, UUID], Balance]
    prices: dict[tuple[UUID, UUID | None], Price]


@dataclass
class Plan:
    """What the file would change, and what hinders it."""

    rows: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def bring(*, content: bytes, name: str, by: Actor, now: datetime) -> Brought:
    """Keep the file to be looked at; brought again before it counts, it is the same.

    :raises NotASheet: it is no table with the columns that are needed.
    :raises AlreadyTaken: it counted already.
    """
    may_manage_stock.require(by)
    sheet.read(content)
    digest = sha256(content).hexdigest()
    known = Brought.objects.filter(digest=digest).first()
    if known is not None:
        if known.confirmed_at is not None:
            raise AlreadyTaken(known)
        return known
    made = Brought(
        organization_id=by.organization_id, name=name[:120], digest=digest, text=content.decode("utf-8-sig"),
        brought_at=now, by_name=by.name,
    )  # fmt: skip
    made.save(force_insert=True)
    audit.wrote(by, "inventory.brought", entity=("Brought", made.id))
    return made


def plan_of(brought: Brought, *, now: datetime) -> Plan:
    """Return what the file would change now, line by line."""
    found = sheet.read(brought.text.encode())
    known = _known(now)
    plan = Plan(found.rows, faults=list(found.faults))
    for row in found.rows:
        _look(row, known, plan)
    plan.faults.sort(key=lambda fault: (fault.line, fault.column))
    return plan


def _known(now: datetime) -> Known:
    items = {_key(item): item for item in Item.objects.all()}
    prices: dict[tuple[UUID, UUID | None], Price] = {}
    for price in Price.objects.filter(valid_from__lte=now).order_by("valid_from", "set_at", "id"):
        prices[price.item_id, price.pack_id] = price
    return Known(
        items,
        {place.name: place for place in Place.objects.filter(closed_at=None)},
        {(pack.system, pack.code): pack for pack in Pack.objects.all()},
        {(lot.item_id, lot.number): lot for lot in Lot.objects.all()},
        {(balance.lot_id, balance.place_id): balance for balance in Balance.objects.all()},
        prices,
    )


def _key(item: Item) -> tuple[str, str]:
    return (item.system, item.code) if item.code else ("", item.name.casefold())


def _look(row: Row, known: Known, plan: Plan) -> None:
    """Note what the line changes, and what about it cannot be."""
    item = known.items.get(row.item_key)

    def changes(what: str, before="", after="") -> None:
        plan.changes.append(Change(row.line, what, row.name, _plain(before), _plain(after)))

    def wrong(column: str, words) -> None:
        plan.faults.append(Fault(row.line, column, words))

    if item is None:
        if not row.counted_in:
            wrong("counted_in", _("A new item has to say what it is counted in: tablet, mL, piece."))
        changes("new_item", after=row.counted_in)
        known.items[row.item_key] = Item(name=row.name, kind=_kind(row), counted_in=row.counted_in)
    elif row.counted_in and row.counted_in != item.counted_in:
        wrong("counted_in", _("Here it is counted in “%(unit)s”.") % {"unit": item.counted_in})
    if item and row.reorder_level is not None and row.reorder_level != item.reorder_level:
        changes("level", item.reorder_level, row.reorder_level)
    if item and row.published is not None and row.published != (item.published_at is not None):
        changes("published", after=row.published)
    pack = known.packs.get(row.pack) if row.pack else None
    if pack is not None and (item is None or pack.item_id != item.id):
        wrong("gtin", _("This box is another item's here."))
    elif row.pack and (pack is None or pack.quantity != row.pack_quantity):
        changes("pack", pack.quantity if pack else "", row.pack_quantity)
    _look_at_price(row, item, pack, known, changes)
    if row.quantity is not None:
        _look_at_stock(row, item, known, changes, wrong)


def _look_at_price(row: Row, item, pack, known: Known, changes) -> None:
    if row.price_minor is None:
        return
    price = known.prices.get((item.id, pack.id if pack else None)) if item and (pack or not row.pack) else None
    if price is None or (price.amount_minor, price.currency) != (row.price_minor, row.currency):
        before = f"{price.amount_minor} {price.currency}" if price else ""
        changes("price", before, f"{row.price_minor} {row.currency}")


def _look_at_stock(row: Row, item: Item | None, known: Known, changes, wrong) -> None:
    kind = item.kind if item else _kind(row)
    place = known.places.get(row.place)
    if place is None:
        wrong("place", _("There is no place of this name. Open it first."))
    if kind == Item.Kind.MEDICINE and not (row.lot and row.expiry):
        wrong("lot", _("A medicine needs its lot and its expiry."))
        return
    lot = known.lots.get((item.id, row.lot_key)) if item else None
    if lot is not None and lot.expires_on != row.expiry:
        wrong("expiry", _("This lot is known here with another expiry."))
        return
    lies = known.lies.get((lot.id, place.id)) if lot and place else None
    before = lies.quantity if lies else Decimal(0)
    if before != row.quantity:
        changes("stock", before, row.quantity)


def _kind(row: Row) -> str:
    return row.kind or (Item.Kind.MEDICINE if row.code else Item.Kind.CONSUMABLE)


def _plain(value) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else "" if value is None else str(value)


@transaction.atomic
def confirm(*, brought: UUID, by: Actor, now: datetime) -> Brought:
    """Let the file count: items, boxes, prices, and stock as differences in one deed. All of it or nothing.

    :raises NotClean: some lines cannot be, perhaps only since they were looked at.
    :raises AlreadyTaken: it counted already.
    """
    may_manage_stock.require(by)
    row = Brought.objects.select_for_update(no_key=True).get(id=brought)
    if row.confirmed_at is not None:
        raise AlreadyTaken(row)
    hold_items(Item.objects.values_list("id", flat=True))
    plan = plan_of(row, now=now)
    if plan.faults:
        raise NotClean
    known, before = _known(now), set(Item.objects.values_list("id", flat=True))
    _keep_items(plan.rows, known, by, now)
    _keep_prices(plan.rows, known, by, now)
    _keep_stock(row, plan.rows, known, by, now)
    row.confirmed_at, row.changed = now, len({change.line for change in plan.changes})
    row.save(update_fields=["confirmed_at", "changed"])
    audit.wrote(by, "inventory.imported", entity=("Brought", row.id), reason=str(row.changed))
    new = {item.id for item in known.items.values()} - before
    touched = {each.item_key for each in plan.rows if known.items[each.item_key].id in new} | {
        each.item_key for each in plan.rows for change in plan.changes if change.line == each.line
    }
    tell_figures((known.items[key] for key in sorted(touched)), now)
    return row


def _keep_items(rows: list[Row], known: Known, by: Actor, now: datetime) -> None:
    new, changed = [], {}
    for row in rows:
        item = known.items.get(row.item_key)
        if item is None:
            item = known.items[row.item_key] = Item(
                id=uuid7(), organization_id=by.organization_id, name=row.name, kind=_kind(row), system=row.system,
                code=row.code, counted_in=row.counted_in,
            )  # fmt: skip
            new.append(item)
        if row.reorder_level is not None:
            item.reorder_level = row.reorder_level
        if row.published is not None:
            item.published_at = (item.published_at or now) if row.published else None
        changed[item.id] = item
    Item.objects.bulk_create(new)
    fresh = {item.id for item in new}
    kept = [item for item in changed.values() if item.id not in fresh]
    Item.objects.bulk_update(kept, ["reorder_level", "published_at"], batch_size=500)
    packs = []
    for row in rows:
        if row.pack and row.pack not in known.packs:
            pack = known.packs[row.pack] = Pack(
                id=uuid7(), organization_id=by.organization_id, item=known.items[row.item_key], system=row.pack[0],
                code=row.pack[1], quantity=row.pack_quantity,
            )  # fmt: skip
            packs.append(pack)
        elif row.pack and known.packs[row.pack].quantity != row.pack_quantity:
            known.packs[row.pack].quantity = row.pack_quantity
            known.packs[row.pack].save(update_fields=["quantity"])
    Pack.objects.bulk_create(packs)


def _keep_prices(rows: list[Row], known: Known, by: Actor, now: datetime) -> None:
    new: dict[tuple[UUID, UUID | None], Price] = {}
    for row in rows:
        if row.price_minor is None:
            continue
        item, pack = known.items[row.item_key], known.packs[row.pack] if row.pack else None
        key = (item.id, pack.id if pack else None)
        price = known.prices.get(key)
        if price is None or (price.amount_minor, price.currency) != (row.price_minor, row.currency):
            new[key] = Price(
                id=uuid7(), organization_id=by.organization_id, item=item, pack=pack, amount_minor=row.price_minor,
                currency=row.currency, per=pack.quantity if pack else Decimal(1), valid_from=now, set_at=now,
                by_name=by.name,
            )  # fmt: skip
    Price.objects.bulk_create(new.values())


def _keep_stock(brought: Brought, rows: list[Row], known: Known, by: Actor, now: datetime) -> None:
    lots, lines, less = [], [], []
    recalls = {(each.item_id, each.lot_number): each for each in Recall.objects.all()}
    for row in rows:
        if row.quantity is None:
            continue
        item, place = known.items[row.item_key], known.places[row.place]
        lot = known.lots.get((item.id, row.lot_key))
        if lot is None:
            lot = known.lots[item.id, row.lot_key] = Lot(
                id=uuid7(), organization_id=by.organization_id, item=item, number=row.lot_key, expires_on=row.expiry,
                first_received_at=now, recall=recalls.get((item.id, row.lot_key)),
            )  # fmt: skip
            lots.append(lot)
        lies = known.lies.get((lot.id, place.id))
        difference = row.quantity - (lies.quantity if lies else Decimal(0))
        if difference:
            lines.append(Line(lot.id, place.id, difference))
        if difference < 0:
            less.append((lies, -difference))
    Lot.objects.bulk_create(lots)
    if lines:
        act = Act(Deed.Kind.COUNT, f"file:{brought.digest}", (brought.digest,), NOTHING, brought.name)
        with making_room(less, by=by, now=now):
            post(act, lines, [], by=by, now=now)
