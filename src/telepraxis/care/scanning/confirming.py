"""A person confirms whose paper it is and what it says: only then is it filed. Or thrown away; or taken out again."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, files
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import DocumentReference
from telepraxis.commons.documents import keeping
from telepraxis.commons.documents.scans import AsSent, Scan, keep_scan
from telepraxis.registry.patients.identity import records_of, survivor_of

from .cutting import Settled, StillReading
from .events import PaperFiled, PaperTakenOut
from .kept_pages import page_of
from .models import Original, PaperDocument, Sheet
from .permissions import may_scan, may_take_values
from .reading import text_layer
from .sending import look_again
from .suggesting import agreement, sheets_of, suggestion_of
from .taking_over import Decided, decide, take_back
from .understanding import Reason

TITLE_LENGTH = 120


class ReasonNeeded(ValueError):
    """Whoever throws paper away, or takes it out of a record, says why."""


class AskOnceMore(Exception):
    """The paper does not agree in all with the chosen patient, or another one was suggested; nothing was filed.

    `why` says how what stands on it agrees with the chosen patient; `other_suggested` whether it seemed another's.
    """

    def __init__(self, why: tuple[Reason, ...], other_suggested: bool):
        super().__init__("ask once more")
        self.why = why
        self.other_suggested = other_suggested


class TitleNeeded(ValueError):
    """A document has a title, or nobody finds it again."""


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What a person says of a document. `same_person`: asked once more, they say that it is this patient's."""

    patient: UUID
    title: str
    type: tuple[str, str] | None = None
    dated: date | None = None
    source: str = ""
    same_person: bool = False
    values: Decided = field(default_factory=Decided)


@transaction.atomic
def confirm(*, document: PaperDocument, said: Confirmed, by: Actor, now: datetime) -> PaperDocument:
    """File the document to the patient, with the values that are taken over; all of it, or nothing.

    Values wait for a clinician where somebody else files.

    :raises Settled: it is filed or thrown away already. :raises StillReading: a page of it is being read again.
    :raises AskOnceMore: the paper may be somebody else's, and nobody said it is this patient's all the same.
    :raises TitleNeeded: it has none. :raises taking_over.NotTaken: a value cannot be taken over.
    """
    may_scan.require(by)
    document = _locked(document)
    if not said.title.strip():
        raise TitleNeeded
    patient = survivor_of(said.patient)
    if (question := doubts(document, patient, now=now)) and not said.same_person:
        raise question
    row = keep_scan(scan=_scan(document, said), patient=patient, by=by, now=now)
    document.state, document.patient_id, document.reference_id = PaperDocument.State.FILED, patient, row.uid
    document.filed_at, document.filed_by = now, by.name
    document.values_open, document.left_out, document.reason = len(suggestion_of(document).values), [], ""
    document.save()
    asked = "same person, asked once more" if question else ""
    audit.wrote(by, "scanning.filed", patient=patient, entity=("PaperDocument", document.id), reason=asked)
    if may_take_values.allows(by, document):
        decide(document=document, decided=said.values, by=by, now=now)
    taken = document.accepted.filter(taken_back_at=None).count()
    tell(PaperFiled(patient=patient, document=row.uid, values=taken, at=now))
    look_again(document.stack)
    return PaperDocument.objects.get(id=document.id)


def doubts(document: PaperDocument, patient: UUID, *, now: datetime) -> AskOnceMore | None:
    """Return what has to be asked before the document is filed to this patient, None where all agrees."""
    suggested = suggestion_of(document).patient
    other = suggested is not None and suggested not in records_of(patient)
    paper = agreement(document, patient, now=now)
    return AskOnceMore(paper.why, other) if other or not paper.in_all else None


def _locked(document: PaperDocument) -> PaperDocument:
    """Return it, locked and to be confirmed, with all its pages settled."""
    row = PaperDocument.objects.select_for_update(of=("self",)).select_related("stack").filter(id=document.id).first()
    if row is None or not row.is_open:
        raise Settled
    if row.sheets.filter(state__in=(Sheet.State.WAITING, Sheet.State.READING)).exists():
        raise StillReading
    return row


def _scan(document: PaperDocument, said: Confirmed) -> Scan:
    sheets = sheets_of(document)
    pages = [page_of(sheet) for sheet in sheets]
    title = " ".join(said.title.split())[:TITLE_LENGTH]
    drawn = [(page, files.read(sheet.picture)) for page, sheet in zip(pages, sheets, strict=True) if sheet.picture]
    return Scan(
        pdf=text_layer.bound(drawn, title=title, language=suggestion_of(document).language),
        small=files.read(sheets[0].small) if sheets[0].small else b"",
        title=title,
        text=tuple(page.text for page in pages),
        sent=tuple(_as_sent(one) for one in originals_of(sheets)),
        dated=said.dated,
        type=said.type,
        source=" ".join(said.source.split())[:200],
        language=suggestion_of(document).language,
    )


def originals_of(sheets: list[Sheet]) -> list[Original]:
    """Return the files from which these pages came, in their order. One query."""
    return list(Original.objects.filter(id__in={sheet.original_id for sheet in sheets}).order_by("position"))


def _as_sent(one: Original) -> AsSent:
    return AsSent(digest=one.digest, media_type=one.media_type, size=one.size, name=one.name)


@transaction.atomic
def throw_away(*, document: PaperDocument, reason: str, by: Actor, now: datetime) -> PaperDocument:
    """Let a document be filed to nobody, with a reason; the files that were sent stay kept.

    :raises ReasonNeeded: no reason was given. :raises Settled: it is filed or thrown away already.
    """
    may_scan.require(by)
    document = _locked(document)
    if not reason.strip():
        raise ReasonNeeded
    document.state, document.thrown_away_at, document.thrown_away_by = PaperDocument.State.THROWN_AWAY, now, by.name
    document.reason = reason.strip()[:500]
    document.save()
    audit.wrote(by, "scanning.thrown_away", entity=("PaperDocument", document.id), reason=document.reason[:200])
    look_again(document.stack)
    return document


@transaction.atomic
def take_out(*, document: PaperDocument, reason: str, by: Actor, now: datetime) -> PaperDocument:
    """Take wrongly filed paper out of the record with all values that came from it; it waits to be filed rightly.

    :raises ReasonNeeded: no reason was given. :raises Settled: it is not filed.
    """
    document = PaperDocument.objects.select_for_update(of=("self",)).select_related("stack").get(id=document.id)
    may_take_values.require(by, document)
    if document.state != PaperDocument.State.FILED:
        raise Settled
    if not reason.strip():
        raise ReasonNeeded
    row = DocumentReference.objects.get(uid=document.reference_id)
    keeping.entered_in_error(document=row, reason=reason, by=by, now=now)
    return reopen(document, reason=reason.strip(), by=by, now=now)


def reopen(document: PaperDocument, *, reason: str, by: Actor, now: datetime) -> PaperDocument:
    """Take the values back and let the document, whose file is out of the record, be confirmed anew."""
    patient, reference = document.patient_id, document.reference_id
    take_back(document=document, reason=reason, by=by, now=now)
    document.state, document.patient, document.reference = PaperDocument.State.TO_CONFIRM, None, None
    document.filed_at, document.filed_by, document.values_open, document.left_out = None, "", 0, []
    document.reason = reason[:500]
    document.save()
    audit.wrote(by, "scanning.taken_out", patient=patient, entity=("PaperDocument", document.id), reason=reason[:200])
    tell(PaperTakenOut(patient=patient, document=reference, at=now))
    look_again(document.stack)
    return document
