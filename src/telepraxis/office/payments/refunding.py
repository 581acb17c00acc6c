"""Give money back, never more than came: cash out of the till, a transfer that is noted, a card by its gateway."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.uuid7 import uuid7

from . import receipts, till
from .errands import send_refund
from .events import RefundSent
from .models import Charge, Method, Payment, Refund
from .money import Money, refuse_unless_sum
from .once import made_with, remember
from .permissions import may_refund, may_settle

State = Refund.State


class NotCaptured(Exception):
    """Nothing has arrived that could go back."""


class MoreThanCaptured(ValueError):
    """More would go back than has come. Carries what is left."""

    def __init__(self, left: Money):
        super().__init__(f"at most {left.minor} {left.currency}")
        self.left = left


class WrongCurrency(ValueError):
    """Money goes back in the currency in which it came."""


@transaction.atomic
def refund(
    *,
    payment: Payment,
    amount: Money | None = None,
    why: str,
    key: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Refund:
    """Give back what is left of a payment, or the amount. Cash and transfers are noted as done; the gateway of a card
    is asked after the commit, and the refund is under way until it answers.

    :raises NotCaptured: :raises MoreThanCaptured: :raises WrongCurrency: :raises KeyOfAnother:
    """
    may_refund.require(by)
    asked = (payment.id, amount, why)
    if known := made_with(key, "refund", *asked):
        return Refund.objects.get(id=known)
    payment = Payment.objects.select_for_update().get(id=payment.id)
    if not payment.has_arrived:
        raise NotCaptured
    amount = _refundable(payment, amount)
    row = Refund(
        id=uuid7(),
        organization_id=payment.organization_id,
        payment=payment,
        method=payment.method,
        amount_minor=amount.minor,
        currency=amount.currency,
        why=Refund.Why(why),
        state=State.PENDING,
        asked_at=now,
        asked_by=by.name,
    )
    if payment.method == Method.CASH:
        row.till = till.open_drawer(currency=amount.currency, by=by, now=now)
    row.save(force_insert=True)
    charge = Charge.objects.get(id=payment.charge_id)
    audit.wrote(by, "payments.refunded", patient=charge.patient_id, entity=("Refund", row.id), reason=row.why)
    remember(key, "refund", *asked, made=row.id, now=now)
    if payment.method == Method.CARD:
        send_refund.defer(organization_id=row.organization_id, refund_id=row.id)
    else:
        _sent(row, charge, "", by, now)
    return row


@transaction.atomic
def give_back(*, charge: Charge, why: str, by: Actor, now: datetime) -> list[Refund]:
    """Give back whatever is left of the card payments towards a charge; cash and transfers wait for the desk."""
    may_refund.require(by)
    paid = Payment.objects.filter(
        charge=charge, method=Method.CARD, state__in=[Payment.State.CAPTURED, Payment.State.SURPLUS]
    )
    left = [payment for payment in paid.order_by("captured_at", "id") if left_of(payment).minor > 0]
    return [refund(payment=payment, why=why, by=by, now=now) for payment in left]


@transaction.atomic
def sent(*, refund: UUID, gateway_id: str, by: Actor, now: datetime) -> Refund:
    """Note that the gateway has sent it back. Said twice it was sent once."""
    may_settle.require(by)
    row = Refund.objects.select_for_update().get(id=refund)
    if row.state == State.PENDING:
        _sent(row, Charge.objects.get(payments__refunds=row), gateway_id, by, now)
    return row


@transaction.atomic
def failed(*, refund: UUID, gateway_id: str, why: str, by: Actor, now: datetime) -> Refund:
    """Note that it did not go back; the sum can be given back in another way."""
    may_settle.require(by)
    row = Refund.objects.select_for_update().get(id=refund)
    if row.state != State.FAILED:
        row.state, row.failed_at, row.failed_why = State.FAILED, now, why[:64]
        row.gateway_id = gateway_id or row.gateway_id
        row.save(update_fields=["state", "failed_at", "failed_why", "gateway_id"])
        charge = Charge.objects.get(payments__refunds=row)
        audit.wrote(by, "payments.refund_failed", patient=charge.patient_id, entity=("Refund", row.id), reason=why[:64])
    return row


@transaction.atomic
def found_at_gateway(
    *, payment: UUID, amount: Money, gateway_id: str, is_sent: bool, by: Actor, now: datetime
) -> Refund | None:
    """Note a refund that somebody made at the gateway itself; None when it is known."""
    may_settle.require(by)
    came = Payment.objects.select_for_update().get(id=payment)
    if Refund.objects.filter(payment=came, gateway_id=gateway_id).exists():
        return None
    row = Refund(
        id=uuid7(),
        organization_id=came.organization_id,
        payment=came,
        method=came.method,
        amount_minor=amount.minor,
        currency=amount.currency,
        why=Refund.Why.ELSEWHERE,
        state=State.PENDING,
        asked_at=now,
        asked_by=by.name,
        gateway_id=gateway_id,
    )
    row.save(force_insert=True)
    charge = Charge.objects.get(id=came.charge_id)
    audit.wrote(by, "payments.refunded", patient=charge.patient_id, entity=("Refund", row.id), reason=row.why)
    if is_sent:
        _sent(row, charge, gateway_id, by, now)
    return row


def left_of(payment: Payment) -> Money:
    """Return what of a payment has not gone back, nor is on its way back."""
    back = Refund.objects.filter(payment=payment, state__in=[State.PENDING, State.SENT])
    gone = back.aggregate(sum=Sum("amount_minor"))["sum"]
    return Money(payment.amount_minor - int(gone or 0), payment.currency)


def _refundable(payment: Payment, amount: Money | None) -> Money:
    left = left_of(payment)
    amount = left if amount is None else amount
    if amount.currency != left.currency:
        raise WrongCurrency(amount.currency)
    if left.minor <= 0 or amount.minor > left.minor:
        raise MoreThanCaptured(left)
    refuse_unless_sum(amount.minor, amount.currency)
    return amount


def _sent(row: Refund, charge: Charge, gateway_id: str, by: Actor, now: datetime) -> None:
    row.state, row.sent_at, row.gateway_id = State.SENT, now, gateway_id
    row.save(update_fields=["state", "sent_at", "gateway_id"])
    audit.wrote(by, "payments.refund_sent", patient=charge.patient_id, entity=("Refund", row.id))
    receipts.issue_for_refund(row, charge, by=by, now=now)
    tell(
        RefundSent(
            refund_id=row.id,
            payment_id=row.payment_id,
            charge_id=charge.id,
            reference_kind=charge.reference_kind,
            reference_id=charge.reference_id,
            patient_id=charge.patient_id,
            amount_minor=row.amount_minor,
            currency=row.currency,
        )
    )
