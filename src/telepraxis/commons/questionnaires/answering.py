"""Answers as they are given: which questions are asked now, what is missing, what cannot be right. Pure.

Answers are `{linkId: [text, ...]}`: the key of an option, "true" or "false", a number with a point, a date, or words.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from .form import CHOICES, NUMBERS, Condition, Form, Item

Answers = Mapping[str, list[str]]

LONGEST, MOST = 4000, 20  # characters of an answer, answers to one question


def cleaned(item: Item, given: list[str]) -> list[str]:
    """Return what was given as it is kept: without blanks, a comma as a point, each choice once."""
    texts = [text.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST] for text in given]
    if item.type in NUMBERS:
        texts = ["".join(text.split()).replace(",", ".") for text in texts]
    kept = list(dict.fromkeys(text for text in texts if text))[:MOST]
    return kept if item.repeats else kept[:1]


def asked_now(form: Form, answers: Answers) -> list[Item]:
    """Return the items that are asked, after what was answered so far (R4, Questionnaire.item.enableWhen)."""
    known = {item.link_id: item for item in form.every()}
    parents = {below.link_id: item for item in form.every() for below in item.items}
    settled: dict[str, bool] = {}

    def is_asked(item: Item) -> bool:
        if item.link_id not in settled:
            settled[item.link_id] = False  # a circle of conditions asks nothing
            above = parents.get(item.link_id)
            settled[item.link_id] = (above is None or is_asked(above)) and _enabled(item, answers_of)
        return settled[item.link_id]

    def answers_of(link_id: str) -> tuple[Item | None, list[str]]:
        item = known.get(link_id)
        return item, list(answers.get(link_id, ())) if item and is_asked(item) else []

    return [item for item in form.every() if is_asked(item)]


def _enabled(item: Item, answers_of) -> bool:
    met = (_met(condition, *answers_of(condition.question)) for condition in item.conditions)
    return not item.conditions or (all(met) if item.needs_all else any(met))


def _met(condition: Condition, question: Item | None, given: list[str]) -> bool:
    if condition.operator == "exists":
        return bool(given) is (condition.wanted != "false")
    if condition.operator == "!=":
        return condition.wanted not in given
    if condition.operator == "=":
        return any(_same(each, condition.wanted) for each in given)
    return any(_compared(each, condition.operator, condition.wanted) for each in given)


def _same(one: str, other: str) -> bool:
    numbers = number_in(one), number_in(other)
    return one == other or (None not in numbers and numbers[0] == numbers[1])


def _compared(given: str, operator: str, wanted: str) -> bool:
    one, other = number_in(given), number_in(wanted)
    if one is None or other is None:
        one, other = date_in(given), date_in(wanted)
    if one is None or other is None:
        return False
    return {">": one > other, "<": one < other, ">=": one >= other, "<=": one <= other}.get(operator, False)


def number_in(text: str) -> Decimal | None:
    """Return the number that was written, None where it is none."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def date_in(text: str) -> date | None:
    """Return the whole date that was written, None where it is none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def counted(form: Form, answers: Answers) -> Answers:
    """Return the answers that count: to questions that are asked, not to those that were asked before."""
    return {item.link_id: answers[item.link_id] for item in asked_now(form, answers) if answers.get(item.link_id)}


def faults(form: Form, answers: Answers) -> dict[str, str]:
    """Return what keeps the form from being handed in: a sentence for each question, in their order."""
    found = {item.link_id: _fault(item, answers.get(item.link_id, [])) for item in asked_now(form, answers)}
    return {link_id: sentence for link_id, sentence in found.items() if sentence}


def _fault(item: Item, given: list[str]) -> str:
    if not item.is_asked:
        return ""
    if not given:
        return _("This question needs an answer.") if item.required else ""
    return next((sentence for each in given if (sentence := wrong_with(item, each))), "")


def wrong_with(item: Item, text: str) -> str:
    """Return what is wrong with one answer, "" for one that may stand."""
    if item.options:
        fits = item.option(text) is not None or item.type == "open-choice"
        return "" if fits else _("Choose one of the answers.")
    if item.type == "boolean":
        return "" if text in ("true", "false") else _("Choose one of the answers.")
    if item.type in NUMBERS:
        return _wrong_number(item, text)
    if item.type == "date":
        return _wrong_date(item, text)
    return ""


def _wrong_number(item: Item, text: str) -> str:
    number = number_in(text)
    if number is None:
        return _("Write a number.")
    if item.type == "integer" and number != number.to_integral_value():
        return _("Write a whole number.")
    low, high = number_in(item.low), number_in(item.high)
    if (low is not None and number < low) or (high is not None and number > high):
        return _beyond(item)
    return ""


def _wrong_date(item: Item, text: str) -> str:
    day = date_in(text)
    if day is None:
        return _("Write a date.")
    low, high = date_in(item.low), date_in(item.high)
    return _beyond(item) if (low and day < low) or (high and day > high) else ""


def _beyond(item: Item) -> str:
    if item.low and item.high:
        return _("It must lie between %(low)s and %(high)s.") % {"low": item.low, "high": item.high}
    if item.low:
        return _("It must be at least %(low)s.") % {"low": item.low}
    return _("It must be at most %(high)s.") % {"high": item.high}


def progress(form: Form, answers: Answers) -> tuple[int, int]:
    """Return how many of the questions that are asked have an answer, and how many there are."""
    asked = [item for item in asked_now(form, answers) if item.is_asked]
    return sum(bool(answers.get(item.link_id)) for item in asked), len(asked)


def is_choice(item: Item) -> bool:
    """Tell whether the question is answered by choosing."""
    return bool(item.options) or item.type in (*CHOICES, "boolean")
