"""Issue, take back and destroy: each lot that leaves leaves for somebody or something, and can be asked for again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from telepraxis.base.access import Actor
from telepraxis.registry.accounts.memberships import colleagues

from .ledger import NOTHING, Act, Line, Reference, amount, earlier, post
from .locks import hold_items
from .models import Deed, Lot, Movement, Place
from .permissions import may_judge_stock, may_move_stock
from .picking import lying, on_offer, pick, require_fit, today_in
from .reserving import end_over, making_room, set_free, used


class ReturnsTooMuch(Exception):
    """More comes back of this lot than was issued to that reference: so much is `out`."""

    def __init__(self, out: Decimal):
        super().__init__(str(out))
        self.out = out


class WitnessNeeded(Exception):
    """A colleague other than whoever destroys it has to see it."""


class ReasonNeeded(ValueError):
    """Why has to be said."""


class NoQuarantine(Exception):
    """There is no place of quarantine where it could wait to be judged."""


@dataclass(frozen=True)
class Taken:
    """So much of a lot was taken from a place."""

    lot: Lot
    place: Place
    quantity: Decimal


@dataclass(frozen=True)
class Issued:
    """What was taken from where, first expired first."""

    deed: Deed
    taken: tuple[Taken, ...]


@transaction.atomic
def issue(
    *,
    item: UUID,
    quantity: Decimal,
    reference: Reference,
    key: str,
    place: UUID | None = None,
    lot: UUID | None = None,
    reservation: UUID | None = None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Issued:
    """Take so much of the item, for the reference (type, id) that `recalling.who_got` will answer with.

    Without `lot` it comes from what expires first; with it (what was scanned) from that lot only. What was reserved
    for somebody else stays; with `reservation` its part is used, another lot than the one set aside if that was
    scanned. With a key that did the same already it is done once and answered again.

    :raises NotEnough: less is free.
    :raises Expired: or Recalled, or Quarantined: the scanned lot must not be handed out.
    :raises NotReserved: the reservation has ended, is of something else, or keeps less.
    :raises KeyUsed: the key did something else.
    """
    may_move_stock.require(by)
    quantity = amount(quantity)
    row = hold_items([item])[item]
    act = Act(Deed.Kind.ISSUE, key, (item, quantity, place, lot, reservation), reference, reason)
    if (done := earlier(act)) is not None:
        return issued_by(done)
    end_over(item, by=by, now=now)
    today = today_in(by.organization_id, now)
    if lot is not None:
        require_fit(Lot.objects.get(id=lot, item=row), today)
    if reservation is not None:
        set_free(reservation, item=row, quantity=quantity, reference=reference, now=now)
    taken = pick(row, quantity, on_offer(item, today, place=place, lot=lot))
    lines = [Line(each.lot_id, each.place_id, -part) for each, part in taken]
    deed = post(act, lines, [row], by=by, now=now)
    if reservation is not None:
        used(reservation, quantity, now=now)
    return Issued(deed, tuple(Taken(each.lot, each.place, part) for each, part in taken))


def issued_by(deed: Deed) -> Issued:
    """Return what a deed took, with lots and places."""
    rows = Movement.objects.filter(deed=deed).select_related("lot", "place").order_by("id")
    return Issued(deed, tuple(Taken(each.lot, each.place, -each.quantity) for each in rows))


@transaction.atomic
def give_back(
    *, lot: UUID, quantity: Decimal, reference: Reference, key: str, reason: str = "", by: Actor, now: datetime
) -> Deed:
    """Take back what was issued to the reference, into quarantine: nobody gets it before somebody judged it
    (`judging.put_back`, or `destroy`).

    :raises ReturnsTooMuch: so much of this lot never went there, or came back already.
    :raises NoQuarantine: no place of quarantine is open.
    """
    may_move_stock.require(by)
    quantity = amount(quantity)
    of_lot = Lot.objects.get(id=lot)
    items = hold_items([of_lot.item_id])
    act = Act(Deed.Kind.RETURN, key, (lot, quantity), reference, reason)
    if (done := earlier(act)) is not None:
        return done
    out = out_there(lot, reference)
    if quantity > out:
        raise ReturnsTooMuch(out)
    waits = Place.objects.filter(kind=Place.Kind.QUARANTINE, closed_at=None).order_by("id").first()
    if waits is None:
        raise NoQuarantine
    return post(act, [Line(lot, waits.id, quantity)], items.values(), by=by, now=now)


def out_there(lot: UUID, reference: Reference) -> Decimal:
    """Return how much of the lot the reference got and did not give back."""
    rows = Movement.objects.filter(
        lot_id=lot, deed__kind__in=[Deed.Kind.ISSUE, Deed.Kind.RETURN],
        deed__reference_type=reference[0], deed__reference_id=reference[1],
    )  # fmt: skip
    return -(rows.aggregate(all=Sum("quantity"))["all"] or Decimal(0))


@transaction.atomic
def destroy(
    *, lot: UUID, place: UUID, quantity: Decimal, reason: str, witness: UUID, key: str, by: Actor, now: datetime
) -> Deed:
    """Take out what nobody may have any more, before a witness (the account of a colleague).

    What was reserved of it is kept from other lots, or the reservation is broken and told.

    :raises WitnessNeeded: the witness works elsewhere, or destroys it themself.
    :raises ReasonNeeded: nothing was said.
    :raises NotEnough: less lies there.
    """
    may_judge_stock.require(by)
    quantity = amount(quantity)
    if not reason.strip():
        raise ReasonNeeded
    seen_by = {each.account_id: each.account.name for each in colleagues()}.get(witness)
    if seen_by is None or witness == by.account_id:
        raise WitnessNeeded
    of_lot = Lot.objects.get(id=lot)
    items = hold_items([of_lot.item_id])
    act = Act(Deed.Kind.DESTRUCTION, key, (lot, place, quantity), NOTHING, reason, (witness, seen_by))
    if (done := earlier(act)) is not None:
        return done
    lies = lying(items[of_lot.item_id], lot, place, quantity)
    with making_room([(lies, quantity)], by=by, now=now):
        return post(act, [Line(lot, place, -quantity)], items.values(), by=by, now=now)
