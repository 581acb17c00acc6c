"""The scene: Amara's depression stands in her chart, restricted; Samuel is a physician who is not cleared for it."""

import pytest

from telepraxis.base import audit, record
from telepraxis.base.access import Role
from telepraxis.base.record.labels import Label
from telepraxis.registry.practitioners.enrolment import enrol
from tests.people import MONDAY_8AM, colleague


def problem(patient, text: str, by):
    """Write a problem into the patient's chart and return its row."""
    from telepraxis.base.record.models import Patient

    whom = Patient.objects.get(uid=patient).logical_id
    doc = {
        "resourceType": "Condition",
        "clinicalStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
        },
        "code": {"text": text},
        "subject": {"reference": f"Patient/{whom}"},
    }
    row = record.write("Condition", doc, by=by, now=MONDAY_8AM)
    audit.wrote(by, "fhir.created", patient=row.patient_id, entity=("Condition", row.logical_id))
    return row


@pytest.fixture
def samuel(ines, system):
    """Dr Samuel Adeyemi, who came after Dr Carvalho: cleared for nothing."""
    row = enrol(
        title="Dr", given="Samuel", family="Adeyemi", gender="male", specialty_code="family-medicine",
        languages=["en"], time_zone="Europe/Lisbon", by=system, now=MONDAY_8AM,
    )  # fmt: skip
    return colleague("samuel@quayside.test", "Dr Samuel Adeyemi", {Role.PHYSICIAN}, system, practitioner=row.uid)


@pytest.fixture
def tome(system):
    """Tomé Reis, privacy officer."""
    return colleague("tome@quayside.test", "Tomé Reis", {Role.PRIVACY_OFFICER}, system)


@pytest.fixture
def asthma(amara, system):
    return problem(amara.patient_id, "Asthma", system)


@pytest.fixture
def depression(amara, system):
    """Restricted by the label of mental health."""
    row = problem(amara.patient_id, "Depression", system)
    record.put_labels("Condition", row.logical_id, Label.MENTAL_HEALTH, by=system, now=MONDAY_8AM)
    return row
