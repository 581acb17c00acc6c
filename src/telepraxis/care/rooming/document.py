"""The nurse note of a visit: a FHIR Composition (R4, http://hl7.org/fhir/R4/composition.html)."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from telepraxis.base.record.models import Practitioner
from telepraxis.care.encounters.models import Visit
from telepraxis.care.measurements.reading import Measured

from .models import Intake

LOINC = "http://loinc.org"
XHTML = "http://www.w3.org/1999/xhtml"
NURSE_NOTE = {"system": LOINC, "code": "34746-8", "display": "Nurse Note"}
REASON = {"system": LOINC, "code": "29299-5", "display": "Reason for visit Narrative"}
MEDICINES = {"system": LOINC, "code": "10160-0", "display": "History of Medication use Narrative"}
VITALS = {"system": LOINC, "code": "8716-3", "display": "Vital signs"}


def nurse_note(
    intake: Intake, visit: Visit, measured: Sequence[Measured], author: Practitioner | None, at: datetime
) -> dict:
    """Return the note without id and meta; a newer one replaces the one before, which stays as it is."""
    document = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [NURSE_NOTE]},
        "subject": {"reference": f"Patient/{visit.patient.logical_id}", "display": visit.patient.name_text},
        "encounter": {"reference": f"Encounter/{visit.encounter.logical_id}"},
        "date": at.isoformat(),
        "author": [_author(intake, author)],
        "title": "Nurse note",
        "section": [section for section in _sections(intake, measured) if section],
    }
    if intake.note_id:
        target = {"reference": f"Composition/{intake.note.logical_id}"}
        document["relatesTo"] = [{"code": "replaces", "targetReference": target}]
    return document


def _author(intake: Intake, author: Practitioner | None) -> dict:
    if author is None:
        return {"display": intake.nurse_name}
    return {"reference": f"Practitioner/{author.logical_id}", "display": author.name_text}


def _sections(intake: Intake, measured: Sequence[Measured]) -> list[dict | None]:
    medicines = [f"{each['name']}, {each['how']}" if each["how"] else each["name"] for each in intake.medicines]
    if intake.takes_nothing_said_at:
        medicines = ["Takes no medicines, as the patient says"]
    return [
        _section("Reason, in the patient's words", REASON, intake.reason.splitlines()),
        _section("Medicines, as the patient says", MEDICINES, medicines),
        _section("Measured", VITALS, [f"{one.kind.display}: {one.text} {one.unit}" for one in measured]),
        _section("Remarks", None, intake.remarks.splitlines()),
    ]


def _section(title: str, code: dict | None, lines: Sequence[str]) -> dict | None:
    said = [f"<p>{escape(line)}</p>" for line in lines if line.strip()]
    if not said:
        return None
    text = {"status": "additional", "div": f'<div xmlns="{XHTML}">{"".join(said)}</div>'}
    return {"title": title} | ({"code": {"coding": [code]}} if code else {}) | {"text": text}
