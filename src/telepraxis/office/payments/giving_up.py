"""End a payment that is under way, whoever ends it and why."""

from datetime import datetime

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell

from .errands import stop_checkout
from .events import PaymentFailed
from .models import Charge, Checkout, Method, Payment


def end(payment: Payment, charge: Charge, *, state: str, why: str, by: Actor, now: datetime) -> None:
    """Note that a locked, pending payment will not arrive; its page at the gateway is closed after the commit.

    Should the gateway have taken the money in the meantime, `paying.captured` notes that too.
    """
    payment.state, payment.ended_at, payment.ended_why = state, now, why
    payment.save(update_fields=["state", "ended_at", "ended_why"])
    audit.wrote(by, f"payments.{state}", patient=charge.patient_id, entity=("Payment", payment.id), reason=why)
    if payment.method == Method.CARD and Checkout.objects.filter(payment=payment, closed_at=None).exists():
        stop_checkout.defer(organization_id=payment.organization_id, payment_id=payment.id)
    tell(
        PaymentFailed(
            payment_id=payment.id,
            charge_id=charge.id,
            reference_kind=charge.reference_kind,
            reference_id=charge.reference_id,
            patient_id=charge.patient_id,
            why=why,
        )
    )
