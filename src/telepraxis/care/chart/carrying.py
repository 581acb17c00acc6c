"""Bring sections of the patient's last signed note into this draft."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit

from .models import Carried, NoteDraft, Section
from .notes import save_draft
from .origins import last_note
from .permissions import may_write_note


class NothingToCarry(Exception):
    """There is no signed note of this patient with these sections."""


@transaction.atomic
def carry_forward(
    *, visit: Visit, source: UUID, sections: Iterable[str], revision: int, by: Actor, now: datetime
) -> NoteDraft:
    """Put the chosen sections of the last signed note beneath what the draft says, and remember where they come from.

    :raises NothingToCarry: `source` is not the patient's last note, or has none of the sections.
    :raises StaleDraft: another window saved since.
    :raises AlreadySigned: the note is locked.
    """
    visit = Visit.objects.locked(visit)
    may_write_note.require(by, visit)
    note = last_note(visit)
    chosen = {name: note.texts[name] for name in sections if note and note.texts.get(name, "").strip()}
    if note is None or note.composition.uid != source or not chosen:
        raise NothingToCarry(visit.pk)
    draft = NoteDraft.objects.filter(visit=visit).first()
    texts = draft.texts if draft else dict.fromkeys(Section.values, "")
    joined = texts | {name: _beneath(texts[name], text) for name, text in chosen.items()}
    draft = save_draft(visit=visit, sections=joined, revision=revision, by=by, now=now)
    for name, text in chosen.items():
        Carried.objects.update_or_create(
            organization_id=visit.organization_id,
            visit=visit,
            section=name,
            source=note.composition,
            defaults={"text": text, "carried_at": now},
        )
    audit.wrote(
        by, "note.carried_forward", patient=visit.patient_id, entity=("Composition", note.composition.logical_id)
    )
    return draft


def _beneath(text: str, carried: str) -> str:
    if carried.strip() in text:
        return text
    return f"{text.rstrip()}\n\n{carried}" if text.strip() else carried
