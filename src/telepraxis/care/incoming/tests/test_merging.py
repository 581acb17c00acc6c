"""Amara brings her record from Karoo Spring Hospital; Dr Carvalho looks at it and merges what belongs here."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Observation, Patient, Resource
from telepraxis.care.chart import notes
from telepraxis.care.encounters import visits
from tests.fhir import faults
from tests.people import MONDAY_8AM

from .. import bringing, merging, tasks
from ..comparing import compare
from ..models import Brought
from ..person import held_against
from ..reading import NotRead
from . import karoo

HOUR = timedelta(hours=1)


@pytest.fixture
def amara_record(amara):
    return Patient.objects.get(uid=amara.patient_id)


@pytest.fixture
def brought(amara, ines):
    return bring(amara, ines, karoo.bundle())


def bring(patient, by, *contents: bytes, name="karoo.json", system="", now=MONDAY_8AM) -> Brought:
    files = [(f"{number}-{name}" if number else name, content) for number, content in enumerate(contents)]
    return bringing.bring_in(files=files, patient=patient.patient_id, system=system, by=by, now=now)


def states(brought: Brought) -> dict[str, str]:
    return {f"{each.type}/{each.their_id}": each.state for each in compare(brought).entries}


def keys(brought: Brought, *names: str) -> list[str]:
    return [each.key for each in compare(brought).entries if not names or f"{each.type}/{each.their_id}" in names]


def merge(brought: Brought, by, *names: str, same_person=False) -> Brought:
    return merging.merge(
        brought=brought, selected=keys(brought, *names), same_person=same_person, by=by, now=MONDAY_8AM
    )


def test_the_difference_is_shown_before_anything_is_written(brought, amara_record):
    comparison = compare(brought)

    assert states(brought) == {
        "Patient/1001": "refused",
        "Practitioner/p7": "along",
        "AllergyIntolerance/al1": "new",
        "Condition/c1": "new",
        "Observation/o1": "new",
        "Observation/o2": "refused",
        "Observation/o3": "refused",
        "Appointment/ap1": "refused",
    }
    assert [(trait.label, trait.finding) for trait in comparison.person.traits] == [
        ("Name", "same"), ("Date of birth", "same"), ("Gender", "same"),
    ]  # fmt: skip
    assert not comparison.person.must_be_checked
    assert [(str(kind.name), [(e.line.what, e.line.value) for e in kind.entries]) for kind in comparison.kinds] == [
        ("Allergies", [("Penicillin", "active")]),
        ("Measurements and findings", [("Haemoglobin", "13.50 g/dL")]),
        ("Problems", [("Mild intermittent asthma", "active")]),
    ]
    assert {
        f"{each.type}/{each.their_id}": each.why.removesuffix(".").partition(". ")[0] for each in comparison.refused
    } == {
        "Patient/1001": "Who the patient is stays as it is here",
        "Observation/o2": "It is about another person",
        "Observation/o3": "Observation.status: This element is required",
        "Appointment/ap1": "This kind is not part of a chart",
    }
    assert brought.system == karoo.HOSPITAL
    assert Resource.objects.count() == Observation.objects.count() == 0
    assert AuditEvent.objects.get(action="incoming.brought").patient_id == amara_record.uid


def test_what_was_selected_is_merged_with_where_it_comes_from(brought, amara_record, ines):
    merged = merge(brought, ines, "AllergyIntolerance/al1", "Observation/o1")

    allergy = record.content_of(record.read("AllergyIntolerance", "al1"))
    assert allergy["patient"] == {"reference": f"Patient/{amara_record.logical_id}"}
    assert allergy["recorder"] == {"reference": "Practitioner/p7"}
    assert allergy["meta"]["source"] == karoo.HOSPITAL
    assert '"value":13.50' in Observation.objects.get(patient=amara_record).doc
    assert record.read("Practitioner", "p7").name_text == "Thandi Ndlovu"
    assert not record.of_type("Condition").exists()
    provenance = record.content_of(record.read("Provenance", merged.provenance))
    assert faults(provenance) == []
    assert [each["reference"] for each in provenance["target"]] == [
        f"Patient/{amara_record.logical_id}", "AllergyIntolerance/al1", "Observation/o1", "Practitioner/p7",
    ]  # fmt: skip
    assert provenance["agent"][0]["who"]["display"] == "Dr Inês Carvalho"
    assert provenance["agent"][1]["who"]["display"] == karoo.HOSPITAL
    assert provenance["entity"][0]["what"]["display"] == "karoo.json"
    assert (merged.merged, merged.merged_by, bytes(merged.sealed)) == (3, "Dr Inês Carvalho", b"")
    assert AuditEvent.objects.get(action="incoming.merged").reason == f"3 {karoo.HOSPITAL}"
    created = AuditEvent.objects.filter(action="fhir.created", patient_id=amara_record.uid)
    assert {event.entity_type for event in created} >= {"AllergyIntolerance", "Observation"}


def test_the_same_file_again_doubles_nothing(brought, amara, ines):
    merge(brought, ines)
    again = bring(amara, ines, karoo.bundle())

    assert sorted(state for state in states(again).values()) == ["refused"] * 4 + ["same"] * 4
    with pytest.raises(merging.NothingSelected):
        merge(again, ines)
    assert (record.of_type("Condition").count(), Observation.objects.count()) == (1, 1)
    assert record.of_type("Provenance").count() == 1


def test_a_newer_state_shows_which_elements_differ_and_replaces_the_old(brought, amara, ines):
    merge(brought, ines)
    worse = karoo.ASTHMA | {"code": {"text": "Severe asthma"}, "note": [{"text": "Since May"}]}
    again = bring(amara, ines, karoo.bundle(karoo.AMARA, worse))

    (entry,) = [each for each in compare(again).entries if each.type == "Condition"]
    assert [(change.element, change.here, change.there) for change in entry.changes] == [
        ("code", "Mild intermittent asthma", "Severe asthma"), ("note", "", "Since May"),
    ]  # fmt: skip
    merge(again, ines, "Condition/c1")

    assert [version.version for version in record.history("Condition", "c1")] == [2, 1]


def test_an_id_that_is_taken_here_gets_another_one_the_same_each_time(amara, tomasz, ines):
    theirs = karoo.HAEMOGLOBIN | {"subject": ref(tomasz), "valueQuantity": {"value": 9, "unit": "g/dL"}}
    keepers.keeper_of("Observation").keep(theirs, if_version=None, by=ines, now=MONDAY_8AM)

    merge(bring(amara, ines, karoo.bundle()), ines, "Observation/o1")
    again = bring(amara, ines, karoo.bundle())

    assert states(again)["Observation/o1"] == "same"
    row = Observation.objects.get(patient_id=amara.patient_id)
    assert row.logical_id != "o1"
    assert Observation.objects.get(logical_id="o1").patient_id == tomasz.patient_id


def ref(person) -> dict:
    return {"reference": f"Patient/{Patient.objects.get(uid=person.patient_id).logical_id}"}


def test_somebody_elses_record_is_merged_only_after_a_word(tomasz, ines):
    brought = bring(tomasz, ines, karoo.bundle())
    person = compare(brought).person
    assert [(trait.label, trait.here, trait.there, trait.finding) for trait in person.traits] == [
        ("Name", "Tomasz Wilk", "Amara Grace Okonjo", "differs"),
        ("Date of birth", "2 February 1955", "12 March 1991", "differs"),
        ("Gender", "Male", "Female", "differs"),
    ]

    with pytest.raises(merging.PersonNotChecked):
        merge(brought, ines)
    assert not record.of_type("Condition").exists()
    assert merge(brought, ines, same_person=True).person_checked


@pytest.mark.parametrize(
    ("there", "must"),
    [
        ({"name": [{"text": "Amara Okonjo"}], "birthDate": "1991-03"}, False),
        ({"name": [{"family": "OKONJO", "given": ["Amara"]}], "birthDate": "1991-03-12"}, False),
        ({"name": [{"text": "Amara Okonjo"}]}, True),
        ({"name": [{"text": "Amara Okonjo"}], "birthDate": "1991-12-03"}, True),
        ({"birthDate": "1991-03-12"}, True),
        ({"name": [{"text": "A. Okonjo"}], "birthDate": "1991-03-12", "gender": "male"}, True),
        ({}, True),
    ],
)
def test_who_it_is_must_be_told_by_name_and_birth_date(amara_record, there, must):
    assert held_against(record.content_of(amara_record), there).must_be_checked == must


def test_a_file_without_a_patient_is_about_whom_its_entries_name(amara, ines):
    lines = "\n".join(json.dumps(each) for each in (karoo.ASTHMA, karoo.HAEMOGLOBIN, karoo.SOMEBODY_ELSE))
    brought = bring(amara, ines, lines.encode(), name="karoo.ndjson")

    assert states(brought) == {"Condition/c1": "new", "Observation/o1": "new", "Observation/o2": "refused"}
    assert compare(brought).person.must_be_checked
    assert merge(brought, ines, same_person=True).merged == 2


def test_a_zip_and_several_files_are_read_together(amara, ines):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Condition.ndjson", json.dumps(karoo.ASTHMA))
        archive.writestr("../../Patient.json", json.dumps(karoo.AMARA))
        archive.writestr("readme.html", "<h1>no</h1>")
    brought = bring(amara, ines, packed.getvalue(), json.dumps(karoo.HAEMOGLOBIN).encode())

    assert states(brought) == {"Patient/1001": "refused", "Condition/c1": "new", "Observation/o1": "new"}
    assert merge(brought, ines).merged == 2


def test_a_note_signed_here_is_not_overwritten(room_visit, amara, ines):
    visit = visits.admit(visit=room_visit, by=ines, now=MONDAY_8AM)
    notes.save_draft(visit=visit, sections={"plan": "Cream"}, revision=0, by=ines, now=MONDAY_8AM)
    note = record.content_of(notes.sign(visit=visit, by=ines, now=MONDAY_8AM))
    brought = bring(amara, ines, karoo.bundle(karoo.AMARA, note | {"title": "Another", "subject": karoo.SUBJECT}))

    merge_it = [each for each in compare(brought).entries if each.type == "Composition"]

    assert [(each.state, each.local == note["id"]) for each in merge_it] == [("refused", False)]
    assert record.read("Composition", note["id"]).version == 1


REFUSED = {
    "nothing": ([], "Choose a file first."),
    "a picture": ([b"\xff\xd8\xff\xe0 no FHIR"], None),
    "too large": ([b"{" + b" " * (26 * 1024 * 1024)], "larger than 25 MB"),
    "too many": ([b"\n".join([json.dumps(karoo.ASTHMA).encode()] * 2001)], "more than 2,000 entries"),
    "too many files": ([b"{}"] * 51, "more than 50 files"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_and_nothing_kept(kind, amara, ines):
    contents, says = REFUSED[kind]
    if says is None:
        assert bring(amara, ines, *contents).faults[0][2] == "It is not UTF-8."
        return
    with pytest.raises(NotRead, match=says):
        bring(amara, ines, *contents)
    assert Brought.objects.count() == 0


def test_a_zip_bomb_is_not_unpacked(amara, ines):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b" " * (300 * 1024 * 1024))

    brought = bring(amara, ines, packed.getvalue())

    assert brought.count == 0
    assert "far more than records ever do" in brought.faults[0][2]


def test_what_nobody_merges_is_forgotten_after_an_hour(brought, amara, ines, quayside):
    tasks.forget_what_nobody_merged(now=MONDAY_8AM + HOUR - timedelta(minutes=1))
    assert states(brought)["Condition/c1"] == "new"

    tasks.forget_what_nobody_merged(now=MONDAY_8AM + HOUR)

    row = Brought.objects.get()
    assert (bytes(row.sealed), row.is_waiting) == (b"", False)
    assert AuditEvent.objects.filter(action="incoming.forgotten").count() == 1
    with pytest.raises(bringing.Gone):
        compare(row)


def test_what_is_kept_meanwhile_is_sealed(brought):
    assert b"Penicillin" not in bytes(brought.sealed)


@pytest.mark.parametrize("name", ["rui", "marta", "amara"])
def test_only_clinicians_bring_records_in(name, amara, request):
    with pytest.raises(NotAllowed):
        bring(amara, request.getfixturevalue(name), karoo.bundle())
    assert Brought.objects.count() == 0
