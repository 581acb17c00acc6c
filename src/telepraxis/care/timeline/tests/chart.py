"""What stands in the charts of these scenes, and how it gets there: through the keepers, as everything does."""

from datetime import datetime, timedelta

from telepraxis.base import record
from telepraxis.base.access import Actor
from telepraxis.base.fhir.json_text import Written
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Patient
from telepraxis.care.encounters.tests.people import TEN_FORTY

XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
LOINC, CATEGORY = "http://loinc.org", "http://terminology.hl7.org/CodeSystem/observation-category"


def kept(doc: dict, by: Actor, now: datetime = TEN_FORTY) -> record.Stored:
    """Keep a document as a page or another program does."""
    return keepers.keeper_of(doc["resourceType"]).keep(doc, if_version=None, by=by, now=now)


def subject(patient) -> dict:
    return {"reference": f"Patient/{Patient.objects.get(uid=patient).logical_id}"}


def potassium(patient, value: str = "6.3", *, at: datetime = TEN_FORTY, **more) -> dict:
    """Return a result of a laboratory with the range that it reported."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "laboratory"}]}],
        "code": {"coding": [{"system": LOINC, "code": "2823-3", "display": "Potassium"}], "text": "Potassium"},
        "subject": subject(patient),
        "effectiveDateTime": at.isoformat(),
        "performer": [{"display": "Harbour Laboratory"}],
        "valueQuantity": {
            "value": Written(value),
            "unit": "mmol/L",
            "system": "http://unitsofmeasure.org",
            "code": "mmol/L",
        },
        "referenceRange": [{"low": {"value": Written("3.5")}, "high": {"value": Written("5.1")}}],
    } | more


def note(patient, text: str, *, title: str = "Progress note", date: str = "2026-11-20T09:00:00+00:00") -> dict:
    """Return a note from elsewhere with one section."""
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [{"system": LOINC, "code": "11506-3", "display": "Progress note"}]},
        "subject": subject(patient),
        "date": date,
        "author": [{"display": "Dr Sam Adeyemi"}],
        "title": title,
        "section": [{"title": "Story", "text": {"status": "additional", "div": f"<div {XHTML}><p>{text}</p></div>"}}],
    }


def asthma(patient, **more) -> dict:
    return {
        "resourceType": "Condition",
        "clinicalStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
        },
        "code": {
            "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "J45.909", "display": "Asthma"}],
            "text": "Asthma since childhood",
        },
        "subject": subject(patient),
        "onsetDateTime": "1999",
    } | more


def many(patient, count: int, by: Actor) -> None:
    """Fill a chart with so many results, one a day."""
    docs = [potassium(patient, f"4.{day % 10}", at=TEN_FORTY - timedelta(days=day)) for day in range(count)]
    for begin in range(0, count, 500):
        keepers.audit_written(record.write_many(docs[begin : begin + 500], by=by, now=TEN_FORTY), by=by)
