"""Each kind builds a legal document, reads it back, and shows sensibly what came from elsewhere."""

import json
from datetime import date

import pytest

from telepraxis.base.fhir.validation import check
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.registry.patients.merging import merge
from telepraxis.registry.patients.registration import register

from .. import keeping
from ..kinds import BY_NAME, KINDS
from ..lists import lists_of
from ..parts import Coded
from .test_keeping import added, brought

ASTHMA = Coded("Asthma", "http://hl7.org/fhir/sid/icd-10-cm", "J45.909")
FULL = {
    "problem": {
        "what": ASTHMA, "onset": "2015", "state": "resolved", "certainty": "provisional", "severity": "255604002",
        "abated": "2020-05-01", "told": True, "remark": "as a child",
    },
    "allergy": {
        "what": Coded("Penicillin", "urn:telepraxis:substance", "penicillin"), "reaction": Coded("Rash"),
        "severity": "mild", "sort": "allergy", "risk": "low", "onset": "1999-04", "state": "active",
        "certainty": "unconfirmed", "told": True, "remark": "said her mother",
    },
    "medicine": {
        "what": Coded("Amlodipine 5 mg"), "dose": "one in the morning", "source": "over-the-counter", "reason": ASTHMA,
        "since": "2020", "state": "stopped", "until": "2021-02", "why_stopped": Coded("ankles"), "told": True,
        "remark": "liked it",
    },
    "immunization": {
        "what": Coded("influenza", "http://hl7.org/fhir/sid/cvx", "88"), "day": "2026-10-01", "lot": "AB12",
        "site": "LA",
        "told": True, "maker": "Seqirus", "state": "completed", "why_not": Coded(), "remark": "sore arm",
    },
    "procedure": {
        "what": Coded("Appendectomy"), "day": "1998", "site": Coded("abdomen"), "reason": Coded("appendicitis"),
        "place": "Lisbon", "outcome": Coded("healed"), "state": "completed", "told": True, "remark": "open",
    },
    "family": {
        "relation": "MTH", "what": ASTHMA, "age": 52, "outcome": Coded("lives with it"), "remark": "mild",
    },
    "smoking": {"smokes": "8517006", "day": "2026-01", "told": True, "remark": "ten a day until 2010"},
    "alcohol": {"drinks": 0, "day": "2026-01", "told": True, "remark": ""},
    "occupation": {"what": "Teacher", "day": "2026-01", "told": True, "remark": "chalk"},
    "pregnancies": {"gravida": 3, "day": "2026-01", "told": True, "remark": "one loss"},
    "births": {"para": 2, "day": "2026-01", "told": True, "remark": ""},
    "device": {
        "what": Coded("Pacemaker"), "since": "2019", "site": Coded("chest"), "reason": ASTHMA, "state": "completed",
        "until": "2024-01-02", "told": True, "remark": "two leads",
    },
    "goal": {
        "what": Coded("Walk 30 minutes a day"), "due": "2027-01-31", "progress": "improving", "state": "active",
        "told": True, "remark": "with the dog",
    },
    "team": {
        "what": "Dr Rita Melo", "role": Coded("cardiologist"), "phone": "+351 210 555 123", "since": "2020",
        "until": "", "state": "active", "remark": "Tuesdays",
    },
}  # fmt: skip
LEAST = {
    "family": {"relation": "FTH", "what": "Asthma"},
    "smoking": {"smokes": "266919005"},
    "alcohol": {"drinks": 2},
    "pregnancies": {"gravida": 0},
    "births": {"para": 0},
}


def test_every_kind_is_tried_here():
    assert list(FULL) == [kind.name for kind in KINDS]
    assert [set(FULL[kind.name]) for kind in KINDS] == [set(kind.by_name) for kind in KINDS]


@pytest.mark.parametrize("kind", list(FULL))
def test_all_that_an_entry_may_say_is_legal_fhir_and_reads_back(kind, amara, ines):
    doc = json.loads(added(amara, kind, ines, **FULL[kind]).doc)

    assert check(doc) == []
    assert BY_NAME[kind].read(doc) == FULL[kind]


@pytest.mark.parametrize("kind", list(FULL))
def test_the_least_that_an_entry_may_say_is_legal_until_it_is_marked_as_wrong(kind, amara, ines):
    row = added(amara, kind, ines, **LEAST.get(kind, {"what": "Something"}))
    wrong = keeping.enter_in_error(kind=kind, entry=row.uid, reason="A slip", by=ines, now=TEN_FORTY)
    (entry,) = lists_of(amara.patient_id).in_error(kind)

    assert (check(json.loads(row.doc)), check(json.loads(wrong.doc))) == ([], [])
    assert (entry.who, entry.why_error) == ("" if kind in ("family", "team") else "Dr Inês Carvalho", "A slip")


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.ending])
def test_what_ends_is_past_from_then_on(kind, amara, ines):
    row = added(amara, kind, ines, what="Something")
    ended = keeping.end(kind=kind, entry=row.uid, why="it was time", by=ines, now=TEN_FORTY)
    lists = lists_of(amara.patient_id)

    assert check(json.loads(ended.doc)) == []
    assert ([entry.what for entry in lists.past(kind)], lists.standing(kind)) == (["Something"], [])


FROM_ELSEWHERE = [
    (
        {"resourceType": "Condition", "code": {"coding": [{"system": "http://snomed.info/sct", "code": "38341003"}]}},
        "problem", "38341003", "", [],
    ),
    (
        {"resourceType": "Condition", "code": {"text": "Bad back"}, "onsetString": "since the war"},
        "problem", "Bad back", "since the war", [],
    ),
    (
        {"resourceType": "AllergyIntolerance", "code": {"text": "Bees"}, "reaction": [
            {"manifestation": [{"coding": [{"system": "urn:x", "code": "1", "display": "Collapse"}]}]}]},
        "allergy", "Bees", "", ["Collapse"],
    ),
    (
        {"resourceType": "MedicationRequest", "status": "active", "intent": "order",
         "medicationReference": {"display": "Metformin 1 g"}, "dosageInstruction": [{"text": "twice a day"}]},
        "medicine", "Metformin 1 g", "", ["twice a day"],
    ),
    (
        {"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "Polio"},
         "occurrenceString": "as a child"},
        "immunization", "Polio", "as a child", [],
    ),
    (
        {"resourceType": "Procedure", "status": "completed", "code": {"text": "Cataract"},
         "performedPeriod": {"start": "2012-03", "end": "2012-04"}},
        "procedure", "Cataract", "March 2012 – April 2012", [],
    ),
    (
        {"resourceType": "FamilyMemberHistory", "status": "completed", "relationship": {"text": "great-aunt"},
         "condition": [{"code": {"text": "Gout"}}, {"code": {"text": "Stroke"}}]},
        "family", "Gout, Stroke", "", ["great-aunt"],
    ),
    (
        {"resourceType": "Observation", "status": "final", "valueString": "pipe on Sundays",
         "effectiveDateTime": "2020",
         "code": {"coding": [{"system": "http://loinc.org", "code": "72166-2"}]}},
        "smoking", "Smoking: pipe on Sundays", "2020", [],
    ),
    (
        {"resourceType": "DeviceUseStatement", "status": "active", "device": {"display": "Hip, left"},
         "timingDateTime": "2018"},
        "device", "Hip, left", "2018", [],
    ),
    (
        {"resourceType": "Goal", "lifecycleStatus": "active",
         "description": {"coding": [{"system": "urn:x", "code": "7", "display": "Less salt"}]}},
        "goal", "Less salt", "", [],
    ),
    (
        {"resourceType": "CareTeam", "name": "Heart team", "participant": [
            {"member": {"display": "Dr A"}}, {"member": {"display": "Nurse B"}}]},
        "team", "Heart team", "", [],
    ),
]  # fmt: skip


@pytest.mark.parametrize("doc, kind, what, when, more", FROM_ELSEWHERE)
def test_what_came_from_elsewhere_shows_sensibly(doc, kind, what, when, more, amara, ines):
    brought(amara, doc, ines)
    (entry,) = lists_of(amara.patient_id).standing(kind)

    assert (entry.what, entry.when, entry.more) == (what, when, more)


@pytest.mark.parametrize("doc, kind, what, when, more", [each for each in FROM_ELSEWHERE if each[1] != "medicine"])
def test_a_remark_on_it_changes_nothing_else(doc, kind, what, when, more, amara, ines):
    row = brought(amara, doc, ines)
    before = json.loads(row.doc)
    its = BY_NAME[kind]
    values = {"remark": "seen by us"} | ({"state": "active"} if kind in ("problem", "allergy", "team") else {})
    values |= {"relation": "AUNT"} if kind == "family" else {}
    values |= {"smokes": "8517006"} if kind == "smoking" else {}
    after = json.loads(keeping.amend(kind=kind, entry=row.uid, values=values, if_version=1, by=ines, now=TEN_FORTY).doc)

    touched = {"meta", "note", "clinicalStatus", "relationship", "valueString", "valueCodeableConcept"}
    touched |= {"status"} if kind == "team" else set()
    assert {key: value for key, value in after.items() if key not in touched} == {
        key: value for key, value in before.items() if key not in touched
    }
    assert check(after) == []
    assert its.by_name["remark"].read(after) == "seen by us"


def test_of_smoking_the_newest_holds_and_what_was_said_before_is_past(amara, ines):
    added(amara, "smoking", ines, smokes="449868002", day="2020")
    added(amara, "smoking", ines, smokes="8517006", day="2026")
    lists = lists_of(amara.patient_id)

    assert [entry.what for entry in lists.standing("smoking")] == ["Smoking: smoked before"]
    assert [entry.what for entry in lists.past("smoking")] == ["Smoking: smokes daily"]


def test_what_is_said_of_a_habit_without_a_day_is_of_today(amara, ines):
    added(amara, "smoking", ines, smokes="266919005", day="")

    assert [entry.when for entry in lists_of(amara.patient_id).standing("smoking")] == ["23 November 2026"]


def test_two_records_of_one_person_are_one_list(amara, ines, rui, system):
    mara = register(given="Mara", family="Eze", birth_date=date(1990, 5, 2), gender="female", by=system, now=TEN_FORTY)
    keeping.add(patient=mara.uid, kind="allergy", values={"what": "Latex"}, by=ines, now=TEN_FORTY)
    assert lists_of(amara.patient_id).standing("allergy") == []
    merge(survivor=amara.patient_id, retired=mara.uid, reason="Married in May", by=rui, now=TEN_FORTY)

    for patient in (amara.patient_id, mara.uid):
        assert [entry.what for entry in lists_of(patient).standing("allergy")] == ["Latex"]
    with pytest.raises(keeping.AllergiesKnown):
        keeping.state_none_known(patient=amara.patient_id, by=ines, now=TEN_FORTY)
