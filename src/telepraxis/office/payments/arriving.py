"""Money arrives, or will not: told by whoever took it, or by what the gateway says when it is asked."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell

from . import giving_up, receipts, refunding
from .events import PaymentReceived
from .models import Charge, Checkout, Method, Payment, Refund
from .money import Money
from .owing import locked, make_room, owed_on
from .permissions import may_settle

State = Payment.State


class NotAsAgreed(Exception):
    """The gateway took another sum than was asked for. A person has to look."""


@transaction.atomic
def captured(*, payment: UUID, intent: str, amount: Money, by: Actor, now: datetime) -> Payment:
    """Note that the gateway has taken the money. Said twice it arrived once.

    It counts as well when the payment was given up in the meantime: then it pays what is still owed, or goes back.

    :raises NotAsAgreed: another sum or currency.
    """
    may_settle.require(by)
    row = Payment.objects.get(id=payment)
    charge = locked(row.charge_id)
    row = Payment.objects.select_for_update().get(id=payment)
    if row.has_arrived:
        return row
    if amount != Money(row.amount_minor, row.currency):
        raise NotAsAgreed(payment)
    Checkout.objects.filter(payment=row).update(intent_id=intent, closed_at=now, trouble="")
    return arrive(row, charge, by=by, now=now)


@transaction.atomic
def failed(*, payment: UUID, why: str, by: Actor, now: datetime) -> Payment:
    """Note that the gateway will not take the money: `expired` when nobody tried, `declined` when a card was refused,
    `refused` when the gateway would not begin. What has arrived or ended already stays so.
    """
    may_settle.require(by)
    charge = locked(Payment.objects.values_list("charge_id", flat=True).get(id=payment))
    row = Payment.objects.select_for_update().get(id=payment)
    Checkout.objects.filter(payment=row, closed_at=None).update(closed_at=now)
    if row.state == State.PENDING:
        state = State.CANCELLED if why == "expired" else State.FAILED
        giving_up.end(row, charge, state=state, why=why, by=by, now=now)
    return row


@transaction.atomic
def declined(*, payment: UUID, why: str, by: Actor, now: datetime) -> None:
    """Note that a card was refused; at the gateway's page another one can still be tried."""
    may_settle.require(by)
    Checkout.objects.filter(payment=payment, closed_at=None, declined_at=None).update(
        declined_at=now, declined_why=why[:64]
    )


def arrive(payment: Payment, charge: Charge, *, by: Actor, now: datetime) -> Payment:
    """Note that a locked payment towards a locked charge has arrived, give its receipt, and tell.

    What the charge needs no more is a surplus: by card it goes back by itself, else it waits for the desk.
    """
    owed = owed_on(charge)
    if owed.minor >= payment.amount_minor:
        make_room(charge, Money(payment.amount_minor, payment.currency), by=by, now=now, besides=payment.id)
        payment.state = State.CAPTURED
    else:
        payment.state = State.SURPLUS
    payment.captured_at, payment.captured_by = now, by.name
    payment.ended_at, payment.ended_why = None, ""
    payment.save(update_fields=["state", "captured_at", "captured_by", "ended_at", "ended_why"])
    audit.wrote(by, f"payments.{payment.state}", patient=charge.patient_id, entity=("Payment", payment.id))
    receipts.issue_for_payment(payment, charge, by=by, now=now)
    if payment.state == State.CAPTURED:
        _tell(payment, charge, owed.minor - payment.amount_minor)
    elif payment.method == Method.CARD:
        system = Actor.system(charge.organization_id)
        refunding.refund(payment=payment, why=Refund.Why.PAID_TWICE, by=system, now=now)
    return payment


def _tell(payment: Payment, charge: Charge, still_owed: int) -> None:
    tell(
        PaymentReceived(
            payment_id=payment.id,
            charge_id=charge.id,
            reference_kind=charge.reference_kind,
            reference_id=charge.reference_id,
            patient_id=charge.patient_id,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            still_owed_minor=still_owed,
        )
    )
