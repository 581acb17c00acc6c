"""What is kept, in which packs, where: items, packs and places, and which items others may see."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.uuid7 import uuid7

from .codes import pack_code
from .events import FiguresChanged
from .ledger import amount, tell_figures
from .models import Balance, Item, Pack, Place
from .permissions import may_manage_stock


class NameTaken(ValueError):
    """There is one of this name or code already."""


class StillFull(Exception):
    """Something lies there."""


@transaction.atomic
def keep_place(
    *, name: str, kind: str = Place.Kind.SHELF, place: UUID | None = None, by: Actor, now: datetime
) -> Place:
    """Open a place, or rename one.

    :raises NameTaken: another bears the name.
    """
    may_manage_stock.require(by)
    row = Place.objects.get(id=place) if place else Place(id=uuid7(), organization_id=by.organization_id)
    row.name, row.kind = name.strip(), Place.Kind(kind)
    _saved(row)
    audit.wrote(by, "inventory.place_kept", entity=("Place", row.id))
    return row


@transaction.atomic
def close_place(*, place: UUID, by: Actor, now: datetime) -> Place:
    """Put nothing there any more.

    :raises StillFull: something lies there.
    """
    may_manage_stock.require(by)
    row = Place.objects.select_for_update().get(id=place)
    if Balance.objects.filter(place=row, quantity__gt=0).exists():
        raise StillFull(row.name)
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    audit.wrote(by, "inventory.place_closed", entity=("Place", row.id))
    return row


@transaction.atomic
def keep_item(
    *,
    name: str,
    counted_in: str,
    kind: str = Item.Kind.CONSUMABLE,
    system: str = "",
    code: str = "",
    reorder_level: Decimal | None = None,
    keep_cold: bool = False,
    published: bool = False,
    item: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Item:
    """Begin to keep an item, or correct what is said of it. `published`: others see its stock and price.

    :raises NameTaken: another has the code, or without a code the name.
    """
    may_manage_stock.require(by)
    row = Item.objects.select_for_update(no_key=True).get(id=item) if item else Item(
        id=uuid7(), organization_id=by.organization_id
    )  # fmt: skip
    was_published = row.published_at is not None
    row.name, row.counted_in, row.kind = name.strip(), counted_in.strip(), Item.Kind(kind)
    row.system, row.code, row.reorder_level, row.keep_cold = system.strip(), code.strip(), reorder_level, keep_cold
    row.published_at = (row.published_at or now) if published else None
    _saved(row)
    audit.wrote(by, "inventory.item_kept", entity=("Item", row.id))
    _tell(row, was_published, now)
    return row


@transaction.atomic
def retire_item(*, item: UUID, retired: bool = True, by: Actor, now: datetime) -> Item:
    """Keep an item no longer (or again): it leaves the list, its movements stay.

    :raises StillFull: there is some.
    """
    may_manage_stock.require(by)
    row = Item.objects.select_for_update(no_key=True).get(id=item)
    if retired and Balance.objects.filter(item=row, quantity__gt=0).exists():
        raise StillFull(row.name)
    was_published = row.published_at is not None
    row.retired_at = (row.retired_at or now) if retired else None
    row.published_at = None if retired else row.published_at
    row.save(update_fields=["retired_at", "published_at"])
    audit.wrote(by, "inventory.item_retired" if retired else "inventory.item_kept", entity=("Item", row.id))
    _tell(row, was_published, now)
    return row


def _tell(row: Item, was_published: bool, now: datetime) -> None:
    if was_published and row.published_at is None:
        tell(FiguresChanged(item=row.id, at=now))
    tell_figures([row], now)


@transaction.atomic
def add_pack(
    *, item: UUID, system: str, code: str, quantity: Decimal, words: str = "", by: Actor, now: datetime
) -> Pack:
    """Say that a box with this GTIN or NDC holds so much of the item. Said again, the quantity is corrected.

    :raises NotGs1: or NotNdc: the code cannot be one.
    :raises NameTaken: the code is another item's.
    """
    may_manage_stock.require(by)
    row = Item.objects.get(id=item)
    code = pack_code(system, code)
    known = Pack.objects.filter(system=system, code=code).first()
    if known is not None and known.item_id != row.id:
        raise NameTaken(code)
    pack = known or Pack(id=uuid7(), organization_id=by.organization_id, item=row, system=system, code=code)
    pack.quantity, pack.words = amount(quantity), words.strip() or pack.words
    _saved(pack)
    audit.wrote(by, "inventory.pack_kept", entity=("Item", row.id))
    return pack


def _saved(row) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise NameTaken(str(row)) from taken
