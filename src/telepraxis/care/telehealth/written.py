"""What staff write to somebody who waits, and what they answer: lines of the visit's own chat, from before it began."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.live import group, hint
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.encounters.models import Modality, Presence, Visit
from telepraxis.care.encounters.visits import VisitHasBegun, look_again, refuse_when_over

from .chatting import LONGEST, MessageTooLong, NothingSaid
from .models import ChatMessage
from .permissions import may_write_to_waiting

PATIENTS_SIDE = (Presence.Role.PATIENT, Presence.Role.RELATIVE)

# Each reader gets them in their own language. %(minutes)s is asked for where it stands.
PHRASES = {
    "late": _("The doctor is about %(minutes)s minutes late. Thank you for waiting."),
    "soon": _("The doctor comes to you next."),
    "stay": _("Please keep this page open: the visit begins here by itself."),
    "sound": _("Please check that your sound is on and the microphone is allowed."),
    "phone": _("We call you by phone in a moment. Please keep your phone near."),
}
LATE_BY = (10, 20, 30, 45)


class UnknownPhrase(ValueError):
    """There is no such ready phrase."""


@transaction.atomic
def write_to(
    *, visits: Iterable[Visit], by: Actor, now: datetime, text: str = "", phrase: str = "", minutes: int = 0
) -> list[ChatMessage]:
    """Write a line, or a ready phrase in each patient's language, to those who wait; their pages show it at once.

    :raises VisitHasBegun: the patient is in the visit: its chat is the place to write.
    :raises VisitIsOver: nobody reads it any more.
    :raises MessageTooLong: more than 2,000 characters.
    :raises NothingSaid: nothing but space.
    :raises UnknownPhrase: there is no such ready phrase.
    """
    text = text.replace("\x00", "").strip()
    if phrase and phrase not in PHRASES:
        raise UnknownPhrase(phrase)
    if not phrase and not text:
        raise NothingSaid
    if len(text) > LONGEST:
        raise MessageTooLong
    locked = Visit.objects.select_for_update(of=("self",)).select_related("patient").order_by("id")
    return [
        _write(visit, phrase_in(visit.patient.language, phrase, minutes) if phrase else text, by, now)
        for visit in locked.filter(id__in=[visit.id for visit in visits])
    ]


def _write(visit: Visit, text: str, by: Actor, now: datetime) -> ChatMessage:
    may_write_to_waiting.require(by, visit)
    refuse_when_over(visit)
    if visit.has_begun:
        raise VisitHasBegun(visit)
    message = ChatMessage.objects.create(
        organization_id=visit.organization_id,
        visit=visit,
        participant=f"account:{by.account_id}",
        name=by.name,
        role=Presence.Role.COLLEAGUE,
        key=uuid7(),
        text=text,
        sent_at=now,
    )
    audit.wrote(by, "telehealth.written_to_waiting", patient=visit.patient_id, entity=("ChatMessage", message.id))
    hint(group(visit.organization_id, "call", visit.id), "chat", message=message.id)
    look_again(visit)
    return message


def phrase_in(language: str, phrase: str, minutes: int = 0) -> str:
    """Return the phrase in the language; in English where the house does not speak it."""
    spoken = {code for code, _name in settings.LANGUAGES}
    nearest = next((code for code in (language, language.split("-")[0]) if code in spoken), "en")
    with translation.override(nearest):
        return str(PHRASES[phrase]) % {"minutes": minutes}


def who_can_read(practitioner: UUID | None = None) -> list[Visit]:
    """Return whose waiting page is open to be written on: who waits by video, for this clinician or anybody."""
    found = Visit.objects.filter(status=Visit.Status.READY, modality=Modality.VIDEO).select_related("patient")
    if practitioner is not None:
        found = found.filter(practitioner_id=practitioner)
    return list(found.order_by("ready_at"))


def said_while_waiting(visit: Visit) -> list[ChatMessage]:
    """Return what was written before the visit began, in order: what comes later is the visit's own. One query."""
    found = ChatMessage.objects.filter(visit=visit)
    if visit.admitted_at:
        found = found.filter(sent_at__lt=visit.admitted_at)
    return list(found.order_by("sent_at", "id"))


def newest_of(visits: Iterable[UUID]) -> dict[UUID, ChatMessage]:
    """Return what was written last in each of these visits, by visit. One query."""
    found = ChatMessage.objects.filter(visit__in=list(visits)).order_by("visit_id", "-sent_at", "-id")
    return {message.visit_id: message for message in found.distinct("visit_id")}


def newest_from_practice(visit: Visit) -> ChatMessage | None:
    """Return what staff have written last while the patient waited. One query."""
    found = ChatMessage.objects.filter(visit=visit).exclude(role__in=PATIENTS_SIDE)
    return found.order_by("-sent_at", "-id").first()
