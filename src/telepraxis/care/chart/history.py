"""What was written before: a patient's visits with their signed notes, newest first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from telepraxis.base.record.models import Composition
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.patients.identity import uids_of

from .document import INSTRUCTIONS, texts_of
from .filling import Filling, filled_of
from .models import Section, Signature
from .origins import Origin, copied_in


@dataclass(frozen=True)
class SignedText:
    """A signed note or addendum, readable."""

    composition: Composition
    author: str
    signed_at: datetime
    sha256: str
    sections: list[tuple[str, str]]
    countersigned_by: str = ""
    countersigned_at: datetime | None = None
    awaits: bool = False  # a supervisor has still to sign
    copied: dict[str, Origin] = field(default_factory=dict)  # by the section's name as it is shown
    filled: dict[str, Filling] = field(default_factory=dict)


@dataclass(frozen=True)
class PastVisit:
    """A visit with what was signed about it."""

    visit: Visit
    note: SignedText | None
    addenda: list[SignedText]
    has_summary: bool
    is_closed: bool = False  # there is a signed note, which is restricted to others


def history_of(patient: UUID, *, besides: UUID | None = None, limit: int = 20) -> list[PastVisit]:
    """Return the patient's visits that took place, newest first, with what was signed. Drafts are not record."""
    visits = Visit.objects.filter(patient_id__in=uids_of(patient), admitted_at__isnull=False).exclude(id=besides)
    return with_notes(visits.select_related("practitioner").order_by("-admitted_at")[:limit])


def with_notes(visits: Iterable[Visit]) -> list[PastVisit]:
    """Return each visit with its signed texts, in the given order."""
    visits = list(visits)
    signed: dict[UUID, list[Signature]] = defaultdict(list)
    signatures = Signature.objects.filter(visit__in=visits).select_related("composition", "practitioner")
    for signature in signatures.order_by("signed_at"):
        signed[signature.visit_id].append(signature)
    told = set(
        Composition.objects.filter(
            encounter_id__in=[visit.encounter_id for visit in visits], kind=INSTRUCTIONS["code"]
        ).values_list("encounter_id", flat=True)
    )
    past = [_past_visit(visit, signed[visit.id], visit.encounter_id in told) for visit in visits]
    closed = _closed_of([each.visit.id for each in past if each.note is None])
    return [replace(each, is_closed=True) if each.visit.id in closed else each for each in past]


def _closed_of(without_note: list[UUID]) -> set[UUID]:
    """Return which of these visits have a signed note that the reader does not see. No query where all have one."""
    if not without_note:
        return set()
    signed = Signature.objects.filter(visit__in=without_note, kind=Signature.Kind.NOTE)
    return set(signed.values_list("visit_id", flat=True))


def _past_visit(visit: Visit, signatures: list[Signature], has_summary: bool) -> PastVisit:
    kinds = Signature.Kind
    notes = [s for s in signatures if s.kind in (kinds.NOTE, kinds.REVISION)]
    seconds = [s for s in signatures if s.kind == kinds.COUNTERSIGNATURE]
    note = _signed_text(notes[-1]) if notes else None
    if note and seconds:
        note = replace(
            note,
            sha256=seconds[-1].sha256,
            countersigned_by=seconds[-1].practitioner.name_text,
            countersigned_at=seconds[-1].signed_at,
        )
    addenda = [_signed_text(s) for s in signatures if s.kind == kinds.ADDENDUM]
    return PastVisit(visit, note, addenda, has_summary)


def _signed_text(signature: Signature) -> SignedText:
    return SignedText(
        composition=signature.composition,
        author=signature.practitioner.name_text,
        signed_at=signature.signed_at,
        sha256=signature.sha256,
        sections=[(str(Section(code).label) if code else "", text) for code, text in texts_of(signature.composition)],
        awaits=signature.composition.status == "preliminary",
        copied=_by_label(copied_in(signature.composition)),
        filled=_by_label(filled_of(signature.composition)),
    )


def _by_label(said: dict) -> dict:
    return {str(Section(code).label): each for code, each in said.items() if code}


def visits_to_sign(practitioner: UUID | None, *, limit: int = 50) -> list[Visit]:
    """Return ended visits whose note waits for a signature, oldest first: the practitioner's, or with None everybody's.

    That is their own note, not signed or returned by the supervisor, and a colleague's which they countersign.
    """
    unsigned = ~Exists(Signature.objects.filter(visit=OuterRef("pk"), kind=Signature.Kind.NOTE))
    open_review = Q(countersigning__isnull=False, countersigning__countersigned_at=None)
    returned, asked = Q(countersigning__returned_at__isnull=False), Q(countersigning__returned_at=None)
    own = unsigned | (open_review & returned)
    wanted = own | (open_review & asked)
    if practitioner:
        to_countersign = open_review & asked & Q(countersigning__supervisor_id=practitioner)
        wanted = (own & Q(practitioner_id=practitioner)) | to_countersign
    return list(
        Visit.objects.filter(wanted, status=Visit.Status.FINISHED)
        .select_related("patient", "practitioner", "note_draft", "countersigning__supervisor", "appointment__service")
        .order_by("ended_at")[:limit]
    )
