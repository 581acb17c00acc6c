"""A message that its receiver never had: what it asked for is not waited for any longer."""

from datetime import datetime
from uuid import UUID

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.commons.mailbox.models import Outgoing

from . import leaving
from .claims import locked as locked_claim
from .claims import settle as settle_claim
from .models import Claim, Order, Why
from .orders import locked, settle


def give_up(*, message: UUID, kind: str, now: datetime) -> None:
    """Free the lines of an order that never arrived; end a claim that was never asked."""
    thread = Outgoing.objects.values_list("thread", flat=True).get(pk=message)
    if kind == "pharmacy.order":
        _order_lost(thread, now)
    elif kind == "pharmacy.withdrawn":
        _never_let_go(thread, now)
    elif kind == "pharmacy.claim":
        _claim_lost(thread, now)


def _order_lost(thread: UUID, now: datetime) -> None:
    found = Order.objects.filter(thread=thread, ended_at=None).values_list("id", flat=True).first()
    if found is None:
        return
    order = locked(found)
    for line in order.lines.all():
        if line.is_open:
            leaving.free(order, line, Why.UNREACHABLE, now)
    order.why = Why.UNREACHABLE
    by = Actor.system(order.organization_id)
    audit.wrote(by, "pharmacy.unreachable", patient=order.patient_id, entity=("Order", order.id))
    settle(order, now)
    leaving.free_followers(order, by, now)


def _never_let_go(thread: UUID, now: datetime) -> None:
    """The pharmacy is gone: whoever wants to leave it does. Should it come back, it hears of it when this is sent
    again, and what it hands out before that is written into the chart all the same.
    """
    found = Order.objects.filter(thread=thread, ended_at=None).values_list("id", flat=True).first()
    if found is None:
        return
    order = locked(found)
    for line in order.lines.all():
        if line.is_open and line.leaving_at is not None:
            leaving.free(order, line, line.leaving_why, now)
    by = Actor.system(order.organization_id)
    audit.wrote(by, "pharmacy.unreachable", patient=order.patient_id, entity=("Order", order.id))
    settle(order, now)
    leaving.free_followers(order, by, now)


def _claim_lost(thread: UUID, now: datetime) -> None:
    found = Claim.objects.filter(thread=thread, state=Claim.State.ASKED).values_list("id", flat=True).first()
    if found is None:
        return
    claim = locked_claim(found)
    claim.state, claim.ended_at = Claim.State.REFUSED, now
    audit.wrote(Actor.system(claim.organization_id), "pharmacy.unreachable", entity=("Claim", claim.id))
    settle_claim(claim, now)
