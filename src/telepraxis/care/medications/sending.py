"""Bring one message to its network: read it, speak, write down what was said; no transaction stays open meanwhile."""

from datetime import datetime, timedelta
from uuid import UUID

from telepraxis.base import record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Resource

from . import networks
from .models import PrescribedLine, Request, Sending
from .networks import Message, State

PAUSE = timedelta(minutes=1)  # doubled with each try


def deliver(organization_id: UUID, sending: UUID, now: datetime) -> datetime | None:
    """Deliver a message that waits; return when to try again, None when it is settled."""
    by = Actor.system(organization_id)
    with tenancy.serving(organization_id):
        row = Sending.objects.select_related("prescription").get(pk=sending)
        adapter = networks.network(row.network)
        if row.state != State.QUEUED:
            return None
        message = _message(row)
    try:
        if adapter is None:
            raise networks.Unreachable(row.network)
        receipt = adapter.deliver(message)
    except networks.Unreachable:
        with tenancy.serving(organization_id):
            again = networks.tried(sending=sending, by=by, now=now)
        return now + PAUSE * 2**row.tries if again else None
    with tenancy.serving(organization_id):
        networks.move(sending=sending, state=receipt.state, reference=receipt.reference, by=by, now=now)
    return None


def _message(row: Sending) -> Message:
    lines = PrescribedLine.objects.filter(prescription=row.prescription).order_by("position")
    uids = list(lines.values_list("document_id", flat=True))
    stored = {each.uid: each.doc for each in Resource.objects.filter(uid__in=uids)}
    request = Request.objects.select_related("document").filter(pk=row.about).first() if row.about else None
    return Message(
        key=str(row.id),
        what=row.what,
        number=row.prescription.number,
        token=row.prescription.token,
        documents=tuple(stored[uid] for uid in uids),
        about=record.content_of(request.document) if request else None,
    )
