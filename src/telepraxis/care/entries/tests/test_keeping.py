"""The lists of the chart are kept: added to, changed, ended, marked as wrong; nothing else of a document is touched."""

import copy
import json

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.fhir.validation import check
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Patient, Resource
from telepraxis.care.encounters.tests.people import TEN_FORTY

from .. import keeping
from ..kinds.allergy import says_none_known
from ..lists import allergy_line, lists_of
from ..parts import Coded

DIABETES = Coded("Type 2 diabetes mellitus without complications", "http://hl7.org/fhir/sid/icd-10-cm", "E11.9")


def added(patient, kind, by, **values):
    return keeping.add(patient=patient.patient_id, kind=kind, values=values, by=by, now=TEN_FORTY)


def brought(patient, doc, by):
    """A document as another system sent it."""
    subject = {"reference": f"Patient/{Patient.objects.get(uid=patient.patient_id).logical_id}"}
    element = (
        "patient" if doc["resourceType"] in ("AllergyIntolerance", "Immunization", "FamilyMemberHistory") else "subject"
    )
    return keepers.keeper_of(doc["resourceType"]).keep(doc | {element: subject}, if_version=None, by=by, now=TEN_FORTY)


def names(patient, kind) -> list[str]:
    return [entry.what for entry in lists_of(patient.patient_id).standing(kind)]


def test_a_nurse_adds_a_problem_with_its_code_and_the_year_that_is_known(amara, freya):
    row = added(amara, "problem", freya, what=DIABETES, onset="2015")

    doc = json.loads(row.doc)
    assert check(doc) == []
    assert (doc["onsetDateTime"], doc["clinicalStatus"]["coding"][0]["code"]) == ("2015", "active")
    assert doc["code"]["coding"] == [{"system": DIABETES.system, "code": "E11.9", "display": DIABETES.text}]
    assert doc["recorder"]["display"] == "Freya Lindqvist"
    (entry,) = lists_of(amara.patient_id).standing("problem")
    assert (entry.what, entry.when, entry.who, entry.version) == (DIABETES.text, "2015", "Freya Lindqvist", 1)
    assert list(AuditEvent.objects.filter(action="entries.added").values_list("actor_name", "entity_type")) == [
        ("Freya Lindqvist", "Condition")
    ]
    assert ToldFact.objects.get(kind__endswith="EntryKept").body["act"] == "added"


def test_the_front_desk_adds_nothing(amara, rui):
    with pytest.raises(NotAllowed):
        added(amara, "problem", rui, what="Asthma")

    assert Resource.objects.filter(type="Condition").count() == 0


@pytest.mark.parametrize(
    "values, part, said",
    [
        ({}, "what", "This is needed."),
        ({"what": "Asthma", "onset": "2027"}, "onset", "That lies in the future."),
        ({"what": "Asthma", "onset": "2015-13"}, "onset", "Write a date such as 2015, 2015-03 or 2015-03-14."),
        ({"what": "Asthma", "onset": "2015-W01-1"}, "onset", "Write a date such as 2015, 2015-03 or 2015-03-14."),
        ({"what": "Asthma", "state": "gone"}, "state", "Choose one of these."),
        ({"what": "Asthma", "abated": "2020"}, "state",
         "It has an end: choose remission, inactive or resolved, or take the end out."),
        ({"what": Coded("Asthma", "not an address", "J45")}, "what",
         "Choose from the list again, or write it in words."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_part_and_nothing_is_kept(values, part, said, amara, ines):
    with pytest.raises(keeping.Incomplete) as refusal:
        added(amara, "problem", ines, **values)

    assert {name: str(words) for name, words in refusal.value.why.items()} == {part: said}
    assert Resource.objects.filter(type="Condition").count() == 0


FROM_KAROO = {
    "resourceType": "Condition",
    "meta": {"source": "urn:telepraxis:source:Karoo%20Clinic"},
    "extension": [{"url": "https://karoo.test/severity-score", "valueInteger": 7}],
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "code": {
        "coding": [
            {"system": "http://snomed.info/sct", "code": "195967001", "display": "Asthma"},
            {"system": "https://karoo.test/codes", "code": "A-12", "userSelected": True},
        ]
    },
    "onsetAge": {"value": 14, "unit": "years", "system": "http://unitsofmeasure.org", "code": "a"},
    "stage": [{"summary": {"text": "step 2"}}],
}  # fmt: skip


def test_changing_one_part_leaves_all_that_is_not_modelled(amara, ines):
    row = brought(amara, FROM_KAROO, ines)
    before = json.loads(row.doc)
    after = keeping.amend(
        kind="problem", entry=row.uid, values={"severity": "24484000"}, if_version=1, by=ines, now=TEN_FORTY
    )

    doc = json.loads(after.doc)
    assert doc.pop("severity") == {
        "coding": [{"system": "http://snomed.info/sct", "code": "24484000", "display": "Severe"}]
    }
    assert {key: value for key, value in doc.items() if key != "meta"} == {
        key: value for key, value in before.items() if key != "meta"
    }
    assert (doc["meta"]["source"], after.version) == ("urn:telepraxis:source:Karoo%20Clinic", 2)


def test_an_age_at_the_onset_is_shown_and_gives_way_only_to_a_date(amara, ines):
    row = brought(amara, FROM_KAROO, ines)
    (entry,) = lists_of(amara.patient_id).standing("problem")
    after = keeping.amend(
        kind="problem", entry=row.uid, values={"onset": "2005-06"}, if_version=1, by=ines, now=TEN_FORTY
    )

    assert (entry.what, entry.when, entry.source) == ("Asthma", "at age 14 years", "Karoo Clinic")
    doc = json.loads(after.doc)
    assert ("onsetAge" in doc, doc["onsetDateTime"], check(doc)) == (False, "2005-06", [])


def test_saying_the_same_again_writes_nothing(amara, ines):
    row = added(amara, "problem", ines, what=DIABETES)
    again = keeping.amend(
        kind="problem", entry=row.uid, values={"what": DIABETES}, if_version=1, by=ines, now=TEN_FORTY
    )

    assert again.version == 1
    assert AuditEvent.objects.filter(action="entries.amended").count() == 0


def test_the_second_of_two_who_change_it_overwrites_nothing(amara, ines, freya):
    row = added(amara, "problem", ines, what=DIABETES)
    keeping.amend(kind="problem", entry=row.uid, values={"onset": "2015"}, if_version=1, by=freya, now=TEN_FORTY)

    with pytest.raises(keeping.ChangedMeanwhile) as refusal:
        keeping.amend(kind="problem", entry=row.uid, values={"onset": "2016"}, if_version=1, by=ines, now=TEN_FORTY)

    assert refusal.value.row.version == 2
    assert json.loads(Resource.objects.get(uid=row.uid).doc)["onsetDateTime"] == "2015"


@pytest.mark.parametrize("kind", ["problem", "allergy", "medicine"])
def test_entered_in_error_stays_readable_and_legal_and_says_why(kind, amara, ines):
    row = added(amara, kind, ines, what="Penicillin")
    marked = keeping.enter_in_error(kind=kind, entry=row.uid, reason="Another patient's", by=ines, now=TEN_FORTY)
    again = keeping.enter_in_error(kind=kind, entry=row.uid, reason="Twice", by=ines, now=TEN_FORTY)

    (entry,) = lists_of(amara.patient_id).in_error(kind)
    assert check(json.loads(marked.doc)) == []
    assert (entry.what, entry.why_error, entry.is_error, again.version) == ("Penicillin", "Another patient's", True, 2)
    assert names(amara, kind) == []
    with pytest.raises(keeping.NotKeptHere):
        keeping.amend(kind=kind, entry=row.uid, values={"remark": "x"}, if_version=2, by=ines, now=TEN_FORTY)


def test_an_error_without_a_reason_changes_nothing(amara, ines):
    row = added(amara, "allergy", ines, what="Latex")

    with pytest.raises(keeping.ReasonNeeded):
        keeping.enter_in_error(kind="allergy", entry=row.uid, reason=" ", by=ines, now=TEN_FORTY)

    assert Resource.objects.get(uid=row.uid).version == 1


def test_a_stopped_medicine_keeps_the_day_and_the_reason(amara, ines):
    row = added(amara, "medicine", ines, what="Spironolactone 25 mg", dose="once a day", since="2024")
    stopped = keeping.end(kind="medicine", entry=row.uid, day="2026-11-20", why="potassium 6.3", by=ines, now=TEN_FORTY)

    doc = json.loads(stopped.doc)
    assert (doc["status"], doc["effectivePeriod"]) == ("stopped", {"start": "2024", "end": "2026-11-20"})
    assert doc["statusReason"] == [{"text": "potassium 6.3"}]
    assert check(doc) == []
    (entry,) = lists_of(amara.patient_id).past("medicine")
    assert (entry.what, entry.state) == ("Spironolactone 25 mg", "stopped")


def test_a_resolved_problem_says_since_when(amara, ines):
    row = added(amara, "problem", ines, what="Pneumonia", onset="2026-10", remark="left lung")
    resolved = keeping.end(kind="problem", entry=row.uid, why="antibiotics", by=ines, now=TEN_FORTY)

    doc = json.loads(resolved.doc)
    assert (doc["abatementDateTime"], doc["note"][0]["text"]) == ("2026-11-23", "left lung; antibiotics")
    assert check(doc) == []


def test_no_known_allergies_is_a_statement_and_ends_with_the_first_allergy(amara, ines, freya):
    before = allergy_line(amara.patient_id)
    stated = keeping.state_none_known(patient=amara.patient_id, by=freya, now=TEN_FORTY)
    between = allergy_line(amara.patient_id)
    added(amara, "allergy", ines, what="Penicillin", reaction="Rash", severity="mild")

    assert (before["text"], between["text"]) == ("Allergies not asked yet", "No known allergies")
    assert allergy_line(amara.patient_id)["text"] == "Allergy: Penicillin, Rash"
    doc = record.content_of(Resource.objects.get(uid=stated.uid))
    assert (says_none_known(doc), doc["clinicalStatus"]["coding"][0]["code"], check(doc)) == (True, "inactive", [])
    assert set(AuditEvent.objects.filter(action="entries.ended").values_list("actor_name", flat=True)) == {
        "Dr Inês Carvalho"
    }


def test_nobody_states_that_none_is_known_beside_an_allergy(amara, ines):
    added(amara, "allergy", ines, what="Penicillin")

    with pytest.raises(keeping.AllergiesKnown):
        keeping.state_none_known(patient=amara.patient_id, by=ines, now=TEN_FORTY)

    assert names(amara, "allergy") == ["Penicillin"]


def test_an_allergy_that_came_by_the_api_contradicts_the_statement_all_the_same(amara, ines):
    stated = keeping.state_none_known(patient=amara.patient_id, by=ines, now=TEN_FORTY)
    brought(amara, {"resourceType": "AllergyIntolerance", "code": {"text": "Peanut"}}, ines)

    assert allergy_line(amara.patient_id)["text"] == "Allergy: Peanut"
    assert [entry.uid for entry in lists_of(amara.patient_id).past("allergy")] == [stated.uid]


def state_of(row) -> str:
    return record.content_of(Resource.objects.get(uid=row.uid))["clinicalStatus"]["coding"][0]["code"]


def test_an_allergy_that_came_by_the_api_ends_the_statement_and_one_that_was_ruled_out_does_not(amara, ines):
    stated = keeping.state_none_known(patient=amara.patient_id, by=ines, now=TEN_FORTY)
    system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
    refuted = {"verificationStatus": {"coding": [{"system": system, "code": "refuted"}]}}
    brought(amara, {"resourceType": "AllergyIntolerance", "code": {"text": "Peanut"}} | refuted, ines)
    before = state_of(stated)
    brought(amara, {"resourceType": "AllergyIntolerance", "code": {"text": "Cashew"}}, ines)

    assert (before, state_of(stated)) == ("active", "inactive")
    ended = AuditEvent.objects.get(action="entries.ended")
    assert (ended.actor_name, ended.entity_id) == ("Dr Inês Carvalho", stated.logical_id)


def test_no_known_food_allergy_says_nothing_of_others_and_stays_beside_one(amara, ines):
    snomed, names = (
        "http://snomed.info/sct",
        {"429625007": "No known food allergy", "409137002": "No known drug allergy"},
    )
    for code, display in names.items():
        concept = {"coding": [{"system": snomed, "code": code, "display": display}]}
        brought(amara, {"resourceType": "AllergyIntolerance", "code": concept}, ines)
    before = allergy_line(amara.patient_id)
    added(amara, "allergy", ines, what="Penicillin")

    assert before["text"] == "No known drug allergy; No known food allergy"
    assert allergy_line(amara.patient_id)["text"] == "Allergy: Penicillin"
    lists = lists_of(amara.patient_id)
    assert [entry.what for entry in lists.standing("allergy")] == ["Penicillin", "No known food allergy"]
    assert [entry.what for entry in lists.past("allergy")] == ["No known drug allergy"]


def test_a_severe_allergy_comes_first(amara, ines):
    added(amara, "allergy", ines, what="Bee venom", reaction="Anaphylaxis", severity="severe", onset="2001")
    added(amara, "allergy", ines, what="Latex", reaction="Itch", onset="2020")

    assert names(amara, "allergy") == ["Bee venom", "Latex"]


def test_the_medicines_are_reviewed_in_one_act(amara, ines):
    added(amara, "medicine", ines, what="Amlodipine 5 mg")
    stopped = added(amara, "medicine", ines, what="Ramipril 5 mg")
    keeping.end(kind="medicine", entry=stopped.uid, why="cough", by=ines, now=TEN_FORTY)
    row = keeping.review_medicines(patient=amara.patient_id, by=ines, now=TEN_FORTY)

    doc = json.loads(row.doc)
    assert check(doc) == []
    assert [each["item"]["display"] for each in doc["entry"]] == ["Amlodipine 5 mg"]
    review = lists_of(amara.patient_id).review
    assert (review.at, review.who) == (TEN_FORTY, "Dr Inês Carvalho")


def test_having_reviewed_that_nothing_is_taken_is_a_statement_too(amara, ines):
    doc = json.loads(keeping.review_medicines(patient=amara.patient_id, by=ines, now=TEN_FORTY).doc)

    assert (check(doc), "entry" in doc, doc["emptyReason"]["coding"][0]["code"]) == ([], False, "nilknown")


def test_another_patients_encounter_is_not_taken(amara, tomasz, ines, room_visit):
    from telepraxis.base.record.models import Encounter
    from telepraxis.care.encounters import visits

    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    with pytest.raises(Encounter.DoesNotExist):
        keeping.add(
            patient=tomasz.patient_id,
            kind="problem",
            values={"what": "Asthma"},
            encounter=visit.encounter_id,
            by=ines,
            now=TEN_FORTY,
        )
    row = keeping.add(
        patient=amara.patient_id,
        kind="problem",
        values={"what": "Asthma"},
        encounter=visit.encounter_id,
        source="DocumentReference/letter-1",
        by=ines,
        now=TEN_FORTY,
    )
    doc = json.loads(row.doc)
    assert (doc["encounter"]["reference"].split("/")[0], doc["meta"]["source"]) == (
        "Encounter",
        "DocumentReference/letter-1",
    )
    assert lists_of(amara.patient_id).standing("problem")[0].source == "a document"


def test_a_medicine_from_elsewhere_by_reference_and_with_one_date_stays_legal_when_it_is_stopped(amara, ines):
    doc = {
        "resourceType": "MedicationStatement",
        "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "Warfarin 3 mg"}}],
        "status": "active",
        "medicationReference": {"reference": "#m"},
        "effectiveDateTime": "2019-04",
    }
    row = brought(amara, copy.deepcopy(doc), ines)
    (entry,) = lists_of(amara.patient_id).standing("medicine")
    stopped = json.loads(
        keeping.end(kind="medicine", entry=row.uid, day="2026-11", why="bleeding", by=ines, now=TEN_FORTY).doc
    )

    assert (entry.what, entry.when) == ("Warfarin 3 mg", "April 2019")
    assert stopped["effectivePeriod"] == {"start": "2019-04", "end": "2026-11"}
    assert (stopped["medicationReference"], check(stopped)) == ({"reference": "#m"}, [])
