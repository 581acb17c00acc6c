"""Each row can speak: for every word in it there is a basket that brings its card. And each row is complete."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from telepraxis.commons.decision_support.checks.interaction import pairs
from telepraxis.commons.decision_support.facts import Problem
from telepraxis.commons.decision_support.rulebook import Grade, Rule, rows, rule_of, several
from telepraxis.commons.decision_support.substances import is_class, members
from telepraxis.commons.decision_support.wording.advices import ADVICE
from telepraxis.commons.decision_support.wording.effects import EFFECT

from .scene import JOAO, MARIA, TODAY, allergic, amount, card_of, checked, measured, medicine, rules, stops

SPEAKING = ("interactions", "triples", "allergies", "duplicates", "kidney", "ages", "pregnancy", "conditions", "weekly")
EVERY_TABLE = (*SPEAKING, "doses")


def examples(cell: str) -> list[str]:
    """Return a substance for each word of a cell: itself, or a member of the class."""
    return [min(members()[word] - {word}) if is_class(word) else word for word in several(cell)]


def each(table: str):
    return pytest.mark.parametrize("row", rows(table), ids=lambda row: row["id"])


@each("interactions")
def test_an_interaction_speaks_for_each_word_of_both_sides(row):
    left, right = examples(row["left"]), examples(row["right"])
    tried = [(one, right[0] if right[0] != one else right[-1]) for one in left]
    tried += [(left[0] if left[0] != other else left[-1], other) for other in right]

    assert [pair for pair in tried if row["id"] not in rules(checked(pair[0], taking=(pair[1],)))] == []


@each("triples")
def test_a_triple_speaks_and_two_of_it_do_not(row):
    one, two, three = (examples(row[part])[0] for part in ("first", "second", "third"))

    assert row["id"] in rules(checked(one, taking=(two, three)))
    assert row["id"] not in rules(checked(one, taking=(two,)))


@pytest.mark.parametrize("row", [row for row in rows("allergies") if row["allergy"] != "*"], ids=lambda row: row["id"])
def test_a_resemblance_speaks(row):
    word = row["allergy"].rstrip("!")
    codes = [word] if row["allergy"].endswith("!") else sorted(members().get(word, {word}) - {word}) or [word]
    tried = [(code, other) for code in codes for other in _all(row["medicine"]) if other not in (code, word)]
    heard = [card.rule for code, other in tried for card in _allergic_to(code, other).cards]

    assert row["id"] in heard


@each("kidney")
def test_a_band_speaks_below_its_number_and_not_above(row):
    below = float(row["below"])
    weak = replace(JOAO, creatinine_umol_l=_creatinine(below - 0.6, row["measure"]))
    strong = replace(JOAO, creatinine_umol_l=_creatinine(below + 0.6, row["measure"]))

    for slug in examples(row["medicine"]):
        assert row["id"] in rules(checked(slug, person=weak))
        assert row["id"] not in rules(checked(slug, person=strong))


@each("ages")
def test_an_age_speaks_within_its_years(row):
    years = float(row["from_years"])
    inside = replace(JOAO, born_on=TODAY - timedelta(days=round(years * 365.25) + 2))
    outside = replace(JOAO, born_on=TODAY - timedelta(days=round(float(row["below_years"] or 30) * 365.25) + 3))

    for slug in examples(row["medicine"]):
        assert row["id"] in rules(checked(slug, person=inside))
        assert row["id"] not in rules(checked(slug, person=outside))


@each("pregnancy")
def test_a_harm_to_the_child_speaks_in_its_state_only(row):
    in_state = replace(MARIA, **{row["state"]: True})

    for slug in examples(row["medicine"]):
        assert row["id"] in rules(checked(slug, person=in_state))
        assert row["id"] not in rules(checked(slug, person=MARIA))


@each("conditions")
def test_a_disease_speaks_for_each_medicine_and_code(row):
    for code in several(row["codes"]):
        for slug in examples(row["medicine"]):
            assert row["id"] in rules(checked(slug, problems=(Problem("a disease", code),)))
    assert row["id"] not in rules(checked(slug, problems=(Problem("Corns", "L84"),)))


@pytest.mark.parametrize("row", [row for row in rows("duplicates") if row["class"] != "*"], ids=lambda row: row["id"])
def test_two_of_a_class_speak(row):
    first, last = several(row["class"])[0], several(row["class"])[-1]
    one = min(members()[first] - {first})
    others = sorted(members()[last] - {one, last, first})

    assert row["id"] in [rule for other in others for rule in rules(checked(one, taking=(other,)))]


@each("doses")
def test_a_maximum_speaks_above_it_and_not_at_it(row):
    years = max(float(row["from_years"]), 1)
    person = replace(JOAO, born_on=TODAY - timedelta(days=round(years * 365.25) + 3), weight_kg=measured(500))
    route = several(row["routes"])[0] if row["routes"] else "oral"
    for kind in ("single", "daily"):
        most, days = Decimal(row[kind]), 1
        over = {kind: amount(row["substance"], most * Decimal("1.01"), row["unit"]), "days_a_week": days}
        at = {kind: amount(row["substance"], most, row["unit"]), "days_a_week": days}

        assert f"{row['id']}.{kind}" in rules(checked(medicine(row["substance"], route=route, **over), person=person))
        assert f"{row['id']}.{kind}" not in rules(checked(medicine(row["substance"], route=route, **at), person=person))


@each("weekly")
def test_a_weekly_medicine_stops_when_it_is_taken_daily(row):
    assert row["id"] in stops(checked(medicine(row["medicine"], days_a_week=7)))
    assert row["id"] not in rules(checked(medicine(row["medicine"], days_a_week=1)))


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_each_row_says_where_it_comes_from_and_when(table):
    for row in rows(table):
        rule = _complete(table, row)
        assert rule.source.label
        assert re.fullmatch(r"https://\S+", rule.source.url)
        assert date(2026, 1, 1) < date.fromisoformat(rule.source.written_on) <= TODAY


def test_no_two_rows_bear_one_name():
    ids = [row["id"] for table in EVERY_TABLE for row in rows(table)]

    assert sorted({name for name in ids if ids.count(name) > 1}) == ["same-substance"]


def test_each_sentence_is_used_and_none_is_missing():
    used = [row for table in SPEAKING for row in rows(table)]

    assert {row["effect"] for row in used} == set(EFFECT)
    assert {row["advice"] for row in used} | {"lower-or-reason"} == set(ADVICE)


def test_only_the_serious_few_interrupt():
    stopping = [row["id"] for row in rows("interactions") if row["grade"] == Grade.STOP]

    assert len([rule for rule in stopping if rule.startswith("onc-")]) == 15
    assert [rule for rule in stopping if not rule.startswith("onc-")] == [
        "nitrate-pde5", "riociguat-nitrate", "sacubitril-acei", "dofetilide-contraindicated", "maoi-b-opioid",
    ]  # fmt: skip
    assert len(pairs()) > 120


def test_each_source_is_used_and_none_is_missing():
    named = {row["source"] for table in (*EVERY_TABLE, "classes") for row in rows(table)}

    assert {key for key in named if not key.startswith("label")} == {row["key"] for row in rows("sources")}


def test_a_class_holds_more_than_itself():
    assert [name for name, slugs in members().items() if not slugs - {name}] == []


def _complete(table: str, row: dict[str, str]) -> Rule:
    if table == "doses":
        row = {**row, "grade": "watch", "effect": "builds-up", "advice": "lower-or-reason", "instead": ""}
    if table == "allergies":
        row = {**row, "grade": row["when_severe"] or row["intolerance"]}
    return rule_of({"instead": "", **row})


def _all(cell: str) -> list[str]:
    return [slug for word in several(cell) for slug in sorted(members().get(word, {word}))]


def _allergic_to(code: str, other: str):
    return checked(other, allergies=allergic("Something", code, reaction="anaphylaxis"))


def _creatinine(wanted: float, measure: str):
    """Return the creatinine at which João, 40 and 80 kg, filters so much: by bisection of the very equations."""
    from telepraxis.commons.decision_support.kidney_function import ckd_epi_2021, cockcroft_gault

    low, high = Decimal(10), Decimal(3000)
    for _step in range(60):
        middle = (low + high) / 2
        said = {"creatinine_umol_l": middle, "age": 40, "is_female": False}
        filtered = ckd_epi_2021(**said) if measure == "egfr" else cockcroft_gault(weight_kg=Decimal(80), **said)
        low, high = (middle, high) if filtered > wanted else (low, middle)
    return measured(middle)


def test_the_card_of_a_row_bears_its_grade():
    card = card_of(checked("ibuprofen", taking=("warfarin",)), "warfarin-nsaid")

    assert (card.indicator, card.is_interruptive, card.instead) == ("critical", False, ("paracetamol",))
