"""Which questions are asked, what is missing and what cannot be right."""

import pytest

from ..answering import asked_now, cleaned, counted, faults, progress
from ..form import form_of
from ..library import instruments
from .test_scoring import PHQ9, adding_up_to


def asking(*items: dict):
    return form_of({"resourceType": "Questionnaire", "status": "draft", "item": list(items)})


def when(operator: str, **answer) -> dict:
    return {"question": "first", "operator": operator, **answer}


def names(form, answers) -> list[str]:
    return [item.link_id for item in asked_now(form, answers)]


# R4, http://hl7.org/fhir/R4/valueset-questionnaire-enable-operator.html
@pytest.mark.parametrize(
    ("type", "condition", "given", "asked"),
    [
        ("boolean", when("=", answerBoolean=True), ["true"], True),
        ("boolean", when("=", answerBoolean=True), ["false"], False),
        ("boolean", when("=", answerBoolean=True), [], False),
        ("boolean", when("!=", answerBoolean=True), [], True),
        ("boolean", when("!=", answerBoolean=True), ["true"], False),
        ("boolean", when("exists", answerBoolean=True), ["false"], True),
        ("boolean", when("exists", answerBoolean=False), ["false"], False),
        ("boolean", when("exists", answerBoolean=False), [], True),
        ("integer", when(">", answerInteger=10), ["11"], True),
        ("integer", when(">", answerInteger=10), ["10"], False),
        ("integer", when(">", answerInteger=10), ["9"], False),
        ("integer", when("<", answerInteger=10), ["9"], True),
        ("decimal", when("=", answerDecimal=1.5), ["1.50"], True),
        ("decimal", when(">=", answerDecimal=1.5), ["1.5"], True),
        ("decimal", when("<=", answerDecimal=1.5), ["1.51"], False),
        ("date", when(">", answerDate="2026-01-31"), ["2026-02-01"], True),
        ("date", when("<", answerDate="2026-01-31"), ["2026-02-01"], False),
        ("integer", when(">", answerInteger=10), ["many"], False),
        ("choice", when("=", answerCoding={"code": "b"}), ["a", "b"], True),
        ("choice", when("!=", answerCoding={"code": "b"}), ["a", "b"], False),
    ],
)
def test_a_condition_is_met_or_not(type, condition, given, asked):
    form = asking({"linkId": "first", "type": type}, {"linkId": "then", "type": "string", "enableWhen": [condition]})

    assert ("then" in names(form, {"first": given})) is asked


@pytest.mark.parametrize(("behavior", "asked"), [("all", False), ("any", True)])
def test_all_conditions_or_any(behavior, asked):
    both = [when(">", answerInteger=1), when(">", answerInteger=5)]
    form = asking(
        {"linkId": "first", "type": "integer"},
        {"linkId": "then", "type": "string", "enableWhen": both, "enableBehavior": behavior},
    )

    assert ("then" in names(form, {"first": ["3"]})) is asked


def test_what_hangs_on_a_question_that_is_not_asked_is_not_asked():
    form = asking(
        {"linkId": "first", "type": "boolean"},
        {"linkId": "second", "type": "boolean", "enableWhen": [when("=", answerBoolean=True)]},
        {"linkId": "third", "type": "string", "enableWhen": [{**when("=", answerBoolean=True), "question": "second"}]},
    )
    answers = {"first": ["false"], "second": ["true"], "third": ["from before"]}

    assert names(form, answers) == ["first"]
    assert counted(form, answers) == {"first": ["false"]}
    assert names(form, answers | {"first": ["true"]}) == ["first", "second", "third"]


def test_a_circle_of_conditions_asks_nothing():
    form = asking(
        {"linkId": "first", "type": "string", "enableWhen": [{**when("exists", answerBoolean=True), "question": "b"}]},
        {"linkId": "b", "type": "string", "enableWhen": [when("exists", answerBoolean=True)]},
    )

    assert names(form, {"first": ["x"], "b": ["y"]}) == []


def test_a_group_that_is_not_asked_hides_what_stands_in_it():
    form = asking(
        {"linkId": "first", "type": "boolean"},
        {"linkId": "more", "type": "group", "enableWhen": [when("=", answerBoolean=True)],
         "item": [{"linkId": "inner", "type": "string", "required": True}]},
    )  # fmt: skip

    assert faults(form, {"first": ["false"]}) == {}
    assert faults(form, {"first": ["true"]}) == {"inner": "This question needs an answer."}


LOW, HIGH = "http://hl7.org/fhir/StructureDefinition/minValue", "http://hl7.org/fhir/StructureDefinition/maxValue"


@pytest.mark.parametrize(
    ("type", "given", "sentence"),
    [
        ("integer", "4", None),
        ("integer", "4.5", "Write a whole number."),
        ("integer", "eleven", "Write a number."),
        ("integer", "NaN", "Write a number."),
        ("integer", "11", "It must lie between 0 and 10."),
        ("integer", "-1", "It must lie between 0 and 10."),
        ("decimal", "9.75", None),
        ("boolean", "perhaps", "Choose one of the answers."),
        ("date", "2026-02-30", "Write a date."),
    ],
)
def test_what_cannot_be_right_is_said(type, given, sentence):
    limits = [{"url": LOW, "valueInteger": 0}, {"url": HIGH, "valueInteger": 10}]
    form = asking({"linkId": "one", "type": type, "extension": limits if type != "date" else []})

    assert faults(form, {"one": [given]}) == ({"one": sentence} if sentence else {})


def test_answers_are_kept_clean():
    number, several = asking(
        {"linkId": "n", "type": "decimal"},
        {
            "linkId": "s",
            "type": "choice",
            "repeats": True,
            "answerOption": [{"valueString": "a"}, {"valueString": "b"}],
        },
    ).items

    assert cleaned(number, [" 36,6 ", "37"]) == ["36.6"]
    assert cleaned(several, ["a", "b", "a", ""]) == ["a", "b"]


def test_the_phq_9_asks_how_hard_it_is_once_something_is_there():
    form = instruments()["phq-9"]

    assert progress(form, adding_up_to(PHQ9, 0)) == (9, 9)
    assert progress(form, adding_up_to(PHQ9, 1)) == (9, 10)
    assert faults(form, adding_up_to(PHQ9, 1)) == {}
    assert list(faults(form, {})) == PHQ9
