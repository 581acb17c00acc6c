"""Keep some of an item for somebody until a time: lots are set aside at once, so that nobody else can be given them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.uuid7 import uuid7

from .events import ReservationEnded
from .ledger import KeyUsed, Reference, amount, digest_of, tell_figures
from .locks import hold_items
from .models import Balance, Item, Reservation, SetAside
from .permissions import may_reserve_stock
from .picking import NotEnough, on_offer, pick, today_in


class NotReserved(Exception):
    """The reservation has ended, is for something else, or keeps less than is asked for."""


class TooLate(ValueError):
    """The time until which it should be kept is over."""


@transaction.atomic
def reserve(
    *,
    item: UUID,
    quantity: Decimal,
    until: datetime,
    reference: Reference,
    key: str,
    place: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Reservation:
    """Keep so much of the item for the reference (type, id), of lots that are still good when the time is over.

    With a key that did the same already it is done once and answered again.

    :raises NotEnough: less is free.
    :raises TooLate: the time is over already.
    :raises KeyUsed: the key did something else.
    """
    may_reserve_stock.require(by)
    quantity = amount(quantity)
    if until <= now:
        raise TooLate(until)
    row = hold_items([item])[item]
    digest = digest_of(item, quantity, until.isoformat(), *reference, place)
    done = Reservation.objects.filter(key=key).first()
    if done is not None:
        if done.digest != digest:
            raise KeyUsed(key)
        return done
    end_over(item, by=by, now=now)
    made = Reservation(
        organization_id=by.organization_id, item=row, quantity=quantity, left=quantity, until=until, key=key,
        digest=digest, reference_type=reference[0], reference_id=reference[1], made_at=now, by_name=by.name,
    )  # fmt: skip
    taken = pick(row, quantity, on_offer(item, today_in(by.organization_id, until), place=place))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as refused:
        raise KeyUsed(key) from refused
    _set_aside(made, taken)
    audit.wrote(by, "inventory.reserved", entity=("Reservation", made.id))
    tell_figures([row], now)
    return made


def _set_aside(reservation: Reservation, taken: Iterable[tuple[Balance, Decimal]]) -> None:
    SetAside.objects.bulk_create(
        SetAside(
            id=uuid7(), organization_id=reservation.organization_id, reservation=reservation, balance=balance,
            quantity=part,
        )
        for balance, part in sorted(taken, key=lambda one: one[0].id)
    )  # fmt: skip


@transaction.atomic
def release(*, reservation: UUID, by: Actor, now: datetime) -> Reservation:
    """Let go of what is still kept. Said twice it is done once; what was issued stays issued."""
    may_reserve_stock.require(by)
    item = Reservation.objects.values_list("item_id", flat=True).get(id=reservation)
    items = hold_items([item])
    row = Reservation.objects.get(id=reservation)
    if row.ended_at is None:
        _end(row, Reservation.End.RELEASED, now)
        audit.wrote(by, "inventory.released", entity=("Reservation", row.id))
        tell_figures(items.values(), now)
    return row


@transaction.atomic
def expire_due(*, by: Actor, now: datetime) -> int:
    """End every reservation of the organization whose time is over; return how many."""
    may_reserve_stock.require(by)
    due = Reservation.objects.filter(ended_at=None, until__lte=now)
    items = hold_items(due.values_list("item_id", flat=True))
    return sum(end_over(item, by=by, now=now) for item in items)


def end_over(item: UUID, *, by: Actor, now: datetime) -> int:
    """End the reservations of a held item whose time is over; return how many."""
    over = list(Reservation.objects.filter(item_id=item, ended_at=None, until__lte=now).order_by("id"))
    for row in over:
        _end(row, Reservation.End.EXPIRED, now)
        audit.wrote(by, "inventory.reservation_expired", entity=("Reservation", row.id))
    if over:
        tell_figures(Item.objects.filter(id=item), now)
    return len(over)


def _end(row: Reservation, how: str, now: datetime) -> None:
    SetAside.objects.filter(reservation=row).delete()
    row.ended_at, row.ended_how = now, how
    row.save(update_fields=["ended_at", "ended_how"])
    if how in (Reservation.End.EXPIRED, Reservation.End.BROKEN):
        tell(
            ReservationEnded(
                reservation=row.id, item=row.item_id, reference_type=row.reference_type,
                reference_id=row.reference_id, how=how, at=now,
            )
        )  # fmt: skip


def set_free(reservation: UUID, *, item: Item, quantity: Decimal, reference: Reference, now: datetime) -> None:
    """Let what a reservation has set aside be picked for what it was made for; then `used` says what was taken.

    The item is held. :raises NotReserved: it cannot stand for this.
    """
    row = Reservation.objects.filter(id=reservation).first()
    fits = row is not None and row.item_id == item.id and row.ended_at is None and row.until > now
    if not fits or row.left < quantity or (row.reference_type, row.reference_id) != reference:
        raise NotReserved(reservation)
    SetAside.objects.filter(reservation=row).delete()


def used(reservation: UUID, quantity: Decimal, *, now: datetime) -> None:
    """Note that so much of a reservation was issued; the rest is set aside again, of what expires first."""
    row = Reservation.objects.select_related("item").get(id=reservation)
    row.left -= quantity
    row.save(update_fields=["left"])
    if row.left:
        _complete(row)
    else:
        _end(row, Reservation.End.ISSUED, now)


def _complete(row: Reservation) -> None:
    """Set aside what is missing of a reservation. :raises NotEnough: there is not so much left."""
    parts = {each.balance_id: each for each in SetAside.objects.filter(reservation=row)}
    missing = row.left - sum((each.quantity for each in parts.values()), Decimal(0))
    if missing <= 0:
        return
    offered = on_offer(row.item_id, today_in(row.organization_id, row.until))
    taken = pick(row.item, missing, offered)
    for balance, more in taken:
        if (known := parts.get(balance.id)) is not None:
            known.quantity += more
            known.save(update_fields=["quantity"])
    _set_aside(row, [(balance, more) for balance, more in taken if balance.id not in parts])


@contextmanager
def making_room(leaving: Iterable[tuple[Balance, Decimal]], *, by: Actor, now: datetime) -> Iterator[None]:
    """Inside, so much of each balance may go though it is reserved. Afterwards whoever had reserved it is given other
    lots, if need be at the cost of who reserved later; a reservation for which too little is left is broken, and told.

    The items are held.
    """
    touched: set[UUID] = set()
    for balance, quantity in leaving:
        excess = balance.reserved - (balance.quantity - quantity)
        parts = SetAside.objects.filter(balance=balance).order_by("-reservation__made_at", "-id")
        for part in parts if excess > 0 else ():
            if excess <= 0:
                break
            excess -= part.quantity
            touched.add(part.reservation_id)
            part.delete()
    yield
    _complete_in_turn(touched, by, now)


def _complete_in_turn(touched: set[UUID], by: Actor, now: datetime) -> None:
    """Complete these reservations, whoever reserved first before the others, and at the cost of who reserved later."""
    short = sorted(
        Reservation.objects.select_related("item").filter(id__in=touched), key=lambda row: (row.made_at, row.id)
    )
    while short:
        row = short.pop(0)
        later = list(
            Reservation.objects.select_related("item")
            .filter(item_id=row.item_id, ended_at=None, made_at__gte=row.made_at)
            .exclude(id=row.id)
            .order_by("made_at", "id")
        )
        while not _completed(row):
            if not later:
                _end(row, Reservation.End.BROKEN, now)
                audit.wrote(by, "inventory.reservation_broken", entity=("Reservation", row.id))
                break
            last = later.pop()
            SetAside.objects.filter(reservation=last).delete()
            if last not in short:
                short = sorted([*short, last], key=lambda one: (one.made_at, one.id))


def _completed(row: Reservation) -> bool:
    try:
        _complete(row)
    except NotEnough:
        return False
    return True
