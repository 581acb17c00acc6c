"""Questions about messages and partners."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from telepraxis.base.fhir import json_text

from .models import Enquiry, Incoming, Outgoing, Partner


@dataclass(frozen=True)
class Message:
    """A message that came. `sender` is the other organization's id, `message` the sender's name for it."""

    id: UUID
    message: UUID
    sender: UUID
    sender_name: str
    kind: str
    thread: UUID
    number: int
    body: dict
    sent_at: datetime
    received_at: datetime


class NotReadable(ValueError):
    """The body is no JSON object; its sender has signed it so."""


def incoming(id: UUID) -> Message:
    """Return a message that came. One query.

    :raises Incoming.DoesNotExist: there is none of this id.
    :raises NotReadable: its body is no JSON object.
    """
    row = Incoming.objects.select_related("partner").get(id=id)
    try:
        body = json.loads(row.body)
    except (ValueError, RecursionError) as reason:
        raise NotReadable(str(id)) from reason
    if not isinstance(body, dict):
        raise NotReadable(str(id))
    return _message(row, body)


def in_thread(sender: UUID, thread: UUID, *, after: int) -> list[Message]:
    """Return what an organization sent in a thread behind message number `after`, in its order. One query.

    Fractions in the bodies keep their digits, as FHIR wants it; of a body that is no JSON object nothing is left.
    """
    rows = Incoming.objects.filter(partner__whose=sender, thread=thread, number__gt=after).select_related("partner")
    return [_message(row, _exact(row.body)) for row in rows.order_by("number")]


def _exact(body: str) -> dict:
    try:
        said = json.loads(body, parse_float=json_text.Written, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _no_number(text: str) -> None:
    raise ValueError(text)


def _message(row: Incoming, body: dict) -> Message:
    return Message(
        id=row.id, message=row.message, sender=row.partner.whose, sender_name=row.partner.name, kind=row.kind,
        thread=row.thread, number=row.number, body=body, sent_at=row.sent_at, received_at=row.received_at,
    )  # fmt: skip


def partners() -> list[Partner]:
    """Return all others that messages are exchanged with, by name. One query."""
    return list(Partner.objects.exclude(whose=F("organization_id")).order_by("name", "id"))


def enquiries(limit: int = 20) -> list[Enquiry]:
    """Return addresses that were asked and not decided upon. One query."""
    return list(Enquiry.objects.filter(ended_at=None).order_by("asked_at")[:limit])


def troubled(limit: int = 50) -> list[Outgoing]:
    """Return messages that were given up or were tried in vain, the newest first. One query."""
    waiting = Outgoing.objects.filter(state=Outgoing.State.WAITING, attempt__isnull=False)
    failed = Outgoing.objects.filter(state=Outgoing.State.FAILED)
    rows = (waiting | failed).select_related("partner", "attempt").defer("body", "token")
    return list(rows.order_by("-sent_at")[:limit])
