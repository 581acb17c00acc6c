"""Any type of FHIR R4: kept, changed, deleted, referred to before it is there, and found by its entries."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from telepraxis.base import audit, record
from telepraxis.base.fhir import json_text
from telepraxis.base.record import index, keepers
from telepraxis.base.record.afresh import catch_up
from telepraxis.base.record.models import CatchingUp, Line, Moment, Observation, Patient, Resource, Word
from tests.people import MONDAY_8AM

LOINC = "http://loinc.org"


@pytest.fixture
def amara(system):
    audit.wrote(system, "patients.registered")
    return record.write("Patient", {"resourceType": "Patient", "id": "amara"}, by=system, now=MONDAY_8AM)


def condition(**more):
    return {
        "resourceType": "Condition",
        "id": "asthma",
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "J45.909"}]},
        "subject": {"reference": "Patient/amara"},
        "onsetDateTime": "1999-05",
    } | more


def pulse(**more):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "8867-4"}]},
        "subject": {"reference": "Patient/amara"},
        "effectiveDateTime": "2026-11-02T08:00:00Z",
        "valueQuantity": {"value": 72, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
    } | more


def test_a_type_without_a_table_of_its_own_is_kept_all_the_same(amara, system):
    row = keepers.keeper_of("Condition").keep(condition(), by=system, now=MONDAY_8AM)

    assert (row.type, row.logical_id, row.version, row.patient_id) == ("Condition", "asthma", 1, amara.uid)
    assert row.at == datetime(1999, 5, 1, tzinfo=UTC)
    assert record.read("Condition", "asthma").uid == row.uid


def test_what_was_written_comes_back_in_its_own_order_and_digits(amara, system):
    sent = (
        '{"status":"final","resourceType":"Observation","code":{"text":"Weight"},"valueQuantity":'
        '{"value":70.50,"code":"kg"},"meta":{"tag":[{"code":"x"}]},"component":[],"id":"weight"}'
    )
    row = record.write("Observation", json_text.read(sent), by=system, now=MONDAY_8AM)

    meta = f'{{"tag":[{{"code":"x"}}],"versionId":"1","lastUpdated":"{MONDAY_8AM.isoformat()}"}}'
    assert row.doc == sent.replace('{"tag":[{"code":"x"}]}', meta)


def test_what_is_ours_to_say_comes_behind_the_id_or_the_type_and_moves_nothing_else(amara, system):
    meta = f'"meta":{{"versionId":"1","lastUpdated":"{MONDAY_8AM.isoformat()}"}}'
    for sent, id in (('{"code":{},"id":"a","resourceType":"Basic"}', "a"), ('{"code":{},"resourceType":"Basic"}', "")):
        row = record.write("Basic", json_text.read(sent), by=system, now=MONDAY_8AM)

        behind = '"id":"a"' if id else '"resourceType":"Basic"'
        ours = meta if id else f'"id":"{row.logical_id}",{meta}'
        assert row.doc == sent.replace(behind, f"{behind},{ours}")


def test_what_is_deleted_is_gone_and_its_history_stays(amara, system):
    keepers.keeper_of("Condition").keep(condition(), by=system, now=MONDAY_8AM)
    record.remove("Condition", "asthma", by=system, now=MONDAY_8AM)

    with pytest.raises(Resource.DoesNotExist):
        record.read("Condition", "asthma")
    assert [(version.version, bool(version.doc)) for version in record.history("Condition", "asthma")] == [
        (2, False),
        (1, True),
    ]
    assert (Line.objects.count(), Word.objects.filter(key__startswith="J45").count()) == (0, 0)


def test_what_was_deleted_can_come_back(amara, system):
    record.write("Condition", condition(), by=system, now=MONDAY_8AM)
    record.remove("Condition", "asthma", by=system, now=MONDAY_8AM)
    back = record.write("Condition", condition(onsetDateTime="2000"), by=system, now=MONDAY_8AM, if_version=0)

    assert (back.version, record.read("Condition", "asthma").at.year) == (3, 2000)
    assert Line.objects.count() == 1


def test_a_patient_with_a_chart_is_not_deleted(amara, system):
    record.write("Condition", condition(), by=system, now=MONDAY_8AM)

    with pytest.raises(record.Locked, match="has a chart"):
        record.remove("Patient", "amara", by=system, now=MONDAY_8AM)

    assert Patient.objects.get().logical_id == "amara"


def test_a_signed_document_is_neither_changed_nor_deleted(amara, system):
    note = {"resourceType": "Composition", "id": "note", "status": "final", "title": "Note"}
    record.write("Composition", note, by=system, now=MONDAY_8AM)

    with pytest.raises(record.Locked, match="addendum"):
        record.write("Composition", note | {"title": "Other"}, by=system, now=MONDAY_8AM)
    with pytest.raises(record.Locked, match="entered in error"):
        record.remove("Composition", "note", by=system, now=MONDAY_8AM)

    assert record.content_of(record.read("Composition", "note"))["title"] == "Note"


def test_many_of_several_types_refer_to_each_other(system, quayside):
    encounter = {
        "resourceType": "Encounter",
        "id": "first",
        "status": "finished",
        "class": {"code": "VR"},
        "subject": {"reference": "Patient/amara"},
    }
    seen = pulse(id="p1", encounter={"reference": "Encounter/first"})
    audit.wrote(system, "fhir.imported")
    rows = record.write_many(
        [seen, encounter, {"resourceType": "Patient", "id": "amara"}, condition()], by=system, now=MONDAY_8AM
    )

    assert [row.logical_id for row in rows] == ["p1", "first", "amara", "asthma"]
    found = Observation.objects.get()
    assert (found.patient.logical_id, found.encounter.logical_id) == ("amara", "first")


def test_a_visit_that_arrives_later_fills_what_waited_for_it(amara, system):
    record.write("Observation", pulse(id="p1", encounter={"reference": "Encounter/late"}), by=system, now=MONDAY_8AM)
    assert Observation.objects.get().encounter is None

    encounter = {"resourceType": "Encounter", "id": "late", "status": "finished", "class": {"code": "VR"}}
    record.write("Encounter", encounter, by=system, now=MONDAY_8AM)

    found = Observation.objects.get()
    assert (found.encounter.logical_id, found.version) == ("late", 1)


def test_a_change_takes_away_what_it_is_no_longer_found_by(amara, system):
    first = record.write("Observation", pulse(id="p1"), by=system, now=MONDAY_8AM)
    other = pulse(id="p1", code={"coding": [{"system": LOINC, "code": "8310-5"}]}, effectiveDateTime="2026-11-03")
    record.write("Observation", other, by=system, now=MONDAY_8AM)

    codes = [key.partition("\x1f")[0] for key in Word.objects.filter(uid=first.uid).values_list("key", flat=True)]
    assert ("8867-4" in codes, codes.count("8310-5")) == (False, 1)
    assert [line.at.day for line in Line.objects.all()] == [3]
    assert Moment.objects.get(uid=first.uid).low.day == 3


def test_an_observation_of_another_patient_moves_to_that_chart(amara, system):
    record.write("Patient", {"resourceType": "Patient", "id": "joao"}, by=system, now=MONDAY_8AM)
    record.write("Observation", pulse(id="p1"), by=system, now=MONDAY_8AM)
    record.write("Observation", pulse(id="p1", subject={"reference": "Patient/joao"}), by=system, now=MONDAY_8AM)

    assert Line.objects.get().patient_id == Patient.objects.get(logical_id="joao").uid


def test_documents_written_before_there_were_entries_catch_up(amara, system):
    row = record.write("Observation", pulse(id="p1"), by=system, now=MONDAY_8AM)
    wanted = sorted(Word.objects.values_list("place", "key", "uid", "n"))
    index.forget_all(row.organization_id)
    with transaction.atomic():
        connection.cursor().execute("SELECT set_config('app.projecting', 'yes', true)")
        Observation.objects.update(indexed=0, at=None)
        Patient.objects.update(indexed=0)
        connection.cursor().execute("SELECT set_config('app.projecting', '', true)")
    with connection.cursor() as cursor:  # as if what went before were committed
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT set_config('app.audited', '', true)")

    for table in (Patient, Observation):
        while catch_up(row.organization_id, table, now=MONDAY_8AM):
            pass
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as a commit would

    assert sorted(Word.objects.values_list("place", "key", "uid", "n")) == wanted
    assert (Observation.objects.get().at.day, Line.objects.count()) == (2, 1)
    assert CatchingUp.objects.filter(done_at=MONDAY_8AM).count() == 2


def test_the_same_document_twice_in_one_go_is_refused(amara, system):
    with pytest.raises(record.NotADocument, match="twice"):
        record.write_many([condition(), condition()], by=system, now=MONDAY_8AM)

    assert Resource.objects.count() == 0


def test_a_plain_change_without_an_audit_row_is_not_committed(quayside, system):
    with pytest.raises(DatabaseError, match="needs an audit row"), transaction.atomic():
        record.write("Medication", {"resourceType": "Medication", "id": "m"}, by=system, now=MONDAY_8AM)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Resource.objects.count() == 0
