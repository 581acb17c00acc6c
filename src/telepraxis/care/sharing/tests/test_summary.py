"""The International Patient Summary: legal, whole, resolved within itself, silent about what was wrong."""

import json
from datetime import date

import pytest

from telepraxis.base import record
from telepraxis.base.fhir import json_text, validation
from telepraxis.base.record.models import Patient, Resource
from telepraxis.care.contributions import statement
from telepraxis.care.directives import answering
from telepraxis.care.directives import keeping as directives
from telepraxis.care.directives.document import Said
from telepraxis.care.sharing.gathering import EVERYTHING, references_in
from telepraxis.care.sharing.summary import summary_of
from telepraxis.registry.patients import merging
from telepraxis.registry.patients.registration import register
from tests.fhir import faults
from tests.people import MONDAY_8AM

from .scene import allergy, concept, keep, observation, problem

QUERIES = 10  # one less where a directive stands


def plain(bundle: dict) -> dict:
    return json.loads(json_text.written(bundle))


def sections_of(bundle: dict) -> dict[str, dict]:
    return {part["code"]["coding"][0]["code"]: part for part in bundle["entry"][0]["resource"]["section"]}


def test_amaras_summary_is_a_legal_document_that_leads_nowhere_outside(charted):
    bundle = summary_of(charted.patient_id, now=MONDAY_8AM)

    assert [(issue.severity, issue.text, issue.place) for issue in validation.check(bundle)] == []
    assert faults(plain(bundle)) == []
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(addresses)) == len(addresses)
    pointed = [each["reference"] for entry in bundle["entry"] for each in references_in(entry["resource"])]
    assert set(pointed) <= set(addresses)
    composition = bundle["entry"][0]["resource"]
    assert (bundle["type"], composition["type"]["coding"][0]["code"]) == ("document", "60591-5")
    assert composition["author"][0]["display"] == "Quayside Practice"


def test_each_section_says_what_is_known_and_nothing_that_was_wrong(charted):
    bundle = summary_of(charted.patient_id, now=MONDAY_8AM)
    parts, text = sections_of(bundle), json_text.written(bundle)

    assert {code: len(part.get("entry", [])) for code, part in parts.items()} == {
        "48765-2": 1, "11450-4": 1, "10160-0": 1, "11369-6": 1, "30954-2": 1, "47519-4": 0, "8716-3": 1, "11348-0": 1,
        "18776-5": 0,
    }  # fmt: skip
    assert "<td>Penicillin</td><td>Hives · severe reactions possible</td>" in parts["48765-2"]["text"]["div"]
    assert "<td>Asthma</td>" in parts["11450-4"]["text"]["div"] and "May 2003" in parts["11450-4"]["text"]["div"]
    assert "Two puffs when needed" in parts["10160-0"]["text"]["div"]
    assert "61.0 kg" in parts["8716-3"]["text"]["div"] and "62.5" not in text
    assert parts["47519-4"]["emptyReason"]["coding"][0]["code"] == "unavailable"
    assert "Latex" not in text
    assert '"display":"Visit in May"' in text and "Encounter/elsewhere" not in text


def test_nobody_asked_is_not_none_known(amara):
    bundle = summary_of(amara.patient_id, now=MONDAY_8AM)

    codes = [
        entry["resource"].get("code", entry["resource"].get("medicationCodeableConcept"))["coding"][0]["code"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] in ("AllergyIntolerance", "Condition", "MedicationStatement")
    ]
    assert codes == ["no-allergy-info", "no-problem-info", "no-medication-info"]
    assert validation.check(bundle) == []


def test_no_known_allergies_is_handed_on_as_the_statement_it_is(amara, system):
    whom = f"Patient/{Patient.objects.get(uid=amara.patient_id).logical_id}"
    stated = allergy(whom, "No known allergies")
    stated["code"] = concept("No known allergy", "http://snomed.info/sct", "716186003")
    del stated["reaction"]
    keep(system, stated)

    part = sections_of(summary_of(amara.patient_id, now=MONDAY_8AM))["48765-2"]
    assert ("No known allergy" in part["text"]["div"], len(part["entry"])) == (True, 1)


def test_two_records_of_one_person_are_one_summary_about_one_patient(charted, system):
    other = register(given="Amara", family="Okonjo-Silva", birth_date=None, by=system, now=MONDAY_8AM)
    keep(system, allergy(f"Patient/{other.logical_id}", "Peanut"))
    merging.merge(survivor=charted.patient_id, retired=other.uid, reason="Registered twice", by=system, now=MONDAY_8AM)

    bundle = summary_of(charted.patient_id, now=MONDAY_8AM)
    patients = [entry for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Patient"]
    every = [entry["resource"] for entry in bundle["entry"]]
    allergies = [each for each in every if each["resourceType"] == "AllergyIntolerance"]
    assert [entry["resource"]["name"][0]["family"] for entry in patients] == ["Okonjo"]
    assert {each["patient"]["reference"] for each in allergies} == {patients[0]["fullUrl"]}
    assert {each["code"]["text"] for each in allergies} == {"Penicillin", "Peanut"}


def test_the_number_of_queries_does_not_grow_with_the_record(charted, system, django_assert_num_queries):
    whom = f"Patient/{Patient.objects.get(uid=charted.patient_id).logical_id}"
    with django_assert_num_queries(QUERIES):
        summary_of(charted.patient_id, now=MONDAY_8AM)
    for each in range(30):
        keep(system, problem(whom, f"Problem {each}"))
        keep(
            system, observation(whom, f"Test {each}", f"{each}-1", each, "g/L", on="2026-01-01", category="laboratory")
        )

    with django_assert_num_queries(QUERIES):
        bundle = summary_of(charted.patient_id, now=MONDAY_8AM)
    assert len(sections_of(bundle)["11450-4"]["entry"]) == 31


def test_what_may_not_be_shown_is_said_to_be_withheld(charted):
    bundle = summary_of(charted.patient_id, now=MONDAY_8AM, types=frozenset({"AllergyIntolerance"}))
    parts = sections_of(bundle)

    assert len(parts["48765-2"]["entry"]) == 1
    assert parts["11450-4"]["emptyReason"]["coding"][0]["code"] == "withheld"
    assert "Asthma" not in json_text.written(bundle)


def test_a_name_that_looks_like_markup_stays_a_name(amara, system):
    whom = f"Patient/{Patient.objects.get(uid=amara.patient_id).logical_id}"
    keep(system, problem(whom, "<script>alert(1)</script> & co"))

    bundle = summary_of(amara.patient_id, now=MONDAY_8AM)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in sections_of(bundle)["11450-4"]["text"]["div"]
    assert validation.check(bundle) == []


@pytest.mark.parametrize("path", ["Practitioner", "Organization", "Patient"])
def test_who_is_named_comes_along(charted, path):
    types = [entry["resource"]["resourceType"] for entry in summary_of(charted.patient_id, now=MONDAY_8AM)["entry"]]

    assert types.count(path) == 1


def test_what_was_decided_ahead_stands_in_a_section_of_its_own(charted, ines):
    answering.keep_answer(patient=charted.patient_id, answer="none", by=ines, now=MONDAY_8AM)
    asked = sections_of(summary_of(charted.patient_id, now=MONDAY_8AM))["42348-3"]
    for said in (
        Said(kind="dnr", made_on=date(2026, 5, 3), held_by="Her brother, at home"),
        Said(kind="proxy", made_on=date(2026, 5, 3), agent_name="Chidi Okonjo", agent_phone="+351910555099"),
    ):
        directives.add(patient=charted.patient_id, said=said, by=ines, now=MONDAY_8AM)
    waits = Said(kind="living_will", made_on=date(2026, 5, 3), wishes="Not yet")
    directives.propose(patient=charted.patient_id, said=waits, by=charted, now=MONDAY_8AM)
    bundle = summary_of(charted.patient_id, now=MONDAY_8AM)

    assert "<td>There are none</td>" in asked["text"]["div"] and len(asked["entry"]) == 1
    part = sections_of(bundle)["42348-3"]
    assert "<td>Do not resuscitate</td><td>the paper: Her brother, at home</td>" in part["text"]["div"]
    assert "Chidi Okonjo +351910555099" in part["text"]["div"] and len(part["entry"]) == 2
    assert "There are none" not in json_text.written(bundle) and "Not yet" not in json_text.written(bundle)
    assert faults(plain(bundle)) == []


def stated(patient, by, entry) -> dict:
    whom = Patient.objects.get(uid=patient).logical_id
    doc = statement.statement(
        id="stated", subject=f"Patient/{whom}", about=f"{entry.type}/{entry.logical_id}",
        words="I was never tested.", who="Amara Okonjo", reason="The test showed it.", decided_by="Dr Inês Carvalho",
        at=MONDAY_8AM,
    )  # fmt: skip
    return record.content_of(keep(by, doc))


def test_a_disagreement_goes_along_beside_the_entry_that_it_is_about(charted, system):
    asthma = Resource.objects.get(type="Condition", doc__contains="Asthma")
    stated(charted.patient_id, system, asthma)

    bundle = summary_of(charted.patient_id, now=MONDAY_8AM)

    part = sections_of(bundle)["11450-4"]
    assert "<td>Asthma</td>" in part["text"]["div"]
    after = part["text"]["div"].partition("<td>Asthma</td>")[2]
    assert "<td>The patient disagrees</td><td>I was never tested. · Amara Okonjo</td>" in after
    by_address = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    kinds = [by_address[each["reference"]]["resourceType"] for each in part["entry"]]
    assert kinds == ["Condition", "Communication"]
    said = by_address[part["entry"][1]["reference"]]
    assert by_address[said["about"][0]["reference"]]["code"]["text"] == "Asthma"
    assert [(issue.severity, issue.text) for issue in validation.check(bundle)] == [] and faults(plain(bundle)) == []


def test_without_the_right_to_it_no_statement_is_told_and_without_its_entry_none_either(charted, system):
    asthma = Resource.objects.get(type="Condition", doc__contains="Asthma")
    stated(charted.patient_id, system, asthma)
    for types in (EVERYTHING - {"Communication"}, EVERYTHING - {"Condition"}):
        assert "never tested" not in json_text.written(summary_of(charted.patient_id, now=MONDAY_8AM, types=types))
