"""The same twice, and what only looks so."""

import pytest

from .scene import card_of, checked, medicine, rules


def test_the_same_substance_in_two_medicines():
    combined = medicine("amlodipine+valsartan")

    card = card_of(checked(combined, taking=("amlodipine",)), "same-substance")

    assert (card.about, card.indicator) == (("amlodipine+valsartan", "amlodipine"), "warning")
    assert card.summary == "Amlodipine: the same substance twice"


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("ibuprofen", "naproxen", "two-nsaids"),
        ("lisinopril", "ramipril", "two-ace-inhibitors"),
        ("apixaban", "rivaroxaban", "two-anticoagulants"),
        ("omeprazole", "pantoprazole", "two-ppis"),
        ("sertraline", "venlafaxine", "ssri-and-snri"),
        ("zolpidem", "lorazepam", "two-sedatives"),
        ("acetaminophen", "paracetamol", "same-substance"),
    ],
)
def test_two_of_a_kind(one, other, rule):
    assert rule in rules(checked(one, taking=(other,)))
    assert rule in rules(checked(other, one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("insulin-glargine", "insulin-aspart"),
        ("warfarin", "enoxaparin"),
        ("lamotrigine", "levetiracetam"),
        ("aspirin", "clopidogrel"),
        ("furosemide", "spironolactone"),
        ("isosorbide-mononitrate", "nitroglycerin"),
        ("salmeterol", "salbutamol"),
        ("ferrous-sulfate", "calcium-carbonate"),
    ],
)
def test_what_belongs_together_is_no_duplicate(one, other):
    assert [card.rule for card in checked(one, taking=(other,)).cards if card.check == "duplicate"] == []


def test_a_slow_and_a_quick_opioid_are_mentioned_only():
    slow, quick = medicine("morphine", key="slow"), medicine("morphine", key="quick")

    assert [(card.rule, card.indicator) for card in checked(quick, taking=(slow,)).cards] == [
        ("same-substance-usual", "info")
    ]


def test_a_gel_beside_a_tablet_is_no_duplicate():
    gel = medicine("diclofenac", key="gel", route="topical")

    assert rules(checked(gel, taking=("ibuprofen",))) == []


def test_two_inhalers_with_the_same_steroid_are_mentioned():
    one, other = medicine("budesonide+formoterol", route="inhaled"), medicine("budesonide", route="inhaled")

    assert rules(checked(one, taking=(other,))) == ["same-substance-usual"]
