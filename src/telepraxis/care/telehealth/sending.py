"""Send a file or picture in the chat of a visit: it lands in the record, and both sides see it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.live import group, hint
from telepraxis.base.record.models import DocumentReference
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.presences import Participant
from telepraxis.care.encounters.visits import look_again, refuse_when_over
from telepraxis.commons.documents.keeping import keep
from telepraxis.commons.documents.reading import kept_of

from .models import ChatMessage
from .permissions import AtTheDoor, may_take_seat


@transaction.atomic
def send_file(
    *, visit: Visit, participant: Participant, key: UUID, content: bytes, name: str, by: Actor, now: datetime
) -> ChatMessage:
    """Keep the file in the patient's record and show it in the chat; the same key again returns what stands.

    :raises FileRefused: it may not be kept; neither file nor message is.
    :raises VisitIsOver: nobody reads it any more.
    """
    may_take_seat.require(by, AtTheDoor(visit, by_link=by.via == "link"))
    refuse_when_over(visit)
    sent_before = ChatMessage.objects.filter(visit=visit, participant=participant.key, key=key).first()
    if sent_before:
        return sent_before
    document = keep(content=content, name=name, patient=visit.patient_id, encounter=visit.encounter_id, by=by, now=now)
    message = ChatMessage.objects.create(
        organization_id=visit.organization_id,
        visit=visit,
        participant=participant.key,
        key=key,
        name=participant.name,
        role=participant.role,
        text=document.title,
        document=document,
        sent_at=now,
    )
    audit.wrote(by, "telehealth.file_sent", patient=visit.patient_id, entity=("ChatMessage", message.id))
    hint(group(visit.organization_id, "call", visit.id), "resync")  # the pages ask for the whole chat again
    look_again(visit)
    return message


def file_in_chat(visit: Visit, document_id: UUID) -> DocumentReference | None:
    """Return the file if it was sent in this visit's chat and was not taken out since. One query."""
    sent = ChatMessage.objects.select_related("document").filter(visit=visit, document_id=document_id).first()
    return sent.document if sent and sent.document.status == "current" else None


def file_shown(message: ChatMessage, *, side: str) -> dict | None:
    """Return what the chat shows of the file: name, size, and addresses that this side may open."""
    if message.document is None or message.document.status != "current":
        return None
    file = kept_of(message.document)
    if side == "clinician":
        address = reverse("documents:download", args=[file.uid])
    else:
        address = reverse("telehealth:file", args=[message.visit_id, file.uid])
    return {"name": file.name, "size": file.size, "address": address, "small": file.has_small and f"{address}small/"}
