"""Documents: what is written comes back; what is signed stays."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from telepraxis.base import audit, record
from telepraxis.base.record.models import CarePlan, Composition, DocumentReference, Observation, Patient
from tests.people import MONDAY_8AM

AMARA = {
    "resourceType": "Patient",
    "name": [{"use": "official", "family": "Okonjo", "given": ["Amara", "Ify"]}],
    "telecom": [{"system": "phone", "value": "+351910555014"}, {"system": "email", "value": "amara@example.org"}],
    "gender": "female",
    "birthDate": "1991-03-14",
    "communication": [{"language": {"coding": [{"code": "ig"}]}, "preferred": True}],
}


@pytest.fixture
def amara(system):
    audit.wrote(system, "patients.registered")
    return record.write("Patient", AMARA, by=system, now=MONDAY_8AM)


def test_a_document_comes_back_with_its_columns(amara):
    found = record.read("Patient", amara.logical_id)

    assert (found.name_text, found.phone, found.email) == ("Amara Ify Okonjo", "+351910555014", "amara@example.org")
    assert (str(found.birth_date), found.gender, found.language) == ("1991-03-14", "female", "ig")
    content = record.content_of(found)
    assert {key: content[key] for key in AMARA} == AMARA
    assert content["meta"] == {"versionId": "1", "lastUpdated": MONDAY_8AM.isoformat()}


def test_a_change_is_a_new_version_and_the_old_one_stays(amara, system):
    married = record.content_of(amara) | {"name": [{"family": "Eze", "given": ["Amara"]}]}
    record.write("Patient", married, by=system, now=MONDAY_8AM, if_version=1)

    assert [version.version for version in record.history("Patient", amara.logical_id)] == [2, 1]
    assert '"Okonjo"' in record.history("Patient", amara.logical_id)[1].doc
    assert Patient.objects.get().family == "Eze"


def test_refuses_to_overwrite_what_it_has_not_seen(amara, system):
    record.write("Patient", record.content_of(amara) | {"gender": "other"}, by=system, now=MONDAY_8AM)

    with pytest.raises(record.VersionConflict):
        record.write("Patient", record.content_of(amara), by=system, now=MONDAY_8AM, if_version=1)

    assert Patient.objects.get().gender == "other"


def test_a_column_cannot_leave_its_document(amara):
    with pytest.raises(DatabaseError, match="needs a new version"), transaction.atomic():
        Patient.objects.update(family="Somebody Else")

    assert Patient.objects.get().family == "Okonjo"


def test_a_document_is_never_removed(amara):
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
        Patient.objects.all().delete()

    assert Patient.objects.count() == 1


def test_a_signed_note_is_locked_by_the_database(amara, system):
    note = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [{"code": "11506-3"}]},
        "subject": {"reference": f"Patient/{amara.logical_id}"},
        "date": MONDAY_8AM.isoformat(),
        "author": [],
        "title": "Visit note",
    }
    signed = record.write("Composition", note, by=system, now=MONDAY_8AM)

    with pytest.raises(record.Locked, match="addendum"):
        record.write("Composition", record.content_of(signed) | {"title": "Other"}, by=system, now=MONDAY_8AM)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        Composition.objects.update(title="Other", doc="{}", version=2)

    assert Composition.objects.get().title == "Visit note"
    assert record.digest(signed.doc) == record.digest(record.read("Composition", signed.logical_id).doc)


def test_a_document_without_an_audit_row_is_not_committed(quayside, system):
    with pytest.raises(DatabaseError, match="needs an audit row"), transaction.atomic():
        record.write("Patient", AMARA, by=system, now=MONDAY_8AM)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Patient.objects.count() == 0


def test_the_columns_rebuilt_from_every_document_are_the_same(amara):
    assert [
        {column: value for column, value in record.projected_afresh(row).items() if getattr(row, column) != value}
        for row in Patient.objects.all()
    ] == [{}]


def test_a_reference_into_the_void_is_refused(system):
    lost = {"resourceType": "Consent", "status": "active", "patient": {"reference": "Patient/nobody"}}

    with pytest.raises(record.UnknownReference):
        record.write("Consent", lost, by=system, now=MONDAY_8AM)


def test_many_new_documents_are_kept_as_one_by_one(amara, system, django_assert_num_queries):
    agreed = {"resourceType": "Consent", "status": "active", "patient": {"reference": f"Patient/{amara.logical_id}"}}

    with django_assert_num_queries(2):  # one look-up; rows, versions and entries
        rows = record.write_many([agreed] * 40, by=system, now=MONDAY_8AM)

    assert {row.patient_id for row in rows} == {amara.uid}
    assert record.content_of(record.read("Consent", rows[39].logical_id))["status"] == "active"
    assert len(record.history("Consent", rows[0].logical_id)) == 1


def letter_about(amara, **more):
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "87273-9"}]},
        "subject": {"reference": f"Patient/{amara.logical_id}"},
        "date": MONDAY_8AM.isoformat(),
        "content": [{"attachment": {"contentType": "application/pdf", "hash": "q"}}],
    } | more


def test_a_signed_letter_stays_as_it_is_until_it_is_revoked(amara, system):
    signed = record.write("DocumentReference", letter_about(amara), by=system, now=MONDAY_8AM)

    with pytest.raises(record.Locked, match="addendum"):
        record.write("DocumentReference", record.content_of(signed) | {"description": "x"}, by=system, now=MONDAY_8AM)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        DocumentReference.objects.update(title="Other", doc="{}", version=2)
    revoked = record.content_of(signed) | {"status": "entered-in-error"}
    record.write("DocumentReference", revoked, by=system, now=MONDAY_8AM)

    kept = DocumentReference.objects.get()
    assert (kept.status, kept.doc_status, kept.kind, kept.patient_id) == (
        "entered-in-error",
        "final",
        "87273-9",
        amara.uid,
    )
    assert "description" not in record.content_of(kept)


def test_a_care_plan_moves_on_with_the_visits(amara, system):
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": f"Patient/{amara.logical_id}"},
        "created": MONDAY_8AM.isoformat(),
        "author": {"reference": f"Patient/{amara.logical_id}"},
    }
    first = record.write("CarePlan", plan, by=system, now=MONDAY_8AM)
    record.write("CarePlan", record.content_of(first) | {"status": "completed"}, by=system, now=MONDAY_8AM)

    kept = CarePlan.objects.get()
    assert (kept.status, kept.version, kept.patient_id, kept.author_id) == ("completed", 2, amara.uid, None)


def test_a_measured_value_keeps_every_digit(amara, system):
    weight = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"code": "vital-signs"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": f"Patient/{amara.logical_id}"},
        "effectiveDateTime": MONDAY_8AM.isoformat(),
        "valueQuantity": {"value": Decimal("61.50"), "code": "kg"},
    }
    row = record.write("Observation", weight, by=system, now=MONDAY_8AM)
    again = record.write("Observation", record.content_of(row) | {"status": "amended"}, by=system, now=MONDAY_8AM)

    found = Observation.objects.get()
    assert '"value":61.50,' in again.doc
    assert (found.value, found.unit, found.code, found.status) == (Decimal("61.50"), "kg", "29463-7", "amended")
    assert (found.effective_at, found.patient_id, found.category) == (MONDAY_8AM, amara.uid, "vital-signs")
    assert {key: getattr(found, key) for key in ("value", "unit")} == {
        key: record.projected_afresh(found)[key] for key in ("value", "unit")
    }


def test_a_file_points_to_its_bytes_by_what_they_contain(amara, system):
    picture = {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"coding": [{"code": "picture"}]},
        "subject": {"reference": f"Patient/{amara.logical_id}"},
        "date": MONDAY_8AM.isoformat(),
        "content": [
            {"attachment": {"contentType": "image/jpeg", "url": "urn:sha256:" + "ab" * 32, "size": 9, "title": "Arm"}}
        ],
    }
    record.write("DocumentReference", picture, by=system, now=MONDAY_8AM)

    found = DocumentReference.objects.get()
    assert (found.kind, found.media_type, found.size, found.title) == ("picture", "image/jpeg", 9, "Arm")
    assert (found.sha256, found.patient_id, found.encounter_id) == ("ab" * 32, amara.uid, None)


def test_what_is_no_number_is_no_value(amara, system):
    with pytest.raises(TypeError):
        record.write("Patient", AMARA | {"multipleBirthInteger": Decimal("NaN")}, by=system, now=MONDAY_8AM)

    assert Patient.objects.count() == 1
