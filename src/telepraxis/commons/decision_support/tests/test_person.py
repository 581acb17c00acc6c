"""Age, pregnancy, breast-feeding and diseases: what is known, and what is not."""

from dataclasses import replace
from datetime import date

import pytest

from telepraxis.commons.decision_support.facts import Problem, Taken

from .scene import JOAO, LIAM, MARIA, basket, card_of, checked, ill, medicine, prescribing, rules, stops, unknowns

PREGNANT = replace(MARIA, pregnant=True)


def test_children_and_what_harms_them():
    assert "aspirin-child" in rules(checked("aspirin", person=LIAM))
    assert stops(checked("codeine", person=LIAM)) == ["codeine-under-12"]
    assert stops(checked("codeine", person=replace(LIAM, born_on=date(2012, 1, 1)))) == []
    assert "codeine-under-18" in rules(checked("codeine", person=replace(LIAM, born_on=date(2012, 1, 1))))
    assert "tetracycline-child" in rules(checked("minocycline", person=LIAM))
    assert card_of(checked("codeine", person=LIAM), "codeine-under-12").summary == (
        "Codeine, 4 years: breathing may stop in children"
    )


def test_the_day_of_the_birthday_counts():
    twelve, eleven = date(2014, 11, 30), date(2014, 12, 1)

    assert stops(checked("codeine", person=replace(LIAM, born_on=twelve))) == []
    assert stops(checked("codeine", person=replace(LIAM, born_on=eleven))) == ["codeine-under-12"]


def test_a_newborn_is_told_by_months():
    newborn = replace(LIAM, born_on=date(2026, 11, 20))

    assert card_of(checked("ceftriaxone", person=newborn), "ceftriaxone-newborn").summary.startswith(
        "Ceftriaxone, 0 months"
    )


def test_an_unknown_age_is_said_where_it_matters():
    ageless = replace(JOAO, born_on=None)

    assert "The age is not known." in unknowns(checked("codeine", person=ageless))
    assert "The age is not known." not in unknowns(checked("amlodipine", person=ageless))


@pytest.mark.parametrize("substance", ["isotretinoin", "methotrexate", "lisinopril", "warfarin", "valproate"])
def test_what_harms_the_unborn_stops(substance):
    assert len(stops(checked(substance, person=PREGNANT))) == 1
    assert stops(checked(substance, person=MARIA)) == []


def test_paracetamol_and_amoxicillin_are_in_order_in_pregnancy():
    answer = checked("paracetamol", "amoxicillin", person=PREGNANT)

    assert answer.cards == ()
    assert "pregnancy" in answer.passed


def test_an_unknown_pregnancy_is_asked_where_it_matters():
    unasked = replace(MARIA, pregnant=None)

    assert unknowns(checked("isotretinoin", person=unasked))[-1] == (
        "Whether there is a pregnancy is not known; it matters for Isotretinoin."
    )
    assert "pregnancy" in checked("amlodipine", person=unasked).passed
    assert "pregnancy" in checked("isotretinoin", person=replace(JOAO, pregnant=None)).passed
    sixty = replace(unasked, born_on=date(1966, 1, 1))
    assert "pregnancy" in checked("isotretinoin", person=sixty).passed


def test_an_old_no_is_asked_again_before_the_gravest():
    long_ago = replace(MARIA, pregnancy_asked_on=date(2026, 9, 1))
    again = "Pregnancy was last asked on 1 September 2026; ask again before Isotretinoin."

    assert again in unknowns(checked("isotretinoin", person=long_ago))
    assert again not in unknowns(checked("isotretinoin", person=MARIA))
    assert "pregnancy" in checked("ibuprofen", person=long_ago).passed


def test_breast_feeding():
    nursing, unasked = replace(MARIA, breastfeeding=True), replace(MARIA, breastfeeding=None)

    assert card_of(checked("codeine", person=nursing), "codeine-breastfeeding").indicator == "critical"
    assert "Whether she breast-feeds is not known; it matters for Codeine." in unknowns(
        checked("codeine", person=unasked)
    )
    assert "pregnancy" in checked("amlodipine", person=unasked).passed


def test_a_beta_blocker_and_asthma():
    asthma = ill("J45.909", "Asthma")
    drop = medicine("timolol", route="ophthalmic")

    assert stops(checked("propranolol", problems=asthma)) == ["nonselective-asthma"]
    assert stops(checked(drop, problems=asthma)) == ["nonselective-asthma"]
    assert rules(checked("bisoprolol", problems=asthma)) == ["selective-asthma"]
    assert rules(checked("propranolol", problems=ill("J30.1", "Hay fever"))) == []
    card = card_of(checked("propranolol", problems=asthma), "nonselective-asthma")
    assert "On the problem list: Asthma (J45.909)." in card.detail


def test_an_anti_inflammatory_with_heart_ulcer_and_kidneys():
    problems = (*ill("I50.22", "Heart failure"), *ill("K25.4", "Ulcer"), *ill("N18.4", "Kidney disease"))
    answer = checked("naproxen", problems=problems)

    assert rules(answer) == ["nsaid-heart-failure", "nsaid-kidney", "nsaid-ulcer"]
    assert answer.interruptive == ()
    assert rules(checked(medicine("diclofenac", route="topical"), problems=problems)) == []


def test_codes_without_a_dot_are_understood():
    assert stops(checked("propranolol", problems=ill("J4520"))) == ["nonselective-asthma"]


def test_a_disease_without_a_code_is_said_to_be_unchecked():
    answer = checked("propranolol", problems=(Problem("wheezy chest"),))

    assert rules(answer) == []
    assert "Not coded and not checked: wheezy chest." in unknowns(answer)
    assert "condition" not in answer.passed


def test_a_medicine_known_by_its_words_only_passes_nothing():
    herbs = Taken("herbs", "grandmother's herbs", ())
    proposed, taken = prescribing.check(basket(herbs)), checked("amlodipine", taking=(herbs,))

    assert (proposed.cards, proposed.passed, len(proposed.unknown)) == ((), (), 8)
    assert {each.about for each in proposed.unknown} == {("herbs",)}
    assert [str(each.check) for each in taken.unknown if each.about == ("herbs",)] == [
        "interaction",
        "duplicate",
        "dose",
    ]


def test_a_substance_that_no_rule_names_is_said_to_be_unchecked():
    assert "No rule here is written about Zorbitamide." in unknowns(checked("zorbitamide"))
    assert "interaction" in checked("folic-acid").passed


def test_the_gravest_come_first():
    answer = checked("clarithromycin", "ibuprofen", taking=("simvastatin", "warfarin", "furosemide"))

    assert [(card.is_interruptive, str(card.indicator)) for card in answer.cards] == [
        (True, "critical"), (False, "critical"), (False, "warning"), (False, "info"),
    ]  # fmt: skip
