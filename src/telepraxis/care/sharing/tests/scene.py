"""The scene: Amara has asthma and a penicillin allergy, takes one medicine, and was vaccinated; she owns her record."""

import pytest

from telepraxis.base import audit, record
from telepraxis.base.record.models import Patient, Practitioner
from tests.people import MONDAY_8AM

STATUS = "http://terminology.hl7.org/CodeSystem/"


def concept(text: str, system: str = "", code: str = "") -> dict:
    return {"text": text} | ({"coding": [{"system": system, "code": code, "display": text}]} if code else {})


def clinical(of: str, code: str) -> dict:
    return {"coding": [{"system": f"{STATUS}{of}-clinical", "code": code}]}


def keep(by, doc: dict):
    """Write a document into the record, as any room may."""
    row = record.write(doc["resourceType"], doc, by=by, now=MONDAY_8AM)
    audit.wrote(by, "fhir.created", patient=row.patient_id, entity=(doc["resourceType"], row.logical_id))
    return row


def allergy(whom: str, text: str, **more) -> dict:
    return {
        "resourceType": "AllergyIntolerance", "clinicalStatus": clinical("allergyintolerance", "active"),
        "category": ["medication"], "patient": {"reference": whom},
        "code": concept(text, "http://snomed.info/sct", "764146007"),
        "reaction": [{"manifestation": [concept("Hives")]}], **more,
    }  # fmt: skip


def problem(whom: str, text: str, state: str = "active", **more) -> dict:
    return {
        "resourceType": "Condition", "clinicalStatus": clinical("condition", state), "subject": {"reference": whom},
        "code": concept(text, "http://hl7.org/fhir/sid/icd-10-cm", "J45.909"), "onsetDateTime": "2003-05", **more,
    }  # fmt: skip


def observation(whom: str, text: str, code: str, value: float, unit: str, *, on: str, category="vital-signs") -> dict:
    return {
        "resourceType": "Observation", "status": "final", "subject": {"reference": whom},
        "category": [{"coding": [{"system": f"{STATUS}observation-category", "code": category}]}],
        "code": concept(text, "http://loinc.org", code), "effectiveDateTime": on,
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }  # fmt: skip


def chart_of(whom: str, by, **recorded) -> None:
    """Write what is known about the patient; `recorded` says who wrote the allergy down."""
    keep(by, allergy(whom, "Penicillin", criticality="high", **recorded))
    wrong = {"coding": [{"system": f"{STATUS}allergyintolerance-verification", "code": "entered-in-error"}]}
    latex = allergy(whom, "Latex", verificationStatus=wrong)
    del latex["clinicalStatus"]
    keep(by, latex)
    keep(by, problem(whom, "Asthma", encounter={"reference": "Encounter/elsewhere", "display": "Visit in May"}))
    keep(by, problem(whom, "Broken wrist", "resolved", abatementDateTime="2010"))
    keep(by, {
        "resourceType": "MedicationStatement", "status": "active", "subject": {"reference": whom},
        "medicationCodeableConcept": concept("Salbutamol 100 µg"), "dosage": [{"text": "Two puffs when needed"}],
    })  # fmt: skip
    keep(by, {
        "resourceType": "Immunization", "status": "completed", "patient": {"reference": whom},
        "vaccineCode": concept("Tetanus"), "occurrenceDateTime": "2022-03-01", "lotNumber": "T77",
    })  # fmt: skip
    keep(by, observation(whom, "Body weight", "29463-7", 62.5, "kg", on="2026-10-01"))
    keep(by, observation(whom, "Body weight", "29463-7", 61.0, "kg", on="2026-11-01"))
    keep(by, observation(whom, "Haemoglobin", "718-7", 13.1, "g/dL", on="2026-09-01", category="laboratory"))


@pytest.fixture
def charted(amara, ines, system):
    """Amara with her record; Dr Carvalho wrote the allergy down."""
    whom = f"Patient/{Patient.objects.get(uid=amara.patient_id).logical_id}"
    doctor = Practitioner.objects.get(uid=ines.practitioner_id).logical_id
    chart_of(whom, system, recorder={"reference": f"Practitioner/{doctor}"})
    return amara
