"""A draft and its lines: kept at each change, one for each prescriber, and no window writes over another."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.medications import baskets, lines, reading, sentences
from telepraxis.care.medications.models import Basket, BasketLine, Concern, Sentence
from telepraxis.care.medications.refusals import ChangedMeanwhile, NotSo
from telepraxis.care.medications.tests.scene import (
    AMLODIPINE,
    AMOXICILLIN,
    IBUPROFEN,
    NINE,
    PARACETAMOL,
    allergy,
    begun,
    line,
    medicine,
    take,
)

LATER = NINE + timedelta(minutes=5)


def test_a_line_is_kept_as_it_was_understood(amara, ines):
    said = line(AMOXICILLIN, times=3, indication="Sinusitis", note="with a spoon", typed="amoxicillin 500 tid 7d")
    draft = begun(amara, ines, said)

    [(row, read)] = reading.lines_in(draft)
    assert read == said
    assert (row.position, read.supply.quantity, draft.version) == (1, Decimal(21), 2)
    assert lines.missing(read) == ()


def test_the_medicine_stays_as_it_was_chosen_whatever_the_catalogue_says(amara, ines):
    draft = begun(amara, ines, line(AMLODIPINE, days=None))

    [(_, read)] = reading.lines_in(draft)
    assert read.medicine == AMLODIPINE
    assert read.medicine.ingredients[0].amount == Decimal(5)


def test_a_prescriber_has_one_open_draft_for_a_patient(amara, ines):
    first = baskets.open_basket(patient=amara.patient_id, by=ines, now=NINE)
    again = baskets.open_basket(patient=amara.patient_id, by=ines, now=LATER)

    assert first == again
    assert Basket.objects.count() == 1


def test_an_older_window_does_not_write_over_a_newer_one(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    baskets.put_line(basket=draft.id, version=2, line=line(IBUPROFEN), by=ines, now=LATER)

    with pytest.raises(ChangedMeanwhile):
        baskets.put_line(basket=draft.id, version=2, line=line(PARACETAMOL), by=ines, now=LATER)

    assert [row.typed for row, _ in reading.lines_in(draft)] == [
        "Amoxicillin 500 mg capsule",
        "Ibuprofen 400 mg tablet",
    ]


def test_a_line_is_changed_and_taken_out(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3), line(IBUPROFEN))
    [(first, _), (second, _)] = reading.lines_in(draft)

    baskets.put_line(
        basket=draft.id, version=3, row=first.id, line=line(AMOXICILLIN, times=2, days=10), by=ines, now=LATER
    )
    baskets.take_line_out(basket=draft.id, version=4, row=second.id, by=ines, now=LATER)

    [(row, read)] = reading.lines_in(draft)
    assert (row.id, read.supply.quantity) == (first.id, Decimal(20))


def test_no_substitution_needs_a_reason(amara, ines):
    draft = begun(amara, ines)
    with pytest.raises(NotSo):
        baskets.put_line(basket=draft.id, version=1, line=line(AMOXICILLIN, substitution=False), by=ines, now=NINE)
    assert not BasketLine.objects.exists()

    why = "Swelled up with another filler"
    baskets.put_line(
        basket=draft.id, version=1, line=line(AMOXICILLIN, substitution=False, substitution_why=why), by=ines, now=NINE
    )
    assert BasketLine.objects.get().substitution_why == why


def test_a_dose_by_weight_waits_for_the_weight_and_is_worked_out(amara, ines):
    syrup = replace(
        medicine("Amoxicillin 50 mg/mL oral suspension", "amoxicillin", "50", "oral-suspension", counted_in="mL"),
        may_be_split=False,
    )
    syrup = replace(syrup, ingredients=(replace(syrup.ingredients[0], per_unit="mL"),))
    dosage = take("0", 2, 7, "mL")
    step = dosage.steps[0]
    dose = replace(step.dose, per_kg=Decimal(25), per_kg_unit="mg")
    dosage = replace(dosage, steps=(replace(step, dose=dose),))
    draft = begun(amara, ines, lines.Line(typed="amoxicillin 25 mg/kg bid 7d", medicine=syrup, dosage=dosage))
    [(row, read)] = reading.lines_in(draft)
    assert "weight" in lines.missing(read)

    settled = baskets.settle_weight(basket=draft.id, version=2, row=row.id, weight_kg=Decimal(20), by=ines, now=LATER)

    read = lines.read(settled)
    assert read.dosage.steps[0].dose.high == Decimal(10)  # 500 mg of 50 mg/mL
    assert lines.missing(read) == ()


def test_a_check_is_kept_with_what_it_looked_at(amara, ines):
    allergy(amara, ines, "Penicillin", "penicillin", criticality="high")
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))

    checked = baskets.check(basket=draft.id, by=ines, now=LATER)

    [card] = [card for card in checked.answer.interruptive if card.check == "allergy"]
    draft.refresh_from_db()
    assert draft.facts_digest == checked.digest
    assert reading.answer_of(draft) == checked.answer
    kept = Concern.objects.get(rule=card.rule)
    assert (kept.is_interruptive, kept.resolved_at, kept.about) == (True, None, "+".join(card.about))


def test_a_concern_is_gone_when_its_line_is(amara, ines):
    allergy(amara, ines, "Penicillin", "penicillin", criticality="high")
    draft = begun(amara, ines, line(AMOXICILLIN, times=3), line(PARACETAMOL))
    baskets.check(basket=draft.id, by=ines, now=NINE)
    [(row, _), _] = reading.lines_in(draft)
    baskets.take_line_out(basket=draft.id, version=3, row=row.id, by=ines, now=LATER)

    baskets.check(basket=draft.id, by=ines, now=LATER)

    assert set(Concern.objects.filter(is_interruptive=True).values_list("resolved_at", flat=True)) == {LATER}


def test_nobody_writes_in_a_colleagues_draft(amara, ines, system, freya, rui, joana):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    for somebody in (freya, rui, joana, amara):
        with pytest.raises(NotAllowed):
            baskets.put_line(basket=draft.id, version=2, line=line(IBUPROFEN), by=somebody, now=LATER)
    assert BasketLine.objects.count() == 1


def test_put_aside_leaves_no_line_behind(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    baskets.put_aside(basket=draft.id, by=ines, now=LATER)

    assert not BasketLine.objects.exists()
    assert reading.open_basket_of(amara.patient_id, ines.practitioner_id) is None
    with pytest.raises(ChangedMeanwhile):
        baskets.check(basket=draft.id, by=ines, now=LATER)
    assert AuditEvent.objects.filter(action="medications.put_aside", patient_id=amara.patient_id).count() == 1


def test_a_protocol_puts_its_lines_in_and_is_offered_first_by_use(amara, ines, marta):
    kept = sentences.keep(
        kind="protocol", name="Sore throat", lines=(line(PARACETAMOL, times=4), line(IBUPROFEN, times=3)),
        for_practice=True, by=marta, now=NINE,
    )  # fmt: skip
    mine = sentences.keep(kind="sentence", name="Amlo once", lines=(line(AMLODIPINE, days=None),), by=ines, now=NINE)
    draft = begun(amara, ines)
    baskets.use_sentence(basket=draft.id, version=1, sentence=kept.id, by=ines, now=NINE)

    assert [row.typed for row, _ in reading.lines_in(draft)] == ["Paracetamol 500 mg tablet", "Ibuprofen 400 mg tablet"]
    offered = reading.sentences_for(ines.practitioner_id)
    assert [(each.id, each.times, each.is_practice) for each in offered] == [(kept.id, 1, True), (mine.id, 0, False)]
    assert [each.id for each in reading.sentences_for(ines.practitioner_id, "amlo")] == [mine.id]


def test_a_colleagues_sentence_is_theirs(amara, ines, freya, marta):
    mine = sentences.keep(kind="sentence", name="Amlo once", lines=(line(AMLODIPINE),), by=ines, now=NINE)
    with pytest.raises(NotAllowed):
        sentences.drop(sentence=mine.id, by=freya, now=NINE)
    with pytest.raises(NotSo):
        sentences.keep(kind="sentence", name="Amlo once", lines=(line(PARACETAMOL),), by=ines, now=NINE)
    assert Sentence.objects.get().dropped_at is None

    sentences.drop(sentence=mine.id, by=ines, now=LATER)
    assert reading.sentences_for(ines.practitioner_id) == []
