"""The facts of a check, out of the record: all that stands, from all records of the person, and what is closed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telepraxis.base import record, tenancy
from telepraxis.base.fhir import validation
from telepraxis.base.record.labels import Label
from telepraxis.base.record.models import Resource
from telepraxis.care.entries import keeping
from telepraxis.care.medications import afterwards, authorising, baskets, gathering, handing_out, reading, standing
from telepraxis.care.medications.tests.scene import (
    AMLODIPINE,
    AMOXICILLIN,
    IBUPROFEN,
    NINE,
    WARFARIN,
    allergy,
    begun,
    keep,
    line,
    observation,
    shown,
    sign,
    signed,
    statement,
    subject,
)
from telepraxis.care.medications.tests.test_afterwards import LATER, OTHER_MAKER, claim, hand_out
from telepraxis.registry.patients import merging, registration
from tests.people import MONDAY_8AM


def facts_of(patient, **lines):
    return gathering.basket_of(patient.patient_id, lines, NINE).facts


def test_person_and_measurements_in_our_units(amara, ines):
    observation(amara, ines, "29463-7", "150", "[lb_av]", on="2026-10-01T09:00:00Z")
    observation(amara, ines, "29463-7", "61", "kg", on="2026-11-01T09:00:00Z")
    observation(amara, ines, "8302-2", "1.70", "m")
    observation(amara, ines, "2160-0", "1.2", "mg/dL", on="2026-11-02T09:00:00Z")
    observation(amara, ines, "14682-9", "90", "umol/L", on="2026-11-01T09:00:00Z")
    observation(amara, ines, "98979-8", "71", "mL/min/{1.73_m2}")
    observation(amara, ines, "33914-3", "40", "parsec")

    person = facts_of(amara).person
    assert (person.born_on, person.sex) == (date(1991, 3, 12), "female")
    assert (person.weight_kg.value, person.weight_kg.on) == (Decimal(61), date(2026, 11, 1))
    assert person.height_cm.value == Decimal(170)
    assert (person.creatinine_umol_l.value, person.creatinine_umol_l.on) == (Decimal("106.1"), date(2026, 11, 2))
    assert person.egfr.value == Decimal(71)
    assert person.pregnant is None


@pytest.mark.parametrize(("code", "said"), [("LA15173-0", True), ("LA26683-5", False), ("LA4489-6", None)])
def test_pregnancy_as_it_was_last_said(amara, ines, code, said):
    keep(
        {
            "resourceType": "Observation", "status": "final", "subject": subject(amara),
            "code": {"coding": [{"system": "http://loinc.org", "code": "82810-3"}]},
            "effectiveDateTime": "2026-11-20T09:00:00Z",
            "valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": code}]},
        },
        ines,
    )  # fmt: skip
    person = facts_of(amara).person
    assert (person.pregnant, person.pregnancy_asked_on) == (said, date(2026, 11, 20))


def test_allergies_by_code_by_name_and_those_that_nobody_coded(amara, ines):
    allergy(amara, ines, "Penicillin", "penicillin", criticality="high")
    allergy(amara, ines, "Ibuprofen", type="intolerance")
    allergy(amara, ines, "The blue tablets", reaction=[{"manifestation": [{"text": "Hives"}], "severity": "mild"}])

    found = {each.words: each for each in facts_of(amara).allergies}
    assert (found["Penicillin"].substance, found["Penicillin"].is_severe) == ("penicillin", True)
    assert (found["Ibuprofen"].substance, found["Ibuprofen"].is_intolerance) == ("ibuprofen", True)
    assert (found["The blue tablets"].substance, found["The blue tablets"].reaction) == ("", "Hives")


def test_no_known_allergy_is_a_fact_and_ends_with_the_first(amara, ines):
    keeping.add(patient=amara.patient_id, kind="allergy", values={"what": "No known allergy"}, by=ines, now=MONDAY_8AM)
    stated = Resource.objects.get(type="AllergyIntolerance")
    doc = record.content_of(stated)
    doc["code"] = {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}], "text": "No known allergy"}
    keep(doc, ines)
    assert (facts_of(amara).none_known, facts_of(amara).allergies) == (True, ())


def test_what_is_taken_whoever_wrote_it_down(amara, ines):
    signed(amara, ines, line(AMLODIPINE, days=None, pieces="2"))
    statement(amara, ines, "Warfarin 5 mg")
    statement(amara, ines, "Herbal tea")
    statement(amara, ines, "Metformin 500 mg", status="stopped")

    taken = {each.words: each for each in facts_of(amara).taking}
    assert set(taken) == {"Amlodipine 5 mg tablet", "Warfarin 5 mg", "Herbal tea"}
    ours = taken["Amlodipine 5 mg tablet"]
    assert ours.ingredients == AMLODIPINE.ingredients
    assert [(each.substance, each.value, each.unit) for each in ours.daily] == [("amlodipine", Decimal(10), "mg")]
    assert [each.substance for each in taken["Warfarin 5 mg"].ingredients] == ["warfarin"]
    assert taken["Herbal tea"].ingredients == ()


def test_what_a_line_renews_is_not_taken_beside_it(amara, ines):
    [row] = signed(amara, ines, line(AMLODIPINE, days=None)).lines.all()
    again = line(AMLODIPINE, days=None, renews=row.id)

    assert facts_of(amara, a=again).taking == ()
    assert len(facts_of(amara, a=line(AMLODIPINE)).taking) == 1


def test_two_records_of_one_person_are_looked_at_together(amara, ines, system):
    other = registration.register(given="Ify", family="Silva", birth_date=None, by=system, now=MONDAY_8AM)
    keep(
        {
            "resourceType": "AllergyIntolerance", "patient": {"reference": f"Patient/{other.logical_id}"},
            "code": {"text": "Penicillin"},
        },
        system,
    )  # fmt: skip
    merging.merge(survivor=amara.patient_id, retired=other.uid, reason="The same person", by=system, now=MONDAY_8AM)

    assert [each.words for each in facts_of(amara).allergies] == ["Penicillin"]


def test_the_number_of_queries_does_not_grow(amara, ines):
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            gathering.basket_of(amara.patient_id, {"a": line(AMOXICILLIN)}, NINE)
        return len(asked)

    allergy(amara, ines, "Penicillin", "penicillin")
    statement(amara, ines, "Warfarin 5 mg")
    few = counted()
    for at in range(12):
        allergy(amara, ines, f"Pollen {at}")
        statement(amara, ines, f"Herbal tea {at}")
        observation(amara, ines, "29463-7", str(60 + at), "kg", on=f"2026-10-{at + 1:02}T09:00:00Z")
    assert (few, counted()) == (few, few)
    assert few <= 7


def test_what_is_closed_is_not_used_and_it_is_said(amara, ines, freya, system):
    row = statement(amara, system, "Warfarin 5 mg")
    draft = begun(amara, ines, line(IBUPROFEN, times=3))
    open_answer = baskets.check(basket=draft.id, by=ines, now=NINE).answer
    record.put_labels("MedicationStatement", row.logical_id, Label.HIV, by=system, now=NINE)
    tenancy.see(tenancy.UNLABELLED)

    answer = baskets.check(basket=draft.id, by=ines, now=NINE).answer

    assert any("warfarin" in card.detail.casefold() + card.summary.casefold() for card in open_answer.cards)
    assert not any("warfarin" in (card.detail + card.summary).casefold() for card in answer.cards)
    said = [each.words for each in answer.unknown]
    assert "Restricted information in this chart was not looked at: it is closed to you." in said


def test_changes_are_named(amara, ines):
    before = facts_of(amara)
    allergy(amara, ines, "Latex", "latex")
    statement(amara, ines, "Warfarin 5 mg")
    observation(amara, ines, "29463-7", "61", "kg")
    assert standing.changes(before, facts_of(amara)) == (
        "Allergy: Latex", "Medicine taken: Warfarin 5 mg", "Measurements or personal details",
    )  # fmt: skip


def test_a_signed_line_closes_with_all_that_says_the_same(amara, ines, joana, system):
    from telepraxis.base.record.events import LabelsChanged
    from telepraxis.care.medications import papers
    from telepraxis.care.medications.listeners import close_what_says_the_same

    got = signed(amara, ines, line(AMLODIPINE, days=None, repeats=3), line(IBUPROFEN, times=3))
    papers.make(prescription=got.id, by=system, now=LATER)
    row, _ = got.lines.order_by("position")
    hand_out(row, joana, quantity="30")
    asked = afterwards.ask_change(line=row.id, what="dose", words="Is it for the heart?", by=joana, now=LATER)
    afterwards.answer(request=asked.id, words="Yes", approve=True, by=ines, now=LATER)
    record.put_labels("MedicationRequest", row.document.logical_id, Label.MENTAL_HEALTH, by=system, now=LATER)
    close_what_says_the_same(
        LabelsChanged(
            patient_id=amara.patient_id, type="MedicationRequest", logical_id=row.document.logical_id,
            added=int(Label.MENTAL_HEALTH), removed=0,
        ),
        now=LATER,
    )  # fmt: skip
    later_fill = hand_out(row, joana, reference="F-2", at=LATER.replace(month=12), quantity="30")
    assert later_fill.document.labels == Label.MENTAL_HEALTH

    tenancy.see(tenancy.UNLABELLED)
    assert not Resource.objects.filter(type__in=("MedicationDispense", "Task", "Communication")).exists()
    [told] = reading.prescriptions_of(amara.patient_id)
    assert (told.is_whole, told.token, told.paper_id) == (False, "", None)
    assert [each.medicine for each in told.lines] == ["Ibuprofen 400 mg tablet"]
    assert reading.requests_of(amara.patient_id) == []


def test_cancelling_takes_what_is_closed_along(amara, ines, system):
    got = signed(amara, ines, line(AMLODIPINE, days=None), line(IBUPROFEN, times=3))
    first = got.lines.order_by("position")[0]
    record.put_labels("MedicationRequest", first.document.logical_id, Label.HIV, by=system, now=LATER)
    tenancy.see(tenancy.UNLABELLED)
    afterwards.cancel(prescription=got.id, reason="Wrong patient", by=ines, now=LATER)

    tenancy.see(system.sight)
    got.refresh_from_db()
    assert (got.status, {row.status for row in got.lines.all()}) == ("cancelled", {"cancelled"})


def test_every_document_of_ours_is_valid_fhir(amara, ines, joana, system):
    allergy(amara, ines, "Penicillin", "penicillin", criticality="high")
    draft = begun(amara, ines, line(AMOXICILLIN, times=3, indication="Sinusitis", note="With a spoon"))
    screen = shown(draft, ines)
    from telepraxis.care.medications.signing import card_key

    got = sign(draft, ines, screen=screen, overrides={card_key(each): "Tolerated" for each in screen.interruptive})
    [row] = got.lines.all()
    claim(row, joana)
    asked = afterwards.ask_change(
        line=row.id, what="substitution", words="This one?", options=(OTHER_MAKER,), by=joana, now=LATER
    )
    afterwards.answer(request=asked.id, words="No", approve=False, by=ines, now=LATER)
    leave = authorising.begin(line=row.id, payer="Alder Health", by=ines, now=LATER)
    assert authorising.answers_of(leave) == {"diagnosis": ["Sinusitis"]}
    handing_out.hand_out(
        line=row.id, reference="F-1", pharmacy="Harbour Pharmacy", quantity=Decimal(21), at=LATER, by=joana, now=LATER
    )
    ours = (
        "MedicationRequest",
        "MedicationDispense",
        "DetectedIssue",
        "Task",
        "Communication",
        "QuestionnaireResponse",
    )
    docs = [record.content_of(each) for each in Resource.objects.filter(type__in=ours)]
    assert {each["resourceType"] for each in docs} == set(ours)
    assert [
        (each["resourceType"], issue.text, issue.expression) for each in docs for issue in validation.check(each)
    ] == []


def test_the_chart_lists_what_was_signed(amara, ines):
    from telepraxis.care.entries import finding

    got = signed(amara, ines, line(WARFARIN, days=None))
    [(reference, words)] = finding.standing_medicines(amara.patient_id)
    assert (reference, words) == (f"MedicationRequest/{got.lines.get().document.logical_id}", "Warfarin 5 mg tablet")

    afterwards.cancel(prescription=got.id, reason="Wrong patient", by=ines, now=LATER)
    assert finding.standing_medicines(amara.patient_id) == []
