"""What a gateway tells us by itself: signed, kept as it came, once; it is only a reason to ask."""

from datetime import datetime

from django.db import transaction

from telepraxis.base.access import Actor

from .errands import handle_event
from .gateways import Forged, account_of, gateway_of
from .models import Checkout, GatewayEvent
from .permissions import may_settle


@transaction.atomic
def hear(*, raw: bytes, signature: str, by: Actor, now: datetime) -> GatewayEvent | None:
    """Keep the message and have the worker ask about the payment that it names; None when it was sent before.

    :raises Forged: the practice has no account there, or the message does not bear its signature, or is too old.
    """
    may_settle.require(by)
    account = account_of(by.organization_id)
    if account is None:
        raise Forged
    told = gateway_of(account).read(raw, signature)
    if GatewayEvent.objects.filter(gateway=account.gateway, event_id=told.id).exists():
        return None
    row = GatewayEvent(
        organization_id=by.organization_id, gateway=account.gateway, event_id=told.id, kind=told.kind, raw=raw,
        signature=signature[:2000], arrived_at=now,
    )  # fmt: skip
    if not GatewayEvent.objects.bulk_create([row], ignore_conflicts=True) or not _is_kept(row):
        return None
    payment = told.payment or _payment_with(told.intent)
    handle_event.defer(organization_id=by.organization_id, event_id=row.id, payment_id=payment)
    return row


@transaction.atomic
def handled(*, event, outcome: str, by: Actor, now: datetime) -> None:
    """Note what came of the message. The first answer stays."""
    may_settle.require(by)
    GatewayEvent.objects.filter(id=event, handled_at=None).update(handled_at=now, outcome=outcome[:32])


def _is_kept(row: GatewayEvent) -> bool:
    """Whether it was our row that was kept, not that of the same message a moment earlier."""
    return GatewayEvent.objects.filter(id=row.id).exists()


def _payment_with(intent: str):
    found = Checkout.objects.filter(intent_id=intent).values_list("payment_id", flat=True) if intent else []
    return found[0] if found else None
