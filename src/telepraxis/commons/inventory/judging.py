"""Judge what waits: put back what came back fit, close a lot that is in doubt, open it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .issuing import ReasonNeeded
from .ledger import NOTHING, Act, Line, amount, earlier, post, tell_figures
from .locks import hold_items
from .models import Balance, Deed, Lot, Place
from .permissions import may_judge_stock
from .picking import lying
from .receiving import open_place
from .reserving import making_room


class NotThere(ValueError):
    """What is judged lies in quarantine, and is put back somewhere else."""


@transaction.atomic
def put_back(
    *, lot: UUID, source: UUID, to: UUID, quantity: Decimal, reason: str, key: str, by: Actor, now: datetime
) -> Deed:
    """Say that what came back may be handed out again, and put it to the place.

    :raises NotThere: the source is no place of quarantine, or the goal is one.
    :raises ReasonNeeded: nothing was said.
    :raises NotEnough: less lies there.
    """
    may_judge_stock.require(by)
    quantity = amount(quantity)
    if not reason.strip():
        raise ReasonNeeded
    kinds = (Place.objects.get(id=source).kind, open_place(to).kind)
    if kinds[0] != Place.Kind.QUARANTINE or kinds[1] == Place.Kind.QUARANTINE:
        raise NotThere
    of_lot = Lot.objects.get(id=lot)
    items = hold_items([of_lot.item_id])
    act = Act(Deed.Kind.PUT_BACK, key, (lot, source, to, quantity), NOTHING, reason)
    if (done := earlier(act)) is not None:
        return done
    lying(items[of_lot.item_id], lot, source, quantity)
    return post(act, [Line(lot, source, -quantity), Line(lot, to, quantity)], items.values(), by=by, now=now)


@transaction.atomic
def quarantine(*, lot: UUID, reason: str, by: Actor, now: datetime) -> Lot:
    """Close a whole lot, wherever it lies, until it is judged: a fridge was warm, a seal was broken.

    What was reserved of it is kept from other lots, or the reservation is broken and told.

    :raises ReasonNeeded: nothing was said.
    """
    may_judge_stock.require(by)
    if not reason.strip():
        raise ReasonNeeded
    row = Lot.objects.get(id=lot)
    items = hold_items([row.item_id])
    with closing(row, by=by, now=now):
        row.quarantined_at, row.quarantine_reason = now, reason.strip()
        row.save(update_fields=["quarantined_at", "quarantine_reason"])
    audit.wrote(by, "inventory.quarantined", entity=("Lot", row.id), reason=row.quarantine_reason)
    tell_figures(items.values(), now)
    return row


@contextmanager
def closing(lot: Lot, *, by: Actor, now: datetime) -> Iterator[list[Balance]]:
    """Inside, the lot is closed; whoever had reserved some of it is given other lots. Yields what lies where.

    The item is held.
    """
    there = list(Balance.objects.filter(lot=lot, quantity__gt=0).order_by("id"))
    with making_room([(each, each.quantity) for each in there], by=by, now=now):
        yield there


@transaction.atomic
def lift(*, lot: UUID, reason: str, by: Actor, now: datetime) -> Lot:
    """Open a lot again that was in doubt. What was recalled stays so.

    :raises ReasonNeeded: nothing was said.
    """
    may_judge_stock.require(by)
    if not reason.strip():
        raise ReasonNeeded
    row = Lot.objects.get(id=lot)
    items = hold_items([row.item_id])
    row.quarantined_at, row.quarantine_reason = None, ""
    row.save(update_fields=["quarantined_at", "quarantine_reason"])
    audit.wrote(by, "inventory.lifted", entity=("Lot", row.id), reason=reason.strip())
    tell_figures(items.values(), now)
    return row
