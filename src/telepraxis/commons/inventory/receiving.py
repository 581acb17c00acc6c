"""Receive what was delivered: a lot with its expiry, at a place."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from telepraxis.base.access import Actor

from .ledger import Act, Line, amount, earlier, post
from .locks import hold_items
from .models import Deed, Item, Lot, Place, Recall
from .permissions import may_move_stock

LONGEST_NUMBER = 40


class ExpiryNeeded(ValueError):
    """A medicine has a lot number and an expiry."""


class LotDiffers(Exception):
    """This lot is known with another expiry: one of the two is misread."""

    def __init__(self, lot: Lot):
        super().__init__(lot.number)
        self.lot = lot


class PlaceClosed(Exception):
    """Nothing is put there any more."""


@dataclass(frozen=True)
class Arrival:
    """So much of an item in one lot. `cost_minor` is of all of it."""

    item: UUID
    quantity: Decimal
    lot_number: str = ""
    expires_on: date | None = None
    supplier: str = ""
    cost_minor: int | None = None
    currency: str = ""


@transaction.atomic
def receive(*, arrivals: list[Arrival], place: UUID, key: str, reason: str = "", by: Actor, now: datetime) -> Deed:
    """Add what arrived to the place. With a key that did the same already it is done once.

    A lot that was recalled before it came is recalled from the first moment.

    :raises BadAmount: a quantity is none.
    :raises ExpiryNeeded: a medicine without lot number or expiry.
    :raises LotDiffers: the lot is known with another expiry.
    :raises PlaceClosed: nothing is put there any more.
    :raises KeyUsed: the key did something else.
    """
    may_move_stock.require(by)
    said = tuple(
        (each.item, amount(each.quantity).normalize(), each.lot_number.strip(), each.expires_on) for each in arrivals
    )
    items = hold_items(each.item for each in arrivals)
    act = Act(Deed.Kind.RECEIPT, key, (place, said), reason=reason)
    if (done := earlier(act)) is not None:
        return done
    open_place(place)
    lines = [
        Line(lot_for(items[each.item], each, by=by, now=now).id, place, each.quantity, each.cost_minor, each.currency)
        for each in arrivals
    ]
    return post(act, lines, items.values(), by=by, now=now)


def open_place(place: UUID) -> Place:
    """Return the place. :raises PlaceClosed: it is closed."""
    found = Place.objects.get(id=place)
    if found.closed_at is not None:
        raise PlaceClosed(found.name)
    return found


def lot_for(item: Item, arrival: Arrival, *, by: Actor, now: datetime) -> Lot:
    """Return the lot of what arrived, beginning it where it is new. Call it with the item held."""
    number, expires_on = arrival.lot_number.strip()[:LONGEST_NUMBER], arrival.expires_on
    if item.kind == Item.Kind.MEDICINE and not (number and expires_on):
        raise ExpiryNeeded(item.name)
    if not number and expires_on:
        number = expires_on.isoformat()  # what bears no number is told apart by its last day
    known = Lot.objects.filter(item=item, number=number).first()
    if known is not None:
        if known.expires_on != expires_on:
            raise LotDiffers(known)
        return known
    lot = Lot(
        organization_id=by.organization_id, item=item, number=number, expires_on=expires_on,
        supplier=arrival.supplier.strip(), first_received_at=now,
        recall=Recall.objects.filter(item=item, lot_number=number).first(),
    )  # fmt: skip
    lot.save(force_insert=True)
    return lot
