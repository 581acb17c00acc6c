"""Patients whose documents come from elsewhere: kept as they are, found, and still ours to correct."""

from datetime import date

import pytest

from telepraxis.base import record
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.models import PatientProfile, SearchToken
from telepraxis.registry.patients.search import find_patients
from tests.people import MONDAY_8AM

# A document as another system may write it: much more than our form asks.
PIETER = {
    "resourceType": "Patient",
    "id": "f001",
    "meta": {"profile": ["http://example.org/fhir/StructureDefinition/a-patient"]},
    "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Pieter van de Heuvel</div>'},
    "extension": [
        {"url": "http://example.org/fhir/StructureDefinition/shoe-size", "valueDecimal": 44.5},
        {
            "url": "http://hl7.org/fhir/StructureDefinition/patient-disability",
            "valueCodeableConcept": {"coding": [{"system": "urn:oid:1.2.3", "code": "D7", "display": "Low vision"}]},
        },
    ],
    "identifier": [
        {
            "use": "usual",
            "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
            "system": "urn:oid:2.16.840.1.113883.2.4.6.3",
            "value": "738472983",
            "period": {"start": "2001-05"},
            "assigner": {"display": "Maas Hospital"},
        },
        {"system": "urn:ietf:rfc:3986", "_value": {"extension": [{"url": "urn:why", "valueCode": "masked"}]}},
    ],
    "name": [
        {"use": "usual", "given": ["Piet"]},
        {
            "use": "official",
            "family": "van de Heuvel",
            "given": ["Pieter", None, "Jan"],
            "_given": [None, {"extension": [{"url": "urn:middle", "valueString": "not told"}]}, None],
            "suffix": ["MSc"],
        },
    ],
    "telecom": [
        {"system": "phone", "value": "0648352638", "use": "mobile", "rank": 2},
        {"system": "email", "value": "p.heuvel@example.org", "use": "home"},
        {"system": "phone", "value": "+31 20 555 0101 ext. 12", "use": "work", "rank": 1},
        {"system": "fax", "value": "+31 20 555 0109"},
    ],
    "gender": "male",
    "_gender": {"extension": [{"url": "urn:asked", "valueBoolean": True}]},
    "birthDate": "1944-11-17",
    "deceasedBoolean": False,
    "address": [
        {"use": "work", "line": ["Dok 4"], "city": "Rotterdam"},
        {"use": "home", "line": ["Van Egmondkade 23"], "city": "Amsterdam", "state": "NH", "postalCode": "1024 RJ"},
    ],
    "maritalStatus": {"text": "married"},
    "multipleBirthInteger": 3,
    "contact": [
        {
            "relationship": [
                {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0131", "code": "C"}]},
                {"text": "wife"},
            ],
            "name": {"use": "usual", "family": "Abels", "given": ["Sarah"]},
            "telecom": [{"system": "phone", "value": "0690383372", "use": "mobile"}],
        },
        {"relationship": [{"text": "neighbour"}], "name": {"text": "Mr Vos"}},
    ],
    "communication": [
        {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "fy"}], "text": "Frisian"}, "preferred": True},
        {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "de"}]}},
    ],
    "managingOrganization": {"reference": "Organization/f001", "display": "Maas Hospital"},
    "link": [{"other": {"reference": "Patient/elsewhere"}, "type": "seealso"}],
}


def keep(doc: dict, by, **more) -> Patient:
    return keepers.keeper_of("Patient").keep(doc, if_version=None, by=by, now=MONDAY_8AM, **more)


def content(row: Patient) -> dict:
    return {key: value for key, value in record.content_of(row).items() if key not in ("id", "meta")}


def without(doc: dict, *keys: str) -> dict:
    return {key: value for key, value in doc.items() if key not in ("id", "meta", *keys)}


def test_a_patient_from_elsewhere_is_registered_and_found(quayside, ines):
    pieter = keep(PIETER, ines)

    assert content(pieter) == without(PIETER)
    assert [found.uid for found in find_patients("heuvel piet", today=MONDAY_8AM.date())] == [pieter.uid]
    assert [found.uid for found in find_patients("738472983", today=MONDAY_8AM.date())] == [pieter.uid]
    profile = PatientProfile.objects.get(patient=pieter)
    assert (profile.emergency_contact_name, profile.emergency_contact_relation) == ("Sarah Abels", "wife")
    assert (profile.registered_at, profile.self_registered_at) == (MONDAY_8AM, None)
    event = AuditEvent.objects.get(action="fhir.created")
    assert (event.actor_name, event.patient_id, event.entity_id) == ("Dr Inês Carvalho", pieter.uid, "f001")
    told = ToldFact.objects.get()
    assert (told.kind, told.body["patient_id"]) == ("registry.patients.PatientRegistered", str(pieter.uid))


def test_what_changes_outside_is_found_by_its_new_name_alone(quayside, ines):
    pieter = keep(PIETER, ines)
    ToldFact.objects.all().delete()

    keep(PIETER | {"name": [{"family": "Abels", "given": ["Pieter"]}], "contact": []}, ines)

    today = MONDAY_8AM.date()
    assert [found.uid for found in find_patients("abels", today=today)] == [pieter.uid]
    assert find_patients("heuvel", today=today) == []
    assert PatientProfile.objects.get(patient=pieter).emergency_contact_name == ""
    assert ToldFact.objects.get().kind == "registry.patients.PatientAmended"
    assert AuditEvent.objects.filter(action="fhir.changed", patient_id=pieter.uid).count() == 1


def test_a_likely_duplicate_is_kept_and_noted_for_staff(quayside, amara, ines, browse):
    doc = {"resourceType": "Patient", "name": [{"text": "Amara Okonjo"}], "birthDate": "1991-03-12"}

    second = keep(doc, ines)

    assert PatientProfile.objects.get(patient=second).possible_duplicates == [amara.patient_id]
    page = browse(ines).get(f"/patients/{second.uid}/")
    assert "Came from another system, and may be known already." in page.text


def test_many_come_in_a_handful_of_statements(quayside, system, django_assert_max_num_queries):
    families = [first + last for first in ("Oliv", "Ferr", "Carv", "Mend", "Tavar") for last in "abcdefghijkl"]
    docs = [
        {"resourceType": "Patient", "id": f"m{n}", "name": [{"family": family, "given": ["Ana"]}]}
        for n, family in enumerate(families)
    ]
    with django_assert_max_num_queries(24):
        rows = keepers.keeper_of("Patient").keep_many(docs, by=system, now=MONDAY_8AM)

    assert [row.logical_id for row in rows] == [doc["id"] for doc in docs]
    assert PatientProfile.objects.filter(possible_duplicates=[]).count() == 60
    assert [found.uid for found in find_patients("mendf", today=MONDAY_8AM.date())][:1] == [rows[41].uid]

    docs[41]["name"] = [{"family": "Nunes"}]
    with django_assert_max_num_queries(25):
        keepers.keeper_of("Patient").keep_many(docs, by=system, now=MONDAY_8AM)

    assert [found.uid for found in find_patients("nunes", today=MONDAY_8AM.date())] == [rows[41].uid]
    assert SearchToken.objects.filter(token="mendf").count() == 0
    assert ToldFact.objects.filter(kind="registry.patients.PatientAmended").count() == 60


def test_a_corrected_phone_changes_nothing_else_of_the_document(quayside, ines, rui, browse):
    pieter = keep(PIETER, ines)

    page = browse(rui).post(f"/patients/{pieter.uid}/edit/", form_of(pieter) | {"phone": "+31 20 555 0777"})

    assert page.status_code == 302, page.text
    after = Patient.objects.get(uid=pieter.uid)
    assert content(after) | {"telecom": 0} == without(PIETER) | {"telecom": 0}
    assert list(content(after)) == list(without(PIETER))
    assert content(after)["telecom"] == [
        {"system": "phone", "value": "+31205550777", "use": "mobile", "rank": 1},
        PIETER["telecom"][1],
        PIETER["telecom"][0],
        PIETER["telecom"][3],
    ]
    assert after.phone == "+31205550777"


def test_saving_without_a_change_leaves_the_document_as_it_was(quayside, ines, rui, browse):
    pieter = keep(PIETER, ines)

    page = browse(rui).post(f"/patients/{pieter.uid}/edit/", form_of(pieter))

    assert page.status_code == 302, page.text
    assert content(Patient.objects.get(uid=pieter.uid)) == without(PIETER)


def test_a_corrected_number_and_language_keep_what_the_form_does_not_show(quayside, ines, rui, browse):
    pieter = keep(PIETER, ines)

    changes = {"identifier_0_ends_on": "2030-01-01", "language": "nl", "needs": "Large print"}
    browse(rui).post(f"/patients/{pieter.uid}/edit/", form_of(pieter) | changes)

    doc = content(Patient.objects.get(uid=pieter.uid))
    number = PIETER["identifier"][0]
    assert doc["identifier"] == [number | {"period": {"end": "2030-01-01"}}, PIETER["identifier"][1]]
    assert [each["language"]["coding"][0]["code"] for each in doc["communication"]] == ["nl", "de"]
    assert [each["url"].rsplit("/", 1)[1] for each in doc["extension"]] == [
        "shoe-size",
        "patient-disability",
        "patient-disability",
    ]
    assert doc["extension"][1]["valueCodeableConcept"] == {"text": "Large print"}


SPARSE = {
    "nobody": {"resourceType": "Patient", "id": "nobody"},
    "born in a month": {"resourceType": "Patient", "id": "m", "birthDate": "1970-03", "name": [{"family": "Ek"}]},
    "no such day": {"resourceType": "Patient", "id": "d", "birthDate": "1970-02-31", "name": [{"text": "Ola Ek"}]},
    "a given name alone": {"resourceType": "Patient", "id": "g", "name": [{"given": ["Cher"]}], "gender": "female"},
    "a name told nowhere": {"resourceType": "Patient", "id": "n", "name": [{"_family": {"extension": [{"url": "u"}]}}]},
}


@pytest.mark.parametrize("kind", SPARSE)
def test_staff_can_open_and_correct_a_patient_of_whom_little_is_known(kind, quayside, ines, rui, browse):
    row = keep(SPARSE[kind], ines)
    desk = browse(rui)

    for page in ("", "edit/", "history/", "proxies/"):
        assert desk.get(f"/patients/{row.uid}/{page}").status_code == 200, page
    assert desk.get("/patients/").status_code == 200
    answer = desk.post(f"/patients/{row.uid}/edit/", form_of(row) | {"family": "Ek", "phone": "+351 910 555 700"})

    assert answer.status_code == 302, answer.text
    after = Patient.objects.get(uid=row.uid)
    assert (after.family, after.phone) == ("Ek", "+351910555700")
    assert content(after).get("birthDate") == SPARSE[kind].get("birthDate")


def test_a_patient_about_whom_nothing_is_kept_can_be_deleted(quayside, ines):
    keeper = keepers.keeper_of("Patient")
    keep(PIETER, ines)

    keeper.remove("f001", if_version=None, by=ines, now=MONDAY_8AM)

    assert Patient.objects.count() == PatientProfile.objects.count() == SearchToken.objects.count() == 0
    assert AuditEvent.objects.filter(action="fhir.removed").count() == 1
    again = keep(PIETER, ines)
    assert (again.version, PatientProfile.objects.get().patient_id) == (3, again.uid)


def test_a_patient_who_signs_in_is_not_deleted(quayside, amara, ines):
    row = Patient.objects.get(uid=amara.patient_id)

    with pytest.raises(Refused, match=f"Somebody signs in as Patient/{row.logical_id}") as refused:
        keepers.keeper_of("Patient").remove(row.logical_id, if_version=None, by=ines, now=MONDAY_8AM)

    assert refused.value.status == 409
    assert Patient.objects.get() == row


def form_of(row: Patient) -> dict:
    """Return what a browser sends when the edit page is saved untouched."""
    from telepraxis.registry.patients.forms import PatientForm

    details = details_of(record.content_of(row))
    form = PatientForm(details=details, jurisdictions={}, initial={"jurisdiction": ""})
    sent = {name: str(form.initial.get(name) or "") for name in form.fields if name != "birth_date"}
    born = details.birth_date
    if isinstance(born, date):
        sent |= {"birth_date_day": born.day, "birth_date_month": born.month, "birth_date_year": born.year}
    return sent | {"version": row.version, "jurisdiction": ""}
