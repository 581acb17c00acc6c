"""Take over another system's signed notes and summaries, many at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit

from .document import Told, note_document, summary_document
from .models import Signature
from .permissions import may_import_notes


@dataclass(frozen=True, kw_only=True)
class FormerNote:
    """The note of a finished visit as its author signed it, and what the patient was told ("" for nothing)."""

    visit: Visit
    sections: Mapping[str, str]
    summary: str = ""
    signed_at: datetime


@transaction.atomic
def import_notes(*, former: Iterable[FormerNote], by: Actor, now: datetime) -> int:
    """Keep the notes as signed by the visit's clinician, with hash, and the summaries; return how many notes.

    Nobody is mailed. The notes are locked like every signed note.
    """
    may_import_notes.require(by)
    former = list(former)
    documents = [note_document(one.visit, dict(one.sections), one.visit.practitioner, one.signed_at) for one in former]
    notes = record.write_many(documents, by=by, now=now)
    Signature.objects.bulk_create(
        (_signature(one, note) for one, note in zip(former, notes, strict=True)), batch_size=500
    )
    told = [one for one in former if one.summary]
    summaries = [
        summary_document(one.visit, Told(one.summary), one.visit.practitioner, one.signed_at, None) for one in told
    ]
    record.write_many(summaries, by=by, now=now)
    audit.wrote(by, "note.imported", reason=f"{len(notes)} notes, {len(told)} summaries")
    return len(notes)


def _signature(former: FormerNote, note) -> Signature:
    return Signature(
        organization_id=former.visit.organization_id,
        visit=former.visit,
        composition=note,
        kind=Signature.Kind.NOTE,
        practitioner_id=former.visit.practitioner_id,
        signed_at=former.signed_at,
        sha256=record.digest(note.doc),
    )
