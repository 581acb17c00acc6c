"""A prescribed line in words, read from the pharmacy's own copy of its document: for bench, label and queue."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation

from telepraxis.base import record
from telepraxis.base.record.models import Resource
from telepraxis.care.medications import document
from telepraxis.care.medications.lines import Line
from telepraxis.care.medications.ordering import wording
from telepraxis.care.medications.ordering.document import NotModelled
from telepraxis.care.medications.ordering.wording import page
from telepraxis.registry.formulary.medicine import Medicine


@dataclass(frozen=True)
class LineWords:
    """What is prescribed. `line` is None where its document says more than this house can hold, or is closed."""

    line: Line | None
    medicine: str
    words: str
    how: str  # for the patient, in their language
    unit: str
    schedule: str = ""
    substitution_why: str = ""
    indication: str = ""
    note: str = ""
    is_closed: bool = False

    def pieces(self, quantity: Decimal) -> str:
        """Return a quantity in words: 21 capsules."""
        return page.pieces(quantity, self.unit) if self.unit else page.figure(quantity)


CLOSED = LineWords(None, "", "", "", "", is_closed=True)


def of(row: Resource | None, language: str) -> LineWords:
    """Return the words of a document; it is closed to the reader where the row is not found."""
    if row is None:
        return CLOSED
    doc = record.content_of(row)
    line = _line(doc)
    mine = translation.get_language() or "en"
    medicine = line.medicine if line else None
    told = medicine is not None and line.dosage is not None
    written = "; ".join(each.get("text", "") for each in doc.get("dosageInstruction", []))
    plain = " ".join(each.get("patientInstruction", "") for each in doc.get("dosageInstruction", [])).strip()
    named = (doc.get("medicationCodeableConcept") or {}).get("text", "")
    asked = ((doc.get("dispenseRequest") or {}).get("quantity") or {}).get("unit", "")
    return LineWords(
        line=line,
        medicine=wording.name(medicine, language=mine) if medicine else named,
        words=_told(medicine, line, mine) if told else written,
        how=wording.say(medicine, line.dosage, language=language, for_patient=True) if told else plain or written,
        unit=medicine.counted_in if medicine else asked,
        schedule=medicine.schedule if medicine else "",
        substitution_why=line.substitution_why if line else "",
        indication=next((each.get("text", "") for each in doc.get("reasonCode", [])), ""),
        note=next((each.get("text", "") for each in doc.get("note", [])), ""),
    )


def _told(medicine: Medicine, line: Line, language: str) -> str:
    return wording.say(medicine, line.dosage, language=language, for_patient=False).partition(": ")[2]


def _line(doc: dict) -> Line | None:
    try:
        return document.line_of(doc)
    except NotModelled:
        return None
