"""Which lots are taken: first expired, first out, and none that is expired, recalled or quarantined."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from telepraxis.base.tenancy.zones import zone_of

from .models import Balance, Item, Lot, Place


class NotFit(Exception):
    """This lot must not be handed out."""

    def __init__(self, lot: Lot):
        super().__init__(lot.number)
        self.lot = lot


class Expired(NotFit):
    """Its last good day is over."""


class Recalled(NotFit):
    """It was called back."""


class Quarantined(NotFit):
    """It waits to be judged."""


class NotEnough(Exception):
    """There is less than was asked for: so much is `free`."""

    def __init__(self, item: Item, free: Decimal):
        super().__init__(f"{item.name}: {free}")
        self.item, self.free = item, free


def today_in(organization_id: UUID, now: datetime) -> date:
    """Return the day it is where the organization is."""
    return now.astimezone(zone_of(organization_id)).date()


def usable(today: date) -> Q:
    """The balances of lots that may be handed out on that day."""
    return (
        (Q(lot__expires_on=None) | Q(lot__expires_on__gte=today))
        & Q(lot__recall=None, lot__quarantined_at=None)
        & ~Q(place__kind=Place.Kind.QUARANTINE)
    )


def require_fit(lot: Lot, today: date) -> None:
    """Pass a lot that may be handed out. :raises Expired: or Recalled, or Quarantined: it may not."""
    if lot.recall_id is not None:
        raise Recalled(lot)
    if lot.quarantined_at is not None:
        raise Quarantined(lot)
    if lot.expires_on is not None and lot.expires_on < today:
        raise Expired(lot)


def on_offer(item: UUID, today: date, *, place: UUID | None = None, lot: UUID | None = None) -> QuerySet[Balance]:
    """Return the balances from which the item may be taken, first expired first, at the place and of the lot if given.

    Call it with the item held.
    """
    found = Balance.objects.filter(usable(today), item_id=item, quantity__gt=0).select_related("lot", "place")
    if place is not None:
        found = found.filter(place_id=place)
    if lot is not None:
        found = found.filter(lot_id=lot)
    return found.order_by(F("lot__expires_on").asc(nulls_last=True), "lot__number", "place__name", "id")


def pick(item: Item, quantity: Decimal, offered: Iterable[Balance]) -> list[tuple[Balance, Decimal]]:
    """Return how much is taken of which balance, in the order in which they are offered.

    :raises NotEnough: what is free of all of them together is less.
    """
    taken, missing = [], quantity
    offered = list(offered)
    for balance in offered:
        if (part := min(balance.free, missing)) > 0:
            taken.append((balance, part))
            missing -= part
    if missing > 0:
        raise NotEnough(item, sum((each.free for each in offered), Decimal(0)))
    return taken


def lying(item: Item, lot: UUID, place: UUID, quantity: Decimal) -> Balance:
    """Return the balance if so much lies there, reserved or not. :raises NotEnough: it is less."""
    found = Balance.objects.filter(lot_id=lot, place_id=place).first()
    if found is None or found.quantity < quantity:
        raise NotEnough(item, found.quantity if found else Decimal(0))
    return found
