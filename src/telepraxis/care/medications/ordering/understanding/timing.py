"""How often, when, and for how long, from the pieces of a clause. Pure."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from telepraxis.base.ui.birth_dates import NotADate, month_number

from ..dosage import Dose, Step
from ..wording import page
from .asking import Told
from .clauses import Clause
from .pieces import Piece
from .vocabulary import NUMBERS

NOTHING = Dose(Decimal(0), Decimal(0), "")
EACH_MEAL = frozenset({"C", "AC", "PC"})
MOST_DAYS = 3660
IN_DAYS = {"d": 1, "wk": 7, "mo": 30}


def rhythm_of(clause: Clause, *, as_needed: bool, earlier: Step | None, told: Told, a_day: bool = False) -> Step | None:
    """Return a step with everything but its dose and its length; None where nothing says how often.

    `a_day`: the dose was said for a day, 40 mg a day, and is taken at once where nothing parts it.
    """
    moments = tuple(dict.fromkeys(code for piece in clause.of("moments") for code in piece.value.split()))
    meals = tuple(dict.fromkeys(code for piece in clause.of("meals") for code in piece.value.split()))
    days = tuple(dict.fromkeys(day for piece in clause.of("weekdays") for day in piece.value.split()))
    when = moments + meals
    said = [piece for piece in clause.of("rhythms", "divided") if piece.value]
    if len({_spelled(piece) for piece in said}) > 1:
        told.doubt(_("How often? The line says it in two ways."))
    if said:
        return _step(said[0], when, days, told)
    if clause.of("clock"):
        return Step(NOTHING, times=len(clause.of("clock")), when=when, days_of_week=days)
    if moments:
        return Step(NOTHING, times=len(moments), when=when, days_of_week=days)
    if a_day:
        told.assume(_("Once a day."))
        return Step(NOTHING, when=when, days_of_week=days)
    if days or clause.of("scheme", "once"):
        return Step(NOTHING, when=when, days_of_week=days)
    if meals:
        if meals[0] not in EACH_MEAL:
            return Step(NOTHING, times=len(meals), when=when)
        told.assume(_("At each of three meals: 3 times a day."))
        return Step(NOTHING, times=3, when=when)
    if as_needed:
        return Step(NOTHING, times=0)
    if clause.of("day_span"):
        told.assume(_("Once on each of these days."))
        return Step(NOTHING)
    if earlier is not None:
        told.assume(_("As often as before."))
        return Step(
            NOTHING, earlier.times, earlier.times_max, earlier.period, earlier.period_unit, earlier.when,
            earlier.days_of_week, period_max=earlier.period_max,
        )  # fmt: skip
    if clause.of("in_all"):
        return Step(NOTHING)
    told.miss(_("How often? Type twice a day, every 8 hours, at bedtime …"))
    return None


def _spelled(piece: Piece) -> str:
    return piece.value.replace("{n}", piece.slot("n"))


def _step(piece: Piece, when: tuple[str, ...], days: tuple[str, ...], told: Told) -> Step | None:
    times, _in, period, unit = piece.value.split()
    number = NUMBERS.read(piece.slot("n")) if piece.slot("n") else None
    low = high = Decimal(1)
    if times == "{n}":
        low, high = number.low, number.high
    elif times.isdigit():
        low = high = Decimal(times)
    least, most = (number.low, number.high) if period == "{n}" else (Decimal(period), Decimal(period))
    if low % 1 or high % 1 or low < 1 or least <= 0:
        told.doubt(_("How often? Type whole numbers: 3 times a day, every 8 hours."))
        return None
    return Step(
        NOTHING,
        times=int(low),
        times_max=int(high) if high != low else None,
        period=least,
        period_unit=unit,
        when=when,
        days_of_week=days,
        period_max=most if most != least else None,
    )


def length_of(clause: Clause, today: date, told: Told) -> tuple[int | None, int | None]:
    """Return (days, how many times in all); None for what has no end."""
    if clause.of("once"):
        return None, 1
    if in_all := clause.first("in_all"):
        return None, whole(in_all.number.high, told)
    if span := clause.first("day_span"):
        number = span.number
        return (1 if number is None or not number.is_range else whole(number.high - number.low + 1, told)), None
    if until := clause.first("until"):
        return _days_until(until.value, today, told), None
    if not (piece := clause.first("lengths")):
        return None, None
    many, _space, unit = piece.value.partition(" ")
    value = NUMBERS.read(piece.slot("n")).high if many == "{n}" else Decimal(many)
    if unit == "mo":
        told.assume(_("A month was taken as 30 days."))
    return whole(value * IN_DAYS[unit], told), None


def whole(value: Decimal, told: Told) -> int | None:
    """Return a number of days or times, whole; of a fraction, of nothing and of too many the prescriber is asked."""
    if value % 1 or not 1 <= value <= MOST_DAYS:
        told.doubt(_("“%(said)s” days or times cannot be. Type a whole number.") % {"said": page.figure(value)})
        return None
    return int(value)


def _days_until(said: str, today: date, told: Told) -> int | None:
    day = _day(said, today)
    if day is None or day < today:
        told.doubt(_("Until when? Type the day as 2026-12-31, or how many days."))
        return None
    told.assume(_("Until that day, beginning today."))
    return (day - today).days + 1


def _day(said: str, today: date) -> date | None:
    if said[:4].isdigit():
        try:
            return date.fromisoformat(said)
        except ValueError:
            return None
    parts = [part.strip(".,") for part in said.split() if part != "de"]
    number = next((int(part) for part in parts if part.isdigit() and len(part) < 3), None)
    year = next((int(part) for part in parts if part.isdigit() and len(part) == 4), None)
    name = next((part for part in parts if not part.isdigit()), "")
    try:
        month = month_number(name)
        day = date(year or today.year, month, number or 0)
    except (NotADate, ValueError):
        return None
    return day if year or day >= today else date(today.year + 1, month, day.day)
