"""Every way of asking finds exactly what it should."""

import pytest

from telepraxis.base import audit, record
from telepraxis.base.fhir.outcome import Refused
from tests.people import MONDAY_8AM

from .searched import build, ids, page, pulse

V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203"
ROLE = "_has:PractitionerRole:practitioner"
PULSE, PRESSURE = "http://loinc.org|8867-4", "http://loinc.org|85354-9"
FOUND = [
    # tokens
    ("Patient", "gender=female", ["amara", "okon"]),
    ("Patient", "gender=http://hl7.org/fhir/administrative-gender|female", ["amara", "okon"]),
    ("Patient", "gender=urn:other|female", []),
    ("Patient", "gender:not=female", ["tomasz", "joao"]),
    ("Patient", "identifier=urn:card|C-joao", ["joao"]),
    ("Patient", "identifier=C-joao", ["joao"]),
    ("Patient", "identifier=|C-joao", []),
    ("Patient", "identifier=urn:card|", ["amara", "tomasz", "joao", "okon"]),
    ("Organization", "identifier=urn:card|", []),
    ("Patient", f"identifier:of-type={V2_0203}|SS|77&gender=male", ["tomasz", "joao"]),
    ("Patient", f"identifier:of-type={V2_0203}|MR|77", []),
    ("Patient", "active=true&gender=male", ["tomasz", "joao"]),
    ("Observation", "code=8867-4", ["p1", "p2", "p3", "p4"]),
    ("Observation", "code=http://loinc.org|8867-4&status=amended", ["p2"]),
    ("Observation", "code=http://loinc.org|", ["p1", "p2", "p3", "p4", "bp1", "bp2"]),
    ("Observation", "code:text=heart", ["p1", "p2", "p3", "p4"]),
    ("Condition", "code:text=bronchial", ["asthma"]),
    ("Observation", "status:in=http://hl7.org/fhir/ValueSet/observation-status&subject=tomasz", ["p3", "bp2"]),
    ("Observation", "status:not-in=http://hl7.org/fhir/ValueSet/observation-status", []),
    ("Observation", "_tag=urn:tags|home", ["bp1", "bp2"]),
    ("Observation", "_tag:not=urn:tags|home&patient=tomasz", ["p3"]),
    ("Observation", "_profile=http://example.org/bp", ["bp1", "bp2"]),
    ("Observation", "combo-code=8480-6", ["bp1", "bp2"]),
    ("Encounter", "class:below=http://terminology.hl7.org/CodeSystem/v3-ActCode|VR", ["visit"]),
    # strings
    ("Patient", "family=okon", ["amara", "okon"]),
    ("Patient", "name=okon", ["okon", "amara"]),
    ("Patient", "name=goncalves", ["joao"]),
    ("Patient", "name:exact=Gonçalves", ["joao"]),
    ("Patient", "name:exact=Goncalves", []),
    ("Patient", "family:contains=onj", ["amara"]),
    ("Patient", "name=if,wil", ["amara", "tomasz"]),
    ("Patient", "name=okon&name=id", ["okon"]),
    ("Patient", "name=a\\,b", []),
    # dates
    ("Patient", "birthdate=1991-03-14", ["amara"]),
    ("Patient", "birthdate=1991", ["amara"]),
    ("Patient", "birthdate=1990-01-01", []),
    ("Patient", "birthdate=ne1991", ["tomasz", "joao", "okon"]),
    ("Patient", "birthdate=gt1962-07", ["amara", "okon"]),
    ("Patient", "birthdate=ge1962-07", ["amara", "joao", "okon"]),
    ("Patient", "birthdate=lt1962-07", ["tomasz"]),
    ("Patient", "birthdate=le1962-07", ["tomasz", "joao"]),
    ("Patient", "birthdate=sa1962-07-15", ["amara", "okon"]),
    ("Patient", "birthdate=eb1962-07-15", ["tomasz"]),
    ("Patient", "birthdate=ge1955&birthdate=lt1962", ["tomasz"]),
    ("Patient", "birthdate=1955-02-02,1991", ["amara", "tomasz"]),
    ("Encounter", "date=ap2026-11-02T00:00:00Z", ["visit"]),
    ("Encounter", "date=2026-11-02", []),
    ("Encounter", "date=gt2026-11-02", ["visit"]),
    ("Encounter", "date=lt2026-11-02", ["visit"]),
    ("Encounter", "date=sa2026-11-02", []),
    ("Observation", "date=2026-11-03T09:15:00Z", ["p3"]),
    ("Observation", "date=2026-11-03T10:15:00 01:00", ["p3"]),
    ("Observation", "date:missing=true", ["p4"]),
    ("Observation", "date:missing=false&patient=amara", ["p1", "p2", "bp1"]),
    ("Observation", "patient=amara&date=ge2026-11-02&date=lt2026-11-05", ["p1", "bp1"]),
    ("Observation", "_lastUpdated=2026-11-23&code=8867-4", ["p1", "p2", "p3", "p4"]),
    ("Observation", "_lastUpdated=gt2026-11-23", []),
    # numbers and quantities
    ("RiskAssessment", "probability=0.2", ["risk"]),
    ("RiskAssessment", "probability=0.20", ["risk"]),
    ("RiskAssessment", "probability=5", ["risk"]),
    ("RiskAssessment", "probability=5.3", []),
    ("RiskAssessment", "probability=gt5.4", []),
    ("RiskAssessment", "probability=ge5.4", ["risk"]),
    ("Observation", "value-quantity=72", ["p1"]),
    ("Observation", "value-quantity=7e1", []),
    ("Observation", "value-quantity=1e2", ["p3"]),
    ("Observation", "value-quantity=ap80", ["p1"]),
    ("Observation", "value-quantity=ap85", ["p2"]),
    ("Observation", "value-quantity=gt72", ["p2", "p3"]),
    ("Observation", "value-quantity=ge72", ["p1", "p2", "p3"]),
    ("Observation", "value-quantity=lt72", ["p4"]),
    ("Observation", "value-quantity=le72", ["p1", "p4"]),
    ("Observation", "value-quantity=ne72", ["p2", "p3", "p4"]),
    ("Observation", "value-quantity=sa90", ["p3"]),
    ("Observation", "value-quantity=eb72", ["p4"]),
    ("Observation", "value-quantity=72|http://unitsofmeasure.org|/min", ["p1"]),
    ("Observation", "value-quantity=72||beats", ["p1"]),
    ("Observation", "value-quantity=72||mmHg", []),
    ("Observation", "component-value-quantity=120", ["bp1", "bp2"]),
    # composites
    ("Observation", "component-code-value-quantity=http://loinc.org|8480-6$gt100", ["bp1"]),
    ("Observation", "component-code-value-quantity=8462-4$ge120", ["bp2"]),
    ("Observation", "code-value-quantity=8867-4$gt100,8867-4$lt70", ["p3", "p4"]),
    # references
    ("Observation", "subject=Patient/tomasz", ["p3", "bp2"]),
    ("Observation", "subject:Patient=tomasz", ["p3", "bp2"]),
    ("Observation", "subject=https://clinic.test/fhir/quayside/Patient/tomasz", ["p3", "bp2"]),
    ("Observation", "subject=https://elsewhere.test/Patient/tomasz", []),
    ("Observation", "subject=Group/tomasz", []),
    ("Observation", "patient=tomasz,amara&code=85354-9", ["bp1", "bp2"]),
    ("Observation", "performer:missing=true", ["bp1", "bp2"]),
    ("Appointment", "patient=amara", ["both"]),
    ("Appointment", "patient=tomasz", ["both"]),
    # addresses
    ("ValueSet", "url=http://example.org/sets/a", ["v1"]),
    ("ValueSet", "url:below=http://example.org/sets", ["v1", "v2"]),
    ("ValueSet", "url:above=http://example.org/sets/a/b/c", ["v1", "v2"]),
    # the document itself
    ("Patient", "_id=joao,amara", ["amara", "joao"]),
    ("Patient", "_id=nobody", []),
    # chains, and the other way round
    ("Observation", "subject:Patient.name=wil", ["p3", "bp2"]),
    ("Observation", "patient.general-practitioner:Practitioner.name=bauer", ["p3", "bp2"]),
    ("Observation", "patient.general-practitioner.name=bauer", ["p3", "bp2"]),
    ("Observation", "patient.identifier=urn:card|C-amara&code=85354-9", ["bp1"]),
    ("Observation", "patient._id=tomasz", ["p3", "bp2"]),
    ("Observation", "subject.birthdate=lt1960", ["p3", "bp2"]),
    ("Patient", "_has:Observation:patient:code=85354-9", ["amara", "tomasz"]),
    ("Patient", "_has:Observation:patient:value-quantity=gt95", ["tomasz"]),
    ("Patient", "_has:Appointment:patient:status=booked", ["amara", "tomasz"]),
    ("Practitioner", "_has:Patient:general-practitioner:gender=male", ["ines", "seth"]),
    ("Practitioner", "_has:Patient:general-practitioner:_has:Observation:patient:value-quantity=gt100", ["seth"]),
    ("Practitioner", f"{ROLE}:organization.name=quay", ["ines"]),
    ("Observation", f"patient.general-practitioner.{ROLE}:organization=quay", ["p1", "p2", "p4", "bp1"]),
    # order
    ("Patient", "_sort=family", ["joao", "amara", "okon", "tomasz"]),
    ("Patient", "_sort=-family", ["tomasz", "okon", "amara", "joao"]),
    ("Patient", "_sort=gender,-birthdate", ["amara", "okon", "joao", "tomasz"]),
    ("Patient", "_sort=-_id", ["tomasz", "okon", "joao", "amara"]),
    ("Patient", "_sort=-_lastUpdated", ["okon", "joao", "tomasz", "amara"]),
    ("Observation", "_sort=-value-quantity", ["p3", "p2", "p1", "p4", "bp2", "bp1"]),
    ("Observation", "_sort=date", ["bp1", "p1", "p3", "bp2", "p2", "p4"]),
    ("Observation", "_sort=-date", ["p2", "bp2", "p3", "p1", "bp1", "p4"]),
    # the chart
    ("Observation", f"patient=amara&code={PULSE}&_sort=-date", ["p2", "p1", "p4"]),
    ("Observation", f"patient=amara&code={PULSE}&_sort=date", ["p1", "p2", "p4"]),
    ("Observation", f"patient=amara&code={PULSE}", ["p1", "p2", "p4"]),
    ("Observation", "patient=amara&code=8867-4&_sort=-date", ["p2", "p1", "p4"]),
    ("Observation", f"subject=Patient/amara&code=8867-4,{PRESSURE}&_sort=-date", ["p2", "p1", "bp1", "p4"]),
    ("Observation", f"patient=amara&code={PULSE},{PRESSURE}&_sort=date", ["bp1", "p1", "p2", "p4"]),
    ("Observation", f"patient=amara&code={PULSE}&_sort=-date&date=ge2026-11-03", ["p2"]),
    ("Observation", f"patient=amara&code={PULSE}&_sort=-date&date=lt2026-11-03", ["p1"]),
    ("Observation", f"patient=amara&code={PULSE}&_sort=-date&status=final", ["p1", "p4"]),
    ("Observation", f"patient=nobody&code={PULSE}&_sort=-date", []),
    ("Condition", "patient=amara&code=urn:icd|J45", ["asthma"]),
    ("Encounter", "patient=amara&date=gt2026-11-02", ["visit"]),
]  # fmt: skip


@pytest.fixture
def town(system):
    return build(system)


def test_finds_exactly_what_was_asked_for(quayside, town):
    wrong = [
        (type, question, found, expected)
        for type, question, expected in FOUND
        if (found := ids(type, question, quayside.id)) != expected
    ]

    assert wrong == []


def test_counts_what_it_finds(quayside, town):
    wrong = [
        (type, question, found)
        for type, question, expected in FOUND
        if (found := page(type, f"{question}&_summary=count", quayside.id).total) != len(expected)
    ]

    assert wrong == []
    assert page("Patient", "gender=female&_total=estimate", quayside.id).total == 2
    assert page("Patient", "gender=female&_total=accurate&_count=1", quayside.id).total == 2
    assert page("Patient", "gender=female&_total=none", quayside.id).total is None


def test_a_code_in_two_systems_is_one_line(quayside, town, system):
    twice = pulse("p5", "tomasz", "2026-11-06", 77)
    twice["code"]["coding"].append({"system": "urn:ours", "code": "8867-4"})
    audit.wrote(system, "fhir.created")
    record.write("Observation", twice, by=system, now=MONDAY_8AM)

    for code in ("8867-4", f"{PULSE},urn:ours|8867-4"):
        for order, expected in {"": ["p3", "p5"], "&_sort=date": ["p3", "p5"], "&_sort=-date": ["p5", "p3"]}.items():
            assert ids("Observation", f"patient=tomasz&code={code}{order}", quayside.id) == expected


def test_the_whole_system(quayside, town):
    assert ids(None, "_type=ValueSet,Practitioner,Device", quayside.id) == ["ines", "seth", "cuff", "v1", "v2"]
    assert ids(None, "_tag=home&_sort=-_id", quayside.id) == ["bp2", "bp1"]
    assert len(ids(None, "_lastUpdated=2026-11-23&_sort=-_lastUpdated&_count=100", quayside.id)) >= len(town)


def test_what_is_deleted_is_not_found(quayside, town, system):
    audit.wrote(system, "fhir.removed")
    record.remove("Observation", "p1", by=system, now=MONDAY_8AM)

    for question in (
        "",
        "code=8867-4",
        "patient=amara&code=http://loinc.org|8867-4&_sort=date",
        "_id=p1",
        "_sort=date",
    ):
        assert "p1" not in ids("Observation", question, quayside.id)


def test_what_is_not_known_is_refused_or_passed_over(quayside, town):
    with pytest.raises(Refused, match="Known are: _id, _lastUpdated"):
        page("Patient", "colour=blue&gender=female", quayside.id)

    assert ids("Patient", "colour=blue&gender=female", quayside.id, strict=False) == ["amara", "okon"]
