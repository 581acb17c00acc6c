"""Send a message. It goes with the transaction that sends it, and the worker brings it to its receiver."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.fhir import json_text
from telepraxis.base.uuid7 import uuid7

from . import letters
from .met import partner_for
from .models import Outgoing, Partner
from .permissions import may_choose_partners
from .tasks import deliver_soon


class TooLarge(ValueError):
    """The body has more bytes than a message carries."""


class Blocked(Exception):
    """The organization exchanges no messages with this partner."""


class NotFailed(Exception):
    """The message was not given up: it is under way, or its receiver has it."""


@transaction.atomic
def send(
    *,
    to: UUID,
    kind: str,
    body: dict,
    thread: UUID | None = None,
    patient: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Outgoing:
    """Send `body`, a JSON object, to another organization, and return the row, whose id names the message.

    `thread` None begins one. The calling verb has asked whether the actor may. In its thread a message arrives after
    those that were sent before.

    :raises met.NoSuchPartner: no organization of this id is known here.
    :raises Blocked: messages are not exchanged with it.
    :raises TooLarge: more than `letters.LARGEST` bytes.
    """
    text = json_text.written(body)
    if len(text.encode()) > letters.LARGEST:
        raise TooLarge(f"A message carries {letters.LARGEST} bytes.")
    partner = partner_for(to, by=by, now=now)
    if partner.blocked_at:
        raise Blocked(partner.name)
    id, thread = uuid7(), thread or uuid7()
    number = _next_number(partner, thread)
    token = letters.sign(id=id, receiver=to, kind=kind, thread=thread, number=number, body=text, now=now)
    row = Outgoing.objects.create(
        id=id, organization_id=by.organization_id, partner=partner, patient_id=patient, kind=kind, thread=thread,
        number=number, token=token, body=text, sent_at=now, sent_by=by.name,
    )  # fmt: skip
    audit.wrote(by, "mailbox.sent", patient=patient, entity=("Outgoing", row.id))
    deliver_soon(row)
    return row


@transaction.atomic
def send_again(*, message: UUID, by: Actor, now: datetime) -> Outgoing:
    """Try a message anew that was given up, and what was given up behind it in its thread.

    :raises Outgoing.DoesNotExist: there is none of this id.
    :raises NotFailed: nobody gave it up.
    """
    may_choose_partners.require(by)
    row = Outgoing.objects.select_for_update().get(id=message)
    if row.state != Outgoing.State.FAILED:
        raise NotFailed
    Outgoing.objects.filter(
        partner_id=row.partner_id, thread=row.thread, number__gte=row.number, state=Outgoing.State.FAILED
    ).update(state=Outgoing.State.WAITING, trouble="", ended_at=None)
    audit.wrote(by, "mailbox.sent_again", patient=row.patient_id, entity=("Outgoing", row.id))
    deliver_soon(row)
    row.refresh_from_db()
    return row


def _next_number(partner: Partner, thread: UUID) -> int:
    """Return the message's place in its thread; whoever sends at the same moment waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 6))", [f"mailbox {partner.id} {thread}"])
    last = Outgoing.objects.filter(partner=partner, thread=thread).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
