"""A small town to search in: who is treated, by whom, and what was found."""

from urllib.parse import parse_qsl

from telepraxis.base import audit, record
from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir.asking import ask
from telepraxis.base.record.searching import View, find, open_page
from tests.people import MONDAY_8AM

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ALL = Reach()


def everything(type: str) -> Reach:
    """The reach of somebody who may see all."""
    return ALL


def town() -> list[dict]:
    """Return the documents, in the order in which they are created."""
    return [
        {"resourceType": "Organization", "id": "quay", "name": "Quay Clinic", "identifier": [_id("urn:org", "Q1")]},
        {
            "resourceType": "Practitioner",
            "id": "ines",
            "name": [{"family": "Carvalho", "given": ["Inês"]}],
            "identifier": [_id("urn:om", "41872")],
        },
        {"resourceType": "Practitioner", "id": "seth", "name": [{"family": "Bauer", "given": ["Seth"]}]},
        {
            "resourceType": "PractitionerRole",
            "id": "ines-quay",
            "practitioner": {"reference": "Practitioner/ines"},
            "organization": {"reference": "Organization/quay"},
        },
        _patient("amara", "Okonjo", ["Amara", "Ify"], "female", "1991-03-14", doctor="ines"),
        _patient("tomasz", "Wilk", ["Tomasz"], "male", "1955-02-02", doctor="seth"),
        _patient("joao", "Gonçalves", ["João"], "male", "1962-07", doctor="ines"),
        _patient("okon", "Okonski", ["Okon", "Ida"], "female", "1990", doctor=None),
        pulse("p1", "amara", "2026-11-02T08:00:00Z", 72),
        pulse("p2", "amara", "2026-11-05", 90, status="amended"),
        pulse("p3", "tomasz", "2026-11-03T10:15:00+01:00", 101),
        pulse("p4", "amara", None, 64),
        pressure("bp1", "amara", "2026-11-02", 120, 80),
        pressure("bp2", "tomasz", "2026-11-04", 80, 120),
        {
            "resourceType": "Condition",
            "id": "asthma",
            "code": {"coding": [{"system": "urn:icd", "code": "J45"}], "text": "Bronchial asthma"},
            "subject": {"reference": "Patient/amara"},
            "onsetDateTime": "1999-05",
            "recorder": {"reference": "Practitioner/ines"},
        },
        {
            "resourceType": "Encounter",
            "id": "visit",
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "VR"},
            "subject": {"reference": "Patient/amara"},
            "period": {"start": "2026-11-01T09:00:00Z", "end": "2026-11-03T09:00:00Z"},
            "participant": [{"individual": {"reference": "Practitioner/seth"}}],
        },
        {
            "resourceType": "Device",
            "id": "cuff",
            "patient": {"reference": "Patient/tomasz"},
            "url": "http://example.org/devices/cuff/7",
            "definition": {"identifier": _id("urn:model", "M7")},
        },
        {
            "resourceType": "ValueSet",
            "id": "v1",
            "status": "active",
            "url": "http://example.org/sets/a",
            "version": "1",
        },
        {"resourceType": "ValueSet", "id": "v2", "status": "active", "url": "http://example.org/sets/a/b"},
        {
            "resourceType": "RiskAssessment",
            "id": "risk",
            "status": "final",
            "subject": {"reference": "Patient/amara"},
            "prediction": [{"probabilityDecimal": 0.2}, {"probabilityDecimal": 5.4}],
        },
        {
            "resourceType": "Appointment",
            "id": "both",
            "status": "booked",
            "start": "2026-12-01T09:00:00Z",
            "end": "2026-12-01T09:30:00Z",
            "participant": [
                {"actor": {"reference": "Patient/tomasz"}, "status": "accepted"},
                {"actor": {"reference": "Patient/amara"}, "status": "accepted"},
                {"actor": {"reference": "Practitioner/seth"}, "status": "accepted"},
            ],
        },
    ]


def build(by) -> dict[str, object]:
    """Write the town and return its rows by logical id."""
    rows = {}
    for doc in town():
        audit.wrote(by, "fhir.created")
        row = record.write(doc["resourceType"], doc, by=by, now=MONDAY_8AM)
        rows[row.logical_id] = row
    return rows


def page(type: str | None, question: str, organization_id, *, reach=everything, after=None, strict=True):
    """Return the page that a question, written as in a URL, finds."""
    query = ask(type, parse_qsl(question, keep_blank_values=True), now=MONDAY_8AM, strict=strict,
                base="https://clinic.test/fhir/quayside")  # fmt: skip
    return find(query, View(organization_id, reach, MONDAY_8AM), after)


def ids(type: str | None, question: str, organization_id, **more) -> list[str]:
    """Return the logical ids that a question finds, in their order."""
    return [row.logical_id for row in page(type, question, organization_id, **more).rows]


def pages(type: str, question: str, organization_id, between=lambda: None) -> list[list[str]]:
    """Return the logical ids of every page; `between` happens after each."""
    here = page(type, question, organization_id)
    found = [[row.logical_id for row in here.rows]]
    while here.next:
        between()
        turned = open_page(here.next, type, organization_id=organization_id, now=MONDAY_8AM)
        query = ask(type, turned.pairs, now=MONDAY_8AM)
        here = find(query, View(organization_id, everything, MONDAY_8AM), turned.after)
        found.append([row.logical_id for row in here.rows])
    return found


def pulse(id: str, patient: str, at: str | None, value, status: str = "final") -> dict:
    doc = {
        "resourceType": "Observation",
        "id": id,
        "status": status,
        "category": [{"coding": [{"code": "vital-signs"}]}],
        "code": {"coding": [{"system": LOINC, "code": "8867-4", "display": "Heart rate"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "performer": [{"reference": "Practitioner/ines"}],
        "valueQuantity": {"value": value, "unit": "beats", "system": UCUM, "code": "/min"},
    }
    return doc | ({"effectiveDateTime": at} if at else {})


def pressure(id: str, patient: str, at: str, systolic, diastolic) -> dict:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "meta": {"tag": [{"system": "urn:tags", "code": "home"}], "profile": ["http://example.org/bp"]},
        "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": at,
        "component": [
            {"code": {"coding": [{"system": LOINC, "code": code}]}, "valueQuantity": {"value": value, "unit": "mmHg"}}
            for code, value in (("8480-6", systolic), ("8462-4", diastolic))
        ],
    }


def _patient(id: str, family: str, given: list[str], gender: str, born: str, doctor: str | None) -> dict:
    doc = {
        "resourceType": "Patient",
        "id": id,
        "active": True,
        "identifier": [_id("urn:card", f"C-{id}"), _id("urn:ss", "77", "SS")],
        "name": [{"family": family, "given": given}],
        "gender": gender,
        "birthDate": born,
    }
    return doc | ({"generalPractitioner": [{"reference": f"Practitioner/{doctor}"}]} if doctor else {})


def _id(system: str, value: str, type: str = "") -> dict:
    kind = {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": type}]}}
    return {"system": system, "value": value} | (kind if type else {})
