"""What is asked of a gateway once the transaction that wants it has committed."""

from datetime import datetime
from uuid import UUID

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import job

from .gateways import Unreachable

# Verbs defer these, and what they do ends in verbs: what they need is imported when they run.


@job("payments.open_checkout", in_steps=True)
def open_checkout(*, organization_id: UUID, now: datetime, payment_id: UUID) -> None:
    from . import settling

    settling.open_checkout(organization_id=organization_id, payment=payment_id, now=now)


@job("payments.stop_checkout", in_steps=True)
def stop_checkout(*, organization_id: UUID, now: datetime, payment_id: UUID) -> None:
    from . import settling

    settling.stop(organization_id=organization_id, payment=payment_id, now=now)


@job("payments.send_refund", in_steps=True)
def send_refund(*, organization_id: UUID, now: datetime, refund_id: UUID) -> None:
    from . import settling

    settling.send_refund(organization_id=organization_id, refund=refund_id, now=now)


@job("payments.ask", in_steps=True, retries=0)
def ask(*, organization_id: UUID, now: datetime, payment_id: UUID) -> None:
    """Ask how a payment stands, for somebody who came back from the gateway and waits."""
    from . import settling

    try:
        settling.settle(organization_id=organization_id, payment=payment_id, now=now)
    except Unreachable:
        return  # the next round asks


@job("payments.handle_event", in_steps=True)
def handle_event(*, organization_id: UUID, now: datetime, event_id: UUID, payment_id: UUID | None) -> None:
    """Ask about the payment that a message names. A kind we do not know is kept, and nothing comes of it."""
    from . import hearing, settling

    outcome = "about_nothing_here"
    if payment_id:
        outcome = settling.settle(organization_id=organization_id, payment=payment_id, now=now)
        settling.settle_refunds(organization_id=organization_id, payment=payment_id, now=now)
    with tenancy.serving(organization_id):
        hearing.handled(event=event_id, outcome=outcome, by=Actor.system(organization_id), now=now)
