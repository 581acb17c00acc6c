"""Add up answers, say what the sum means, and find what somebody must see at once. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from .answering import Answers, counted
from .form import Band, Form, Item


@dataclass(frozen=True)
class Scored:
    """The sum of a form's questions. `band` is None where the form names none for it."""

    value: Decimal
    band: Band | None


def score_of(form: Form, answers: Answers) -> Scored | None:
    """Return the score; None where the form has none, or where a question that counts has no answer."""
    if form.score is None:
        return None
    given, total = counted(form, answers), Decimal(0)
    for item in form.every():
        if item.link_id not in form.score.link_ids:
            continue
        points = points_of(item, given.get(item.link_id, []))
        if points is None:
            return None
        total += points
    return Scored(total, band_of(form, total))


def points_of(item: Item, given: list[str]) -> Decimal | None:
    """Return the points of one question's answers, None without one that has points."""
    found = [option.score for each in given if (option := item.option(each)) and option.score is not None]
    return sum(found, Decimal(0)) if found else None


def band_of(form: Form, value: Decimal) -> Band | None:
    """Return what a score of the form means."""
    bands = form.score.bands if form.score else ()
    return next((band for band in bands if band.low <= value <= band.high), None)


def worrying_in(form: Form, answers: Answers) -> list[Item]:
    """Return the questions whose answers need somebody's eyes at once."""
    given = counted(form, answers)
    return [item for item in form.every() if is_worrying(item, given.get(item.link_id, []))]


def is_worrying(item: Item, given: list[str]) -> bool:
    """Tell whether these answers to the question need somebody's eyes at once."""
    points = points_of(item, given)
    return item.worrying_from is not None and points is not None and points >= item.worrying_from
