"""Write a note, sign it once, add to it later."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import Composition, Practitioner
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import VisitNotBegun, look_again

from . import countersigning
from .document import addendum_document, awaiting, note_document
from .events import AddendumSigned, NoteSigned
from .filling import fillings_of
from .models import Carried, NoteDraft, PutIn, Section, SetAside, Signature
from .origins import origins_of
from .permissions import may_add_addendum, may_write_note


class AlreadySigned(Exception):
    """The note of this visit is signed; only an addendum can follow."""


class NothingToSign(Exception):
    """No word has been written yet."""


class TextSetAside(Exception):
    """Text from another window still waits for a decision; signing now would lose it."""


class StaleDraft(Exception):
    """Another window saved a newer text. Nothing was overwritten."""

    def __init__(self, draft: NoteDraft):
        super().__init__(f"the draft is at revision {draft.revision}")
        self.draft = draft


@transaction.atomic
def save_draft(*, visit: Visit, sections: Mapping[str, str], revision: int, by: Actor, now: datetime) -> NoteDraft:
    """Save what the clinician has typed over the revision they typed on (0 when there was none).

    :raises StaleDraft: another window saved since; call `set_aside` to keep this text beside it.
    :raises AlreadySigned: the note is locked.
    """
    visit = Visit.objects.locked(visit)
    may_write_note.require(by, visit)
    refuse_when_signed(visit)
    draft = NoteDraft.objects.filter(visit=visit).first()
    if draft is None:
        draft = NoteDraft(organization_id=visit.organization_id, visit=visit, author=visit.practitioner, revision=0)
    if draft.revision != revision and draft.texts != _texts(sections):
        raise StaleDraft(draft)
    if draft.texts != _texts(sections) or draft.revision == 0:
        _keep(draft, sections, by, now)
    return draft


def _keep(draft: NoteDraft, sections: Mapping[str, str], by: Actor, now: datetime) -> None:
    for name, text in _texts(sections).items():
        setattr(draft, name, text)
    draft.revision += 1
    draft.saved_at = now
    draft.save()
    audit.wrote(by, "note.draft_saved", patient=draft.visit.patient_id, entity=("Visit", draft.visit_id))


def _texts(sections: Mapping[str, str]) -> dict[str, str]:
    return {section.value: sections.get(section.value, "").replace("\r\n", "\n") for section in Section}


@transaction.atomic
def set_aside(*, visit: Visit, sections: Mapping[str, str], revision: int, by: Actor, now: datetime) -> SetAside:
    """Keep text that could not be saved over a newer draft, beside it, until its author decides.

    The same text sent twice is kept once; two texts typed on one revision are both kept.
    """
    visit = Visit.objects.locked(visit)
    may_write_note.require(by, visit)
    refuse_when_signed(visit)
    said = {"organization_id": visit.organization_id, "visit": visit, "based_on": revision, **_texts(sections)}
    kept, _ = SetAside.objects.get_or_create(defaults={"set_aside_at": now}, **said)
    audit.wrote(by, "note.set_aside", patient=visit.patient_id, entity=("Visit", visit.id))
    return kept


@transaction.atomic
def decide_between(
    *, visit: Visit, kept: SetAside, sections: Mapping[str, str], revision: int, by: Actor, now: datetime
) -> NoteDraft:
    """Go on with these sections (the draft, the text set aside, or both joined) and let the text set aside go.

    :raises StaleDraft: the draft changed again meanwhile; the text set aside stays.
    """
    draft = save_draft(visit=visit, sections=sections, revision=revision, by=by, now=now)
    SetAside.objects.filter(pk=kept.pk, visit=visit).delete()
    return draft


@transaction.atomic
def sign(*, visit: Visit, by: Actor, now: datetime, revision: int | None = None) -> Composition:
    """Turn the draft into the signed note: Composition version 1, hash recorded, locked for good.

    :raises AlreadySigned: it was signed before.
    :raises NothingToSign: the draft is empty.
    :raises VisitNotBegun: patient and clinician have not met.
    :raises TextSetAside: text from another window waits for a decision.
    :raises StaleDraft: the draft is no longer the `revision` that the signer saw.
    """
    visit = Visit.objects.locked(visit)
    may_write_note.require(by, visit)
    refuse_when_signed(visit)
    if not visit.has_begun:
        raise VisitNotBegun(visit)
    draft = NoteDraft.objects.filter(visit=visit).first()
    if draft is None or draft.is_empty:
        raise NothingToSign(visit.pk)
    if revision is not None and draft.revision != revision:
        raise StaleDraft(draft)
    if SetAside.objects.filter(visit=visit).exists():
        raise TextSetAside(visit.pk)
    origins, fillings = origins_of(visit, draft.texts), fillings_of(visit, draft.texts)
    document = note_document(visit, draft.texts, visit.practitioner, now, origins, fillings, begun_by=draft.author)
    note = _signed(visit, document, by, now)
    draft.delete()
    if note.status == "final":
        Carried.objects.filter(visit=visit).delete()  # the signed note says it now
        PutIn.objects.filter(visit=visit).delete()
    tell(NoteSigned(visit=visit.id, patient=visit.patient_id, composition=note.uid, at=now))
    look_again(visit)
    return note


def _signed(visit: Visit, document: dict, by: Actor, now: datetime) -> Composition:
    """Sign the note, or the changed note that was returned; bring it to the supervisor where there is one."""
    before = Signature.objects.filter(visit=visit, kind=Signature.Kind.NOTE).select_related("composition").first()
    review = countersigning.review_of(visit)
    supervisor = review.supervisor_id if review else countersigning.supervisor_of(visit.practitioner_id)
    if supervisor and supervisor != visit.practitioner_id:
        document = awaiting(document)
        countersigning.ask(visit, supervisor, now)
    if before:
        document = {"id": before.composition.logical_id} | document
    return _sign(visit, Signature.Kind.REVISION if before else Signature.Kind.NOTE, document, by, now)


@transaction.atomic
def add_addendum(*, composition: Composition, text: str, by: Actor, now: datetime) -> Composition:
    """Append to a signed note, under the actor's own name. The note itself stays as it is.

    :raises NothingToSign: the text is empty.
    """
    signature = Signature.objects.get(composition=composition, kind=Signature.Kind.NOTE)
    visit = Visit.objects.locked(signature.visit)
    may_add_addendum.require(by, visit)
    if not text.strip():
        raise NothingToSign(visit.pk)
    author = Practitioner.objects.get(uid=by.practitioner_id)
    document = addendum_document(visit, composition, text, author, now)
    addendum = _sign(visit, Signature.Kind.ADDENDUM, document, by, now)
    review = countersigning.review_of(visit)
    if review and review.is_returned and by.practitioner_id == visit.practitioner_id:
        countersigning.ask(visit, review.supervisor_id, now)  # the author has answered the remark
    tell(AddendumSigned(visit=visit.id, patient=visit.patient_id, composition=addendum.uid, at=now))
    look_again(visit)
    return addendum


def _sign(visit: Visit, kind: Signature.Kind, document: dict, by: Actor, now: datetime) -> Composition:
    composition = record.write("Composition", document, by=by, now=now)
    Signature.objects.create(
        organization_id=visit.organization_id,
        visit=visit,
        composition=composition,
        kind=kind,
        practitioner_id=by.practitioner_id,
        account_id=by.account_id,
        signed_at=now,
        sha256=record.digest(composition.doc),
    )
    audit.wrote(by, f"{kind}.signed", patient=visit.patient_id, entity=("Composition", composition.logical_id))
    return composition


def refuse_when_signed(visit: Visit) -> None:
    """Pass while the note of the visit may still be written: before it is signed, or when its supervisor returned it.

    :raises AlreadySigned: it is locked.
    """
    signed = Signature.objects.filter(visit=visit, kind=Signature.Kind.NOTE).exists()
    if signed and not countersigning.is_returned(visit):
        raise AlreadySigned(visit.pk)
