"""A patient whose documents another system wrote: every page of the house about them opens, however little it says."""

import re
from uuid import UUID

import pytest
from django.urls import reverse

from telepraxis.base.access.checks import routes
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY, booked
from telepraxis.care.scheduling.models import Appointment
from telepraxis.registry.patients.tests.test_fhir import PIETER, SPARSE
from tests.people import MONDAY_8AM, patient_with_account

ABOUT = {"resourceType": "Observation", "status": "final", "subject": {"reference": "Patient/p"}}
WEIGHT = {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]}
PRESSURE = {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]}
# Legal R4, and nothing that our own forms would write.
MEASURED_ELSEWHERE = [
    ABOUT | {"id": "o1", "code": WEIGHT},
    ABOUT | {"id": "o2", "code": WEIGHT, "valueString": "heavy", "effectivePeriod": {"start": "2019"}},
    ABOUT | {"id": "o3", "code": WEIGHT, "valueQuantity": {"unit": "stone"}, "effectiveDateTime": "2019-05"},
    ABOUT
    | {
        "id": "o4",
        "code": WEIGHT,
        "valueQuantity": {"value": 150, "unit": "lbs", "code": "[lb_av]", "system": "http://unitsofmeasure.org"},
        "effectiveDateTime": "2019-05-01T10:00:00Z",
    },
    ABOUT | {"id": "o5", "code": PRESSURE, "component": [], "effectiveDateTime": "2019-05-01T10:00:00Z"},
    ABOUT
    | {
        "id": "o6",
        "code": PRESSURE,
        "component": [{"code": {"text": "systolic"}, "valueString": "high"}],
        "effectiveDateTime": "2019-05-01T10:00:00Z",
    },
    ABOUT | {"id": "o7", "code": {"text": "Eye colour"}, "valueCodeableConcept": {"text": "brown"}},
    {
        "resourceType": "DocumentReference",
        "id": "d1",
        "status": "current",
        "subject": {"reference": "Patient/p"},
        "type": {"coding": [{"system": "urn:telepraxis:file-kind", "code": "file"}]},
        "content": [{"attachment": {}}],
    },
    {
        "resourceType": "CarePlan",
        "id": "c1",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/p"},
    },
    {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/p"},
    },
    {"resourceType": "Consent", "id": "s1", "status": "active", "patient": {"reference": "Patient/p"}},
]
KINDS = {**SPARSE, "much is known": PIETER}


@pytest.fixture(params=KINDS)
def patient(request, ines, system) -> Patient:
    row = keepers.keeper_of("Patient").keep(
        KINDS[request.param] | {"id": "p"}, if_version=None, by=ines, now=MONDAY_8AM
    )
    for doc in MEASURED_ELSEWHERE:
        keepers.keeper_of(doc["resourceType"]).keep(doc, if_version=None, by=ines, now=MONDAY_8AM)
    return row


@pytest.mark.matrix
def test_every_page_about_them_opens(patient, ines, rui, browse):
    appointment, visit = met(patient, ines)
    known = {
        "patient": patient.uid, "patient_id": patient.uid, "visit_id": visit.id, "appointment_id": appointment.id,
        "other": patient.uid, "slug": "quayside",
    }  # fmt: skip
    opened = set()
    for person in (ines, rui):
        client = browse(person)
        for name, path in paths(known):
            status = client.get(path).status_code
            assert status < 500, (name, person.name)
            if status == 200:
                opened.add(name)
    assert {
        "patients:overview", "patients:edit", "patients:history", "patients:proxies", "documents:of_patient",
        "measurements:of_patient", "clinician_desk:chart", "clinician_desk:visit", "clinician_desk:visit_patient",
        "front_desk:appointment", "scheduling:appointment",
    } <= opened  # fmt: skip


@pytest.mark.matrix
def test_their_own_pages_open(patient, ines, system, browse):
    patient.email = patient.email or "somebody@example.org"
    actor = patient_with_account(patient, system)
    appointment, visit = met(patient, ines)
    known = {
        "patient": patient.uid, "patient_id": patient.uid, "visit_id": visit.id, "appointment_id": appointment.id,
        "slug": "quayside",
    }  # fmt: skip
    client, opened = browse(actor), set()
    for name, path in [*paths(known), ("home", "/"), ("visits", "/visits/"), ("log", "/record/access/")]:
        status = client.get(path).status_code
        assert status < 500, name
        if status == 200:
            opened.add(name)
    assert {"home", "patients:own_details", "consents:own", "documents:own", "measurements:own"} <= opened


def met(patient: Patient, ines) -> tuple[Appointment, object]:
    """Return an appointment to come, and the visit that Dr Carvalho has begun with them."""
    practitioner = Practitioner.objects.get(uid=ines.practitioner_id)
    later = booked(patient, practitioner, starts_at=TEN_FORTY.replace(hour=16))
    visit = visits.visit_for(appointment=booked(patient, practitioner, "in_person"), now=TEN_FORTY)
    return later, visits.admit(visit=visit, by=ines, now=TEN_FORTY)


def paths(known: dict[str, UUID]) -> list[tuple[str, str]]:
    """Return (name, path) of each page whose path names nothing but these."""
    found = []
    for name, pattern, _rule in routes():
        arguments = re.findall(r"<\w+:(\w+)>", pattern)
        if arguments and set(arguments) <= known.keys():
            found.append((name, reverse(name, kwargs={each: known[each] for each in arguments})))
    return found
