"""Count what lies at a place: what was found of each lot, and in the end the differences with their reason."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .ledger import NOTHING, Act, BadAmount, Line, post
from .locks import hold_items
from .models import Balance, Count, Counted, Deed, Lot
from .permissions import may_move_stock
from .receiving import Arrival, lot_for, open_place
from .reserving import making_room


class BeingCounted(Exception):
    """Somebody counts this place already."""


class CountOver(Exception):
    """This count has ended."""


class DifferenceUnexplained(ValueError):
    """More or less was found than was known, and nobody said why."""


class CountAgain(Exception):
    """More has left since these `lots` were counted than was found of them."""

    def __init__(self, lots: list[Lot]):
        super().__init__(", ".join(str(lot) for lot in lots))
        self.lots = lots


@dataclass(frozen=True)
class Found:
    """So much of a lot was found; for a lot that nobody knew, by item, number and expiry."""

    quantity: Decimal
    lot: UUID | None = None
    item: UUID | None = None
    lot_number: str = ""
    expires_on: date | None = None


@transaction.atomic
def begin(*, place: UUID, by: Actor, now: datetime) -> Count:
    """Begin to count a place; stock may go on moving meanwhile.

    :raises BeingCounted: somebody counts it already.
    :raises PlaceClosed: nothing lies there.
    """
    may_move_stock.require(by)
    made = Count(organization_id=by.organization_id, place=open_place(place), began_at=now, by_name=by.name)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as taken:
        raise BeingCounted from taken
    audit.wrote(by, "inventory.count_begun", entity=("Count", made.id))
    return made


@transaction.atomic
def enter(*, count: UUID, found: Found, by: Actor, now: datetime) -> Counted:
    """Keep what was found of a lot, beside what the balance says at this moment. Entered again, the later one counts.

    :raises BadAmount: it is no quantity.
    :raises CountOver: the count has ended.
    :raises ExpiryNeeded: or LotDiffers, of a lot that nobody knew.
    """
    may_move_stock.require(by)
    if not found.quantity.is_finite() or not 0 <= found.quantity < 10**10:
        raise BadAmount(found.quantity)
    row = _open(count)
    item = found.item or Lot.objects.values_list("item_id", flat=True).get(id=found.lot)
    held = hold_items([item])[item]
    arrived = Arrival(item, found.quantity, found.lot_number, found.expires_on)
    lot = Lot.objects.get(id=found.lot) if found.lot else lot_for(held, arrived, by=by, now=now)
    lies = Balance.objects.filter(lot=lot, place_id=row.place_id).values_list("quantity", flat=True).first()
    said = {"expected": lies or Decimal(0), "found": found.quantity, "entered_at": now, "by_name": by.name}
    line, _new = Counted.objects.update_or_create(organization_id=by.organization_id, count=row, lot=lot, defaults=said)
    audit.wrote(by, "inventory.count_entered", entity=("Count", row.id))
    return line


@transaction.atomic
def finish(*, count: UUID, reason: str = "", by: Actor, now: datetime) -> Deed | None:
    """End the count and post what was more or less than known, as of the moment each lot was counted. What nobody
    entered stays as it is. Returns None where nothing was entered.

    What was reserved of a lot that is missing is kept from other lots, or the reservation is broken and told.

    :raises DifferenceUnexplained: there are differences and no reason.
    :raises CountAgain: of some lots more has left since than was found.
    :raises CountOver: the count has ended.
    """
    may_move_stock.require(by)
    row = _open(count)
    lines = list(Counted.objects.filter(count=row).select_related("lot").order_by("id"))
    items = hold_items({each.lot.item_id for each in lines})
    if any(each.difference for each in lines) and not reason.strip():
        raise DifferenceUnexplained
    lies = {each.lot_id: each for each in Balance.objects.filter(place_id=row.place_id, lot__in=[e.lot for e in lines])}
    gone = [
        each.lot for each in lines
        if (lies[each.lot_id].quantity if each.lot_id in lies else Decimal(0)) + each.difference < 0
    ]  # fmt: skip
    if gone:
        raise CountAgain(gone)
    row.finished_at, row.reason = now, reason.strip()
    row.save(update_fields=["finished_at", "reason"])
    audit.wrote(by, "inventory.count_finished", entity=("Count", row.id), reason=row.reason)
    if not lines:
        return None
    less = [(lies[each.lot_id], -each.difference) for each in lines if each.difference < 0]
    act = Act(Deed.Kind.COUNT, f"count:{row.id}", (row.id,), NOTHING, row.reason)
    with making_room(less, by=by, now=now):
        moved = [Line(each.lot_id, row.place_id, each.difference) for each in lines]
        return post(act, moved, items.values(), by=by, now=now)


@transaction.atomic
def drop(*, count: UUID, by: Actor, now: datetime) -> Count:
    """End a count without changing anything.

    :raises CountOver: it has ended.
    """
    may_move_stock.require(by)
    row = _open(count)
    row.dropped_at = now
    row.save(update_fields=["dropped_at"])
    audit.wrote(by, "inventory.count_dropped", entity=("Count", row.id))
    return row


def _open(count: UUID) -> Count:
    row = Count.objects.select_for_update(no_key=True).get(id=count)
    if not row.is_open:
        raise CountOver
    return row
