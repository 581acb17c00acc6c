"""What is written during a visit."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.presences import Participant
from telepraxis.care.encounters.visits import look_again, refuse_when_over

from .models import ChatMessage
from .permissions import AtTheDoor, may_take_seat

LONGEST = 2_000


class MessageTooLong(ValueError):
    """A message has at most 2,000 characters."""


class NothingSaid(ValueError):
    """The message is empty."""


@transaction.atomic
def write(*, visit: Visit, participant: Participant, key: UUID, text: str, by: Actor, now: datetime) -> ChatMessage:
    """Keep a message; the same key again returns the message that stands.

    :raises VisitIsOver: nobody reads it any more.
    :raises MessageTooLong: more than 2,000 characters.
    :raises NothingSaid: nothing but space.
    """
    may_take_seat.require(by, AtTheDoor(visit, by_link=by.via == "link"))
    refuse_when_over(visit)
    text = text.replace("\x00", "").strip()
    if not text:
        raise NothingSaid
    if len(text) > LONGEST:
        raise MessageTooLong
    message, is_new = ChatMessage.objects.get_or_create(
        organization_id=visit.organization_id,
        visit=visit,
        participant=participant.key,
        key=key,
        defaults={"name": participant.name, "role": participant.role, "text": text, "sent_at": now},
    )
    if is_new:
        audit.wrote(by, "telehealth.chat_written", patient=visit.patient_id, entity=("ChatMessage", message.id))
        if not visit.has_begun:
            look_again(visit)  # staff see on their boards what somebody who waits has written
    return message


def messages_of(visit: Visit, *, since: datetime | None = None) -> list[ChatMessage]:
    """Return what was written in the visit, in order, with the files; a guest's since they came, without. One query."""
    written = ChatMessage.objects.filter(visit=visit).select_related("document")
    return list((written.filter(sent_at__gte=since, document=None) if since else written).order_by("sent_at", "id"))
