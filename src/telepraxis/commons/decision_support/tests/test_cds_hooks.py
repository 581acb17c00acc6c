"""An answer as another program reads it: CDS Hooks 2.0."""

from dataclasses import replace

import pytest

from telepraxis.commons.decision_support import cds_hooks
from telepraxis.commons.decision_support.cards import Answer
from telepraxis.commons.decision_support.facts import Taken
from telepraxis.registry.formulary.medicine import Ingredient

from .scene import checked


def test_a_card_as_the_standard_wants_it():
    (card,) = cds_hooks.response(checked("clarithromycin", taking=("simvastatin",)))["cards"][:1]

    assert card["summary"] == "Clarithromycin with Simvastatin: muscle damage"
    assert card["indicator"] == "critical"
    assert card["source"]["topic"] == {
        "system": "urn:telepraxis:decision-support:rule", "code": "onc-statin-cyp3a4", "display": "Interaction",
    }  # fmt: skip
    assert card["source"]["url"] == "https://doi.org/10.1136/amiajnl-2011-000612"
    assert [reason["code"] for reason in card["overrideReasons"]] == [
        "benefit", "tolerated", "monitored", "no-alternative", "fact-wrong",
    ]  # fmt: skip
    assert set(card) == {"uuid", "summary", "detail", "indicator", "source", "overrideReasons"}


def test_the_same_finding_bears_the_same_name_again():
    first, second = (cds_hooks.response(checked("ibuprofen", taking=("warfarin",))) for _time in range(2))

    assert first == second
    assert len({card["uuid"] for card in first["cards"]}) == len(first["cards"])


def test_a_passive_card_asks_for_no_reason():
    cards = cds_hooks.response(checked("ibuprofen", taking=("warfarin",)))["cards"]

    assert [card for card in cards if "overrideReasons" in card] == []


def test_what_is_unknown_is_a_card_of_information():
    cards = cds_hooks.response(checked("amoxicillin", none_known=False))["cards"]

    assert [(card["summary"], card["indicator"]) for card in cards if "allergies" in card["detail"]] == [
        ("Not checked (Allergy)", "info")
    ]


def test_a_name_without_end_is_cut_to_fit():
    endless = Taken("long", "Long", (Ingredient("ibuprofen", "Ibuprofen" * 40),))

    (card,) = [card for card in checked(endless, taking=("warfarin",)).cards if card.rule == "warfarin-nsaid"]

    assert len(card.summary) == 140
    assert card.summary.endswith("…")


def test_a_summary_that_is_too_long_is_refused():
    card = replace(checked("ibuprofen", taking=("warfarin",)).cards[0], summary="x" * 141)

    with pytest.raises(cds_hooks.TooLong):
        cds_hooks.response(Answer(cards=(card,)))
