from dataclasses import replace
from datetime import date

import pytest

from telepraxis.base import record
from telepraxis.base.access import Actor, NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients import registration
from telepraxis.registry.patients.document import Details, EmergencyContact, Identifier, details_of
from telepraxis.registry.patients.duplicates import LikelyDuplicate
from telepraxis.registry.patients.models import PatientProfile, SearchToken
from tests.people import MONDAY_8AM

NOOR = {"given": "Noor", "family": "van Dijk", "birth_date": date(1988, 2, 29), "phone": "+31 6 5550 1234"}


def test_the_front_desk_registers_a_patient(quayside, rui):
    noor = registration.register(
        **NOOR,
        gender="female",
        email="noor@example.org",
        language="nl",
        interpreter_language="nl",
        needs="Wheelchair",
        jurisdiction="PT",
        emergency_contact={"name": "Bas van Dijk", "relation": "husband", "phone": "+31 6 5550 9999"},
        identifiers=[Identifier(system="urn:oid:2.16.620", value="204 881", starts_on=date(2020, 1, 1))],
        by=rui,
        now=MONDAY_8AM,
    )

    assert (noor.name_text, noor.birth_date, noor.language) == ("Noor van Dijk", date(1988, 2, 29), "nl")
    profile = PatientProfile.objects.get(patient=noor)
    assert profile.emergency_contact_phone == "+31 6 5550 9999"
    assert profile.interpreter_language == "nl"
    event = AuditEvent.objects.get(action="patients.registered")
    assert (event.actor_name, event.patient_id) == ("Rui Tavares", noor.uid)


def test_the_document_is_fhir_and_reads_back_as_typed(quayside, rui):
    details = Details(
        **NOOR,
        gender="female",
        email="noor@example.org",
        language="en",
        interpreter_language="nl",
        needs="Wheelchair",
        emergency_contact=EmergencyContact(name="Bas van Dijk", relation="husband", phone="+31 6 5550 9999"),
        identifiers=(Identifier(system="urn:oid:2.16.620", value="204 881", ends_on=date(2030, 1, 1)),),
    )

    noor = registration.register_details(details=details, by=rui, now=MONDAY_8AM)

    doc = record.content_of(noor)
    assert doc["birthDate"] == "1988-02-29"
    assert doc["name"] == [{"use": "official", "text": "Noor van Dijk", "family": "van Dijk", "given": ["Noor"]}]
    assert doc["identifier"][0]["period"] == {"end": "2030-01-01"}
    assert details_of(doc) == details


def test_a_likely_duplicate_is_shown_before_a_second_record_is_made(quayside, rui, amara):
    with pytest.raises(LikelyDuplicate) as shown:
        registration.register(
            given="Amara", family="Okonyo", birth_date=date(1991, 3, 12), phone="910 555 014", by=rui, now=MONDAY_8AM
        )

    [match] = shown.value.matches
    assert (match.uid, match.why) == (amara.patient_id, ("same birth date", "similar name", "same phone"))
    assert Patient.objects.count() == 1


def test_day_and_month_swapped_still_look_like_a_duplicate(quayside, rui, amara):
    with pytest.raises(LikelyDuplicate) as shown:
        registration.register(given="Amara", family="Okonjo", birth_date=date(1991, 12, 3), by=rui, now=MONDAY_8AM)

    assert shown.value.matches[0].why == ("day and month of birth swapped", "same name")


def test_staff_register_all_the_same_when_none_of_these_is_the_person(quayside, rui, amara):
    twin = registration.register(
        given="Amaro",
        family="Okonjo",
        birth_date=date(1991, 3, 12),
        despite_duplicates=[amara.patient_id],
        by=rui,
        now=MONDAY_8AM,
    )

    assert set(Patient.objects.values_list("name_text", flat=True)) == {"Amara Okonjo", "Amaro Okonjo"}
    assert PatientProfile.objects.get(patient=twin).possible_duplicates == []


def test_who_registers_themself_learns_nothing_of_others(quayside, amara):
    visitor = Actor.visitor(quayside.id)

    row = registration.register(
        given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), by=visitor, now=MONDAY_8AM
    )

    profile = PatientProfile.objects.get(patient=row)
    assert (profile.self_registered_at, profile.possible_duplicates) == (MONDAY_8AM, [amara.patient_id])


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"birth_date": date(2026, 12, 24)}, "birth_date", "This day is still to come. Check the year."),
        ({"birth_date": date(1790, 1, 1)}, "birth_date", "more than 130 years ago"),
        ({"given": " ", "family": "\x00"}, "family", "Give a name."),
        ({"email": "noor@"}, "email", "a part seems to be missing"),
        ({"phone": "call me"}, "phone", "Give a phone number"),
        ({"language": "<script>"}, "language", "Choose a language"),
        ({"gender": "nonsense"}, "gender", "Choose one of the list"),
    ],
)
def test_nonsense_is_refused_with_the_way_out_and_changes_nothing(quayside, rui, change, field, says):
    with pytest.raises(registration.BadDetails) as refused:
        registration.register(**(NOOR | change), by=rui, now=MONDAY_8AM)

    assert list(refused.value.fields) == [field]
    assert says in str(refused.value.fields[field])
    assert Patient.objects.count() == 0


def test_amending_keeps_the_earlier_version_and_the_earlier_name(quayside, rui, amara):
    details = details_of(record.content_of(Patient.objects.get(uid=amara.patient_id)))

    row = registration.amend(
        patient=amara.patient_id,
        details=replace(details, family="Santos", phone="+351 910 555 015"),
        by=rui,
        now=MONDAY_8AM,
    )

    assert (row.version, row.name_text, row.phone) == (2, "Amara Santos", "+351 910 555 015")
    assert [version.version for version in record.history("Patient", row.logical_id)] == [2, 1]
    assert [name["use"] for name in record.content_of(row)["name"]] == ["official", "old"]
    words = set(SearchToken.objects.filter(patient=row).values_list("token", flat=True))
    assert {"amara", "santos", "okonjo", "~510555019153"} <= words
    assert "~410555019153" not in words


def test_what_an_import_brought_survives_an_amendment(quayside, system, rui, amara):
    doc = record.content_of(Patient.objects.get(uid=amara.patient_id))
    imported = doc | {"photo": [{"url": "x"}], "maritalStatus": {"text": "married"}}
    record.write("Patient", imported, by=system, now=MONDAY_8AM)

    registration.amend(patient=amara.patient_id, details=details_of(imported), by=rui, now=MONDAY_8AM)

    after = record.content_of(Patient.objects.get(uid=amara.patient_id))
    assert (after["photo"], after["maritalStatus"]) == ([{"url": "x"}], {"text": "married"})


def test_a_patient_keeps_their_own_contacts_but_not_their_birth_date(quayside, amara):
    before = record.content_of(Patient.objects.get(uid=amara.patient_id))
    details = details_of(before)

    registration.amend(
        patient=amara.patient_id, details=replace(details, phone="+351 910 555 777"), by=amara, now=MONDAY_8AM
    )
    with pytest.raises(registration.IdentityNeedsStaff):
        registration.amend(
            patient=amara.patient_id, details=replace(details, birth_date=date(1990, 1, 1)), by=amara, now=MONDAY_8AM
        )

    row = Patient.objects.get(uid=amara.patient_id)
    assert (row.phone, row.birth_date, row.version) == ("+351 910 555 777", date(1991, 3, 12), 2)


def test_a_patient_amends_nobody_else(quayside, amara, tomasz):
    details = details_of(record.content_of(Patient.objects.get(uid=tomasz.patient_id)))

    with pytest.raises(NotAllowed):
        registration.amend(patient=tomasz.patient_id, details=details, by=amara, now=MONDAY_8AM)

    assert Patient.objects.get(uid=tomasz.patient_id).version == 1
