"""Read drafts, prescriptions and requests. Queries that do not grow with the rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation

from telepraxis.base import files, record
from telepraxis.base.record.models import Resource
from telepraxis.commons.decision_support.cards import Answer
from telepraxis.registry.formulary.dose_forms import counted
from telepraxis.registry.formulary.medicine import Medicine
from telepraxis.registry.patients.identity import uids_of

from . import document, lines, request_document
from .lines import Line
from .models import (
    Basket,
    BasketLine,
    Fill,
    PrescribedLine,
    Prescription,
    PriorAuthorisation,
    Request,
    Sentence,
)
from .ordering import wording
from .ordering.document import NotModelled
from .refills import medicines_due
from .sentences import Kept, sentences_for
from .shapes import shaped

__all__ = ["Kept", "Sentence", "medicines_due", "sentences_for"]


def open_basket_of(patient: UUID, practitioner: UUID, visit: UUID | None = None) -> Basket | None:
    """Return the prescriber's open draft for the patient."""
    theirs = Basket.objects.filter(patient_id=patient, author_id=practitioner, visit_id=visit)
    return theirs.filter(signed_at=None, put_aside_at=None).first()


def lines_in(basket: Basket) -> list[tuple[BasketLine, Line]]:
    """Return the rows of a draft with what they mean, in their order. One query."""
    return [(row, lines.read(row)) for row in basket.lines.order_by("position")]


def answer_of(basket: Basket) -> Answer | None:
    """Return what the last check of a draft said, None before the first."""
    return shaped(Answer, basket.answer) if basket.checked_at else None


@dataclass(frozen=True)
class Supplied:
    """One supply that was handed out."""

    at: datetime
    pharmacy: str
    medicine: str
    quantity: str


@dataclass(frozen=True)
class PrescribedWords:
    """One signed line in words. `line` is None where its document says more than this house can (an import)."""

    row: PrescribedLine
    line: Line | None
    medicine: str
    words: str
    patient_words: str
    quantity: str
    substitution_why: str
    indication: str
    note: str
    fills: tuple[Supplied, ...]


@dataclass(frozen=True)
class AskedWords:
    """A request in words; `answer` is what was said to it."""

    row: Request
    medicine: str
    asked: str
    options: tuple[Medicine, ...]
    answer: str
    patient_name: str = ""


@dataclass(frozen=True)
class ShownPrescription:
    """A prescription as it is read. Where something of it is closed to the reader, so are its token and its paper."""

    row: Prescription
    author: str
    lines: tuple[PrescribedWords, ...]
    requests: tuple[AskedWords, ...]
    authorisations: tuple[PriorAuthorisation, ...]
    is_whole: bool

    @property
    def token(self) -> str:
        return self.row.token if self.is_whole else ""

    @property
    def paper_id(self) -> UUID | None:
        return self.row.paper_id if self.is_whole else None


def prescription(id: UUID) -> ShownPrescription:
    """Return one prescription.

    :raises Prescription.DoesNotExist: it is not here, or all of it is closed to the reader.
    """
    [found] = _shown(Prescription.objects.filter(pk=id)) or [None]
    if found is None:
        raise Prescription.DoesNotExist(id)
    return found


def prescriptions_of(patient: UUID, *, limit: int | None = None) -> list[ShownPrescription]:
    """Return a person's prescriptions, the newest first, at most `limit`. Seven queries, however many there are."""
    return _shown(Prescription.objects.filter(patient_id__in=uids_of(patient)).order_by("-issued_at")[:limit])


def paper_of(row: Prescription) -> bytes:
    """Return the signed PDF of a prescription that is whole to the reader.

    :raises files.NoSuchFile: it is not made yet.
    """
    if row.paper_id is None or row.paper is None or not row.paper.sha256:
        raise files.NoSuchFile(str(row.pk))
    return files.read(row.paper.sha256)


def requests_of(patient: UUID) -> list[AskedWords]:
    """Return what was asked about a person's prescriptions, the newest first."""
    return _asked(Request.objects.filter(patient_id__in=uids_of(patient)).order_by("-asked_at"))


def requests_waiting(practitioner: UUID | None = None, *, what: tuple[str, ...] = ()) -> list[AskedWords]:
    """Return what waits for an answer, the oldest first; of one prescriber, or of the whole practice.

    Cancellations wait for a pharmacy and are left out unless they are asked for.
    """
    waiting = Request.objects.filter(state=Request.State.ASKED)
    waiting = waiting.filter(what__in=what) if what else waiting.exclude(what=Request.What.CANCEL)
    if practitioner is not None:
        waiting = waiting.filter(prescription__author_id=practitioner)
    return _asked(waiting.order_by("asked_at")[:200])


def count_waiting(practitioner: UUID) -> int:
    """Return how many requests about this prescriber's prescriptions wait for an answer. One query."""
    waiting = Request.objects.filter(state=Request.State.ASKED).exclude(what=Request.What.CANCEL)
    return waiting.filter(prescription__author_id=practitioner).count()


def _shown(found) -> list[ShownPrescription]:
    every = PrescribedLine.objects.select_related("document").order_by("position")
    rows = list(found.select_related("author").prefetch_related(Prefetch("lines", queryset=every)))
    visible = [row for row in rows if row.lines.all()]
    ids = [row.pk for row in visible]
    fills, asked, authorised = _fills(ids), defaultdict(list), defaultdict(list)
    for each in _asked(Request.objects.filter(prescription_id__in=ids).order_by("-asked_at")):
        asked[each.row.prescription_id].append(each)
    for leave in PriorAuthorisation.objects.filter(line__prescription_id__in=ids).select_related("line"):
        authorised[leave.line.prescription_id].append(leave)
    return [
        ShownPrescription(
            row=row,
            author=row.author.name_text,
            lines=tuple(_words(line, row.language, fills.get(line.pk, ())) for line in row.lines.all()),
            requests=tuple(asked[row.pk]),
            authorisations=tuple(authorised[row.pk]),
            is_whole=len(row.lines.all()) == row.line_count,
        )
        for row in visible
    ]


def _fills(prescriptions: list[UUID]) -> dict[UUID, tuple[Supplied, ...]]:
    found: dict[UUID, list[Supplied]] = defaultdict(list)
    rows = Fill.objects.filter(line__prescription_id__in=prescriptions).select_related("document")
    for fill in rows.order_by("-handed_out_at"):
        doc = record.content_of(fill.document)
        actor = next(iter(doc.get("performer", [])), {}).get("actor", {})
        quantity = doc.get("quantity") or {}
        found[fill.line_id].append(
            Supplied(
                fill.handed_out_at,
                actor.get("display", ""),
                (doc.get("medicationCodeableConcept") or {}).get("text", ""),
                _quantity(quantity),
            )
        )
    return {key: tuple(each) for key, each in found.items()}


def _quantity(said: dict) -> str:
    """Return a FHIR Quantity in the reader's language."""
    value = said.get("value")
    return f"{'' if value is None else value} {counted(said.get('unit', ''), 1 if value == 1 else 2)}".strip()


def _words(row: PrescribedLine, language: str, fills: tuple[Supplied, ...]) -> PrescribedWords:
    doc = record.content_of(row.document)
    mine = translation.get_language() or settings.LANGUAGE_CODE
    line = _line(doc)
    told = line is not None and line.medicine is not None and line.dosage is not None
    written = "; ".join(each.get("text", "") for each in doc.get("dosageInstruction", []))
    return PrescribedWords(
        row=row,
        line=line,
        medicine=(doc.get("medicationCodeableConcept") or {}).get("text", ""),
        words=wording.say(line.medicine, line.dosage, language=mine, for_patient=False) if told else written,
        patient_words=wording.say(line.medicine, line.dosage, language=language, for_patient=True) if told else written,
        quantity=wording.quantity(line.supply, line.medicine, language=mine) if told and line.supply else "",
        substitution_why=line.substitution_why if line else "",
        indication=next((each.get("text", "") for each in doc.get("reasonCode", [])), ""),
        note=next((each.get("text", "") for each in doc.get("note", [])), ""),
        fills=fills,
    )


def _line(doc: dict) -> Line | None:
    try:
        return document.line_of(doc)
    except NotModelled:
        return None


def _asked(found) -> list[AskedWords]:
    rows = list(found.select_related("document", "line__document", "patient", "prescription"))
    docs = {row.pk: record.content_of(row.document) for row in rows}
    answers = _answers([request_document.answer_in(doc) for doc in docs.values()])
    return [
        AskedWords(
            row=row,
            medicine=_medicine(row.line),
            asked=request_document.words_in(docs[row.pk]),
            options=request_document.options_in(docs[row.pk]),
            answer=answers.get(request_document.answer_in(docs[row.pk]), ""),
            patient_name=row.patient.name_text,
        )
        for row in rows
    ]


def _medicine(line: PrescribedLine | None) -> str:
    if line is None:
        return ""
    return (record.content_of(line.document).get("medicationCodeableConcept") or {}).get("text", "")


def _answers(ids: list[str]) -> dict[str, str]:
    wanted = [each for each in ids if each]
    found = Resource.objects.filter(type="Communication", logical_id__in=wanted) if wanted else ()
    return {
        row.logical_id: next((each.get("contentString", "") for each in record.content_of(row).get("payload", [])), "")
        for row in found
    }
