"""An order's own rows: locked, settled from its lines, sent to its pharmacy."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from telepraxis.base import record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.live import group, hint
from telepraxis.base.record.models import Patient, Resource

from . import enclosed, post
from .events import OrderChanged
from .models import Order, OrderLine, Why

State, LineState = Order.State, OrderLine.State
ENDS = {
    LineState.HANDED_OUT: State.HANDED_OUT,
    LineState.NOT_PICKED_UP: State.NOT_PICKED_UP,
    LineState.MOVED: State.CANCELLED,
    LineState.CANCELLED: State.CANCELLED,
}


def locked(order: UUID) -> Order:
    """Return the order, locked. Whoever changes one of its lines locks it first, and only then the prescription."""
    return Order.objects.select_for_update().get(pk=order)


def for_pharmacy(order: Order) -> Actor:
    """Return who claims and hands out in the chart: the installation, in the pharmacy's name."""
    return replace(Actor.system(order.organization_id), name=order.pharmacy_name)


def ask_for(order: Order, by: Actor, now: datetime) -> None:
    """Send the order to its pharmacy, with what it needs of each line."""
    with tenancy.seeing_everything():
        lines, documents = enclosed_of(order, list(order.lines.select_related("line__prescription", "document")))
        fields = {
            "how": order.how, "address": order.address, "wanted-at": order.wanted_at, "currency": order.currency,
            "delivery-fee": order.delivery_fee_minor or None, "number": order.prescription.number,
            "language": order.prescription.language, "patient": patient_id(order), "order-page": page_of(order),
        }  # fmt: skip
        if (covered := _coverage(order)) is not None:
            fields, documents = fields | {"coverage": covered["id"]}, [*documents, covered]
        post.send("pharmacy.order", order, fields=fields, lines=lines, documents=documents, by=by, now=now)


def _coverage(order: Order) -> dict | None:
    """Return what the patient is covered by, for the pharmacy; None where the order names nothing."""
    row = Resource.objects.filter(uid=order.coverage_id).first() if order.coverage_id else None
    return None if row is None else enclosed.coverage(record.content_of(row), patient_id(order))


def enclosed_of(order: Order, rows: list[OrderLine]) -> tuple[list[dict], list[dict]]:
    """Return what a message says of these lines, and the documents that go along."""
    patient = Patient.objects.get(uid=order.patient_id)
    lines = [
        {
            "line": each.line_id, "request": each.document.logical_id, "quantity": each.quantity,
            "price": each.promised_minor, "schedule": each.line.schedule,
            "not-before": each.line.next_due_on if each.line.interval_days else None,
            "valid-until": each.line.prescription.expires_at,
        }
        for each in rows
    ]  # fmt: skip
    documents = [enclosed.patient(record.content_of(patient))]
    documents += [enclosed.request(record.content_of(each.document), patient.logical_id) for each in rows]
    return lines, documents


def page_of(order: Order) -> str:
    """Return where the patient sees the order, for whoever takes money for it to lead back to."""
    path = reverse("pharmacy:own_order", args=[order.patient_id, order.id])
    return settings.PUBLIC_URL.rstrip("/") + path


def patient_id(order: Order) -> str:
    """Return what the patient is called in documents."""
    return Patient.objects.values_list("logical_id", flat=True).get(uid=order.patient_id)


def settle(order: Order, now: datetime) -> None:
    """Let the order's state follow its lines, and tell it."""
    with tenancy.seeing_everything():
        lines = list(order.lines.all())
    state = state_of(order, lines)
    if state in Order.OVER and order.ended_at is None:
        order.ended_at = now
        order.why = order.why or next((each.why for each in lines if each.why), "")
    order.state = state
    order.save(update_fields=["state", "ended_at", "why"])
    changed(order, now)


def state_of(order: Order, lines: list[OrderLine]) -> str:
    """Return how far an order is: over with its last line, else as far as the line that needs most."""
    states = {each.state for each in lines}
    if order.ended_at is not None:
        return order.state
    if LineState.HELD in states:
        return State.HELD
    if not any(each.is_open for each in lines):
        if any(each.handed_out for each in lines):
            return State.HANDED_OUT
        if order.why in (Why.REFUSED, Why.ELSEWHERE, Why.UNREACHABLE):
            return State.REFUSED
        return ENDS[min(states, key=list(ENDS).index)] if states else State.CANCELLED
    if LineState.CHANGED in states:
        return State.CHANGED
    if LineState.ASKED in states and order.state in (State.HELD, State.PLACED):
        return State.PLACED
    waits = {LineState.KEPT, LineState.ASKED} & states
    if LineState.READY in states and not waits:
        return State.OUT if order.delivery_step == "out" else State.READY
    return State.ACCEPTED


def changed(order: Order, now: datetime) -> None:
    hint(group(order.organization_id, "order", order.id), "order")
    tell(OrderChanged(order=order.id, patient=order.patient_id, state=str(order.state), at=now))
