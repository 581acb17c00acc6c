"""What instruments add up to, by the tables that were published with them."""

from decimal import Decimal

import pytest

from ..form import form_of
from ..library import instruments
from ..scoring import score_of, worrying_in

FREQUENCIES = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
PHQ9 = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
GAD7 = ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"]


def adding_up_to(questions: list[str], total: int) -> dict[str, list[str]]:
    """Answers whose points add up to the total, from the first question on."""
    answers = {}
    for question in questions:
        points = min(total, 3)
        total -= points
        answers[question] = [FREQUENCIES[points]]
    return answers


# Kroenke, Spitzer, Williams 2001
@pytest.mark.parametrize(
    ("low", "high", "band"),
    [(0, 4, "minimal"), (5, 9, "mild"), (10, 14, "moderate"), (15, 19, "moderately severe"), (20, 27, "severe")],
)
def test_the_phq_9_means_what_was_published(low, high, band):
    form = instruments()["phq-9"]

    for total in range(low, high + 1):
        scored = score_of(form, adding_up_to(PHQ9, total))
        assert (scored.value, scored.band.text()) == (Decimal(total), band)


# Spitzer, Kroenke, Williams, Löwe 2006
@pytest.mark.parametrize(
    ("low", "high", "band"), [(0, 4, "minimal"), (5, 9, "mild"), (10, 14, "moderate"), (15, 21, "severe")]
)
def test_the_gad_7_means_what_was_published(low, high, band):
    form = instruments()["gad-7"]

    for total in range(low, high + 1):
        scored = score_of(form, adding_up_to(GAD7, total))
        assert (scored.value, scored.band.text()) == (Decimal(total), band)


def test_the_phq_2_is_at_its_cut_off_from_three_on():
    form = instruments()["phq-2"]

    bands = [score_of(form, adding_up_to(PHQ9[:2], total)).band.text("es") for total in (2, 3, 6)]

    assert bands == [
        "por debajo del punto de corte",
        "en el punto de corte o por encima: pregunte el PHQ-9",
        "en el punto de corte o por encima: pregunte el PHQ-9",
    ]


def test_a_question_left_out_gives_no_score():
    form, answers = instruments()["phq-9"], adding_up_to(PHQ9, 12)
    del answers["44252-5"]

    assert score_of(form, answers) is None


def test_an_answer_that_is_none_of_the_options_gives_no_score():
    assert score_of(instruments()["phq-9"], adding_up_to(PHQ9, 12) | {"44250-9": ["often"]}) is None


@pytest.mark.parametrize(("points", "worrying"), [(0, []), (1, ["44260-8"]), (3, ["44260-8"])])
def test_the_ninth_question_worries_from_one_point_on(points, worrying):
    answers = adding_up_to(PHQ9, 0) | {"44260-8": [FREQUENCIES[points]]}

    assert [item.link_id for item in worrying_in(instruments()["phq-9"], answers)] == worrying


def test_the_question_about_daily_life_counts_for_nothing():
    answers = adding_up_to(PHQ9, 9) | {"69722-7": ["LA6574-3"]}

    assert score_of(instruments()["phq-9"], answers).value == 9


def test_a_form_without_a_score_has_none():
    form = form_of({"resourceType": "Questionnaire", "item": [{"linkId": "1", "type": "boolean"}]})

    assert score_of(form, {"1": ["true"]}) is None


@pytest.mark.parametrize(("name", "questions"), [("phq-9", PHQ9), ("phq-2", PHQ9[:2]), ("gad-7", GAD7)])
def test_instruments_speak_spanish_to_the_last_answer(name, questions):
    form = instruments()[name]
    asked = [form.item(question) for question in questions]

    assert all(item.text("es") != item.text("en") for item in asked)
    assert all(
        [option.text("es") for option in item.options][1:]
        == ["Varios días", "Más de la mitad de los días", "Casi todos los días"]
        for item in asked
    )
    assert [option.text("en") for option in asked[0].options] == [
        "Not at all",
        "Several days",
        "More than half the days",
        "Nearly every day",
    ]
    assert form.score.link_ids == frozenset(questions)
