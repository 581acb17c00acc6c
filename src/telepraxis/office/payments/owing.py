"""What is still owed on a charge, and what is under way to pay it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from telepraxis.base.access import Actor

from . import giving_up
from .models import Charge, Payment
from .money import Money

State = Payment.State


def locked(charge_id: UUID) -> Charge:
    """Return the charge as it is now; nobody else pays or withdraws it before our transaction ends."""
    return Charge.objects.select_for_update().get(id=charge_id)


def owed_on(charge: Charge) -> Money:
    """Return what is owed on the charge, less what was paid; what is under way is owed until it arrives."""
    if charge.withdrawn_at:
        return Money(0, charge.currency)
    paid = Payment.objects.filter(charge=charge, state=State.CAPTURED).aggregate(sum=Sum("amount_minor"))["sum"]
    return Money(charge.amount_minor - int(paid or 0), charge.currency)


def under_way(charge: Charge):
    """Return the payments of a locked charge that are under way, locked, what began first before the others."""
    pending = Payment.objects.select_for_update().filter(charge=charge, state=State.PENDING)
    return pending.order_by("started_at", "id")


def make_room(charge: Charge, amount: Money, *, by: Actor, now: datetime, besides: UUID | None = None) -> None:
    """Give up what is under way as far as it would pay the same money a second time."""
    room = owed_on(charge).minor - amount.minor
    for payment in under_way(charge).exclude(id=besides):
        if payment.amount_minor > room:
            giving_up.end(payment, charge, state=State.CANCELLED, why="paid_otherwise", by=by, now=now)
        else:
            room -= payment.amount_minor
