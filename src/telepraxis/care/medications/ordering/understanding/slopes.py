"""Courses that go down or up by a rule: "40 mg daily, reduce by 10 mg every 5 days" becomes its steps. Pure."""

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from ..wording import page
from .asking import Told
from .clauses import Clause
from .numbers import Number
from .pieces import Piece
from .vocabulary import NUMBERS

MOST_STEPS = 40


def expanded(clauses: list[Clause], told: Told) -> list[Clause]:
    """Return the clauses with each rule worked out into one clause for each dose."""
    found: list[Clause] = []
    for clause in clauses:
        slope = clause.first("slopes")
        if slope is None:
            found.append(clause)
            continue
        begin = _amount_in(clause) or (_amount_in(found[-1]) if found else None)
        if begin is None:
            told.miss(_("From which dose? Type 40 mg daily before the reduction."))
            continue
        values = _values(begin.number.high, slope, goes_on=not _amount_in(clause))
        if not values or len(values) > MOST_STEPS:
            told.doubt(_("The dose cannot go from there to there in such steps. Type the steps one by one."))
            continue
        found += _steps(clause, slope, begin, values, is_first=not found)
        told.assume(
            _("Doses of %(doses)s, %(days)s days each.")
            % {"doses": ", ".join(page.amount(value, begin.unit) for value in values), "days": _days(slope)}
        )
    return found


def _amount_in(clause: Clause) -> Piece | None:
    amounts = [piece for piece, _late in clause.doses if piece.kind in ("amount", "bare", "count")]
    return amounts[-1] if amounts else None


def _values(begin: Decimal, slope: Piece, *, goes_on: bool) -> list[Decimal]:
    """Return the doses one after another; `goes_on`: the first one was said already."""
    by = _number(slope.slot("a"))
    down = slope.value.startswith("down")
    end = _number(slope.slot("b")) if slope.slot("b") else Decimal(0)
    if by <= 0 or _days(slope) < 1 or (end >= begin if down else end <= begin):
        return []
    values, value = [], begin
    while (value > 0 and value >= end if down else value <= end) and len(values) <= MOST_STEPS:
        values.append(value)
        value += -by if down else by
    return values[1:] if goes_on else values


def _number(said: str) -> Decimal:
    digits = said.rstrip("abcdefghijklmnopqrstuvwxyz%[] ")
    return NUMBERS.read(digits).high if digits else Decimal(0)


def _days(slope: Piece) -> int:
    many = int(NUMBERS.read(slope.slot("n")).high) if slope.slot("n") else 1
    return many * (7 if slope.value.endswith("wk") else 1)


def _steps(clause: Clause, slope: Piece, begin: Piece, values: list[Decimal], *, is_first: bool) -> list[Clause]:
    length = Piece("lengths", slope.start, slope.end, f"{_days(slope)} d")
    facts = [piece for piece in clause.facts if piece is not slope and piece.kind != "lengths"]
    steps = []
    for place, value in enumerate(values):
        dose = replace(begin, number=Number(value, value, str(value)))
        doses = clause.doses if not place and _amount_in(clause) else [(dose, False)]
        link = clause.link if is_first and not place else "then"
        steps.append(Clause(link, list(doses), [*(facts if not place else []), length]))
    return steps
