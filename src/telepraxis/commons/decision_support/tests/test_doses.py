"""How much is too much: at a time, in a day over all medicines, by weight for a child."""

from dataclasses import replace
from datetime import date

import pytest

from .scene import JOAO, LIAM, amount, card_of, checked, measured, medicine, rules, stops, unknowns


def of(substance: str, single=None, daily=None, unit: str = "mg", **said):
    given = {"single": amount(substance, single, unit)} if single is not None else {}
    given |= {"daily": amount(substance, daily, unit)} if daily is not None else {}
    return medicine(substance, route=said.pop("route", "oral"), **given, **said)


def test_the_most_in_a_day_may_be_taken_and_not_more():
    assert rules(checked(of("paracetamol", 1000, 4000))) == []
    assert rules(checked(of("paracetamol", 1000, 4500))) == ["paracetamol-adult.daily"]
    assert stops(checked(of("paracetamol", 1000, 4500))) == []
    assert stops(checked(of("paracetamol", 1000, 6000))) == ["paracetamol-adult.daily"]


def test_paracetamol_in_two_products_is_added_up():
    combined = medicine(
        "oxycodone+paracetamol", route="oral",
        single=amount("paracetamol", 650) + amount("oxycodone", 10), daily=amount("paracetamol", 2600),
    )  # fmt: skip
    plain = of("paracetamol", 1000, 3000, key="at-home")

    card = card_of(checked(combined, taking=(plain,)), "paracetamol-adult.daily")

    assert card.summary == "Paracetamol: 5600 mg a day, at most 4000 mg"
    assert card.about == ("oxycodone+paracetamol", "at-home")
    assert card.detail == (
        "Oxycodone with Paracetamol is about to be prescribed. Paracetamol is being taken.\n\n"
        "Its maximum is 4000 mg.\n\nLower it, or write the reason."
    )
    assert card.source.label == "US prescribing information: acetaminophen"


def test_what_is_only_taken_already_is_not_counted_against_another_substance():
    assert rules(checked(of("ibuprofen", 400, 1200), taking=(of("paracetamol", 1000, 9000),))) == []


def test_the_dose_of_a_child_goes_by_weight():
    right, twice = of("paracetamol", 240, 960), of("paracetamol", 500, 2000)

    assert rules(checked(right, person=LIAM)) == []
    answer = checked(twice, person=LIAM)
    assert [card.summary for card in answer.cards] == [
        "Paracetamol: 2000 mg a day, at most 1320 mg",
        "Paracetamol: 500 mg at a time, at most 264 mg",
    ]
    assert (
        "Its maximum is 15 mg for each kilogram, and the weight was 16 kg on 10 November 2026."
        in answer.cards[1].detail
    )


def test_a_heavy_child_does_not_get_more_than_an_adult():
    heavy = replace(LIAM, born_on=date(2010, 1, 1), weight_kg=measured(95))

    assert rules(checked(of("ibuprofen", 800, 3200), person=heavy)) == []
    assert rules(checked(of("ibuprofen", 850, 3200), person=heavy)) == ["ibuprofen-child.single"]


def test_a_child_without_a_weight_is_checked_against_the_adult_and_that_is_said():
    answer = checked(of("paracetamol", 1500, 2000), person=replace(LIAM, weight_kg=None))

    assert rules(answer) == ["paracetamol-child.single"]
    assert unknowns(answer) == ["The weight is not known; the dose for each kilogram was not checked."]


@pytest.mark.parametrize(("born", "weighed", "is_old"), [
    (date(2025, 6, 1), date(2026, 9, 1), True),
    (date(2025, 6, 1), date(2026, 11, 1), False),
    (date(2018, 6, 1), date(2025, 9, 1), True),
    (date(2018, 6, 1), date(2026, 1, 10), False),
])  # fmt: skip
def test_a_child_grows_out_of_a_weight(born, weighed, is_old):
    child = replace(LIAM, born_on=born, weight_kg=measured(12, weighed))
    old = f"The weight is of {weighed.day} {weighed:%B %Y}; weigh again."

    assert (old in unknowns(checked(of("paracetamol", 100, 400), person=child))) is is_old


def test_the_old_get_less():
    elder = replace(JOAO, born_on=date(1945, 1, 1))

    assert rules(checked(of("citalopram", 40, 40))) == []
    assert "citalopram-over-60.daily" in rules(checked(of("citalopram", 40, 40), person=elder))


def test_units_are_turned_into_each_other():
    assert rules(checked(of("levothyroxine", 100, 100, "ug"))) == []
    assert stops(checked(of("levothyroxine", 100, 100, "mg"))) == [
        "levothyroxine-adult.daily",
        "levothyroxine-adult.single",
    ]
    assert card_of(checked(of("digoxin", "0.5", "0.8", "mg")), "digoxin-adult.daily").summary == (
        "Digoxin: 800 mcg a day, at most 750 mcg"
    )


def test_a_unit_that_cannot_be_turned_is_unknown():
    answer = checked(of("ibuprofen", 2, 6, "mL"))

    assert rules(answer) == []
    assert "How much is taken in a day is not known: Ibuprofen." in unknowns(answer)


def test_a_cream_has_no_daily_maximum():
    answer = checked(of("diclofenac", 4000, 16000, route="topical"))

    assert rules(answer) == []
    assert "dose" in answer.passed


def test_methotrexate_once_a_week():
    weekly, daily = of("methotrexate", 15, 15, days_a_week=1), of("methotrexate", 15, 15, days_a_week=7)

    assert stops(checked(weekly)) == []
    assert stops(checked(daily)) == ["methotrexate-weekly"]
    assert "On how many days of the week Methotrexate is taken is not known; once a week is meant." in unknowns(
        checked(of("methotrexate", 15, 15))
    )


def test_what_has_no_maximum_here_says_so():
    assert "No maximum is written here for Morphine at this age and route." in unknowns(checked(of("morphine", 10, 60)))
    assert "No maximum is written here for Naproxen at this age and route." in unknowns(
        checked(of("naproxen", 100, 200), person=LIAM)
    )


def test_without_an_age_the_maximum_of_adults_is_used_and_that_is_said():
    answer = checked(of("paracetamol", 1000, 8000), person=replace(JOAO, born_on=None))

    assert stops(answer) == ["paracetamol-adult.daily"]
    assert "The age is not known; the maximum for adults was used." in unknowns(answer)
