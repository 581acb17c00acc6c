"""A reason that was given for one warning says nothing of another."""

from dataclasses import replace

from telepraxis.care.medications.concerns import about_words, card_key
from telepraxis.commons.decision_support.cards import Card, Check, Indicator, Source

WITH_WARFARIN = Card(
    check=Check.INTERACTION, indicator=Indicator.CRITICAL, rule="nsaid-anticoagulant", about=("ibuprofen", "warfarin"),
    summary="Ibuprofen with warfarin", detail="Together they make bleeding more likely.", source=Source("Label"),
    is_interruptive=True,
)  # fmt: skip


def test_the_same_rule_against_a_second_medicine_is_a_warning_of_its_own():
    with_apixaban = replace(WITH_WARFARIN, about=("ibuprofen", "apixaban"))

    assert card_key(WITH_WARFARIN) == "nsaid-anticoagulant:ibuprofen+warfarin"
    assert card_key(with_apixaban) == "nsaid-anticoagulant:ibuprofen+apixaban"


def test_what_three_are_about_fits_where_it_is_kept():
    keys = tuple(f"MedicationRequest/01a22ba0-df79-7faf-9414-f9527ef3039{digit}" for digit in range(3))
    assert about_words(replace(WITH_WARFARIN, about=keys)) == "+".join(keys)
