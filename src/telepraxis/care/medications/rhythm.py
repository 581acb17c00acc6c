"""How long and on how many days a medicine is taken, as decision support asks. Pure."""

from decimal import ROUND_CEILING, Decimal

from .ordering import totals
from .ordering.dosage import Dosage, Step

WEEK = Decimal(7)
LASTS = {"d": Decimal(1), "wk": WEEK, "mo": Decimal(30)}


def course_days(dosage: Dosage | None) -> int | None:
    """Return how long it is taken, None for until told otherwise."""
    if dosage is None or not dosage.steps:
        return None
    lengths = [max(step.days or 0 for step in group) for group in totals.concurrent(dosage)]
    return sum(lengths) if all(lengths) else None


def days_a_week(dosage: Dosage | None) -> int | None:
    """Return on how many days of a week it is taken, at most; None where it has no rhythm, as when it is needed."""
    if dosage is None or not dosage.steps:
        return None
    found = [_days_of(group) for group in totals.concurrent(dosage)]
    return None if None in found else max(found)


def _days_of(group: list[Step]) -> int | None:
    """Steps of a group run side by side: on different days they add up, on the same they do not."""
    named = [set(step.days_of_week) for step in group]
    if all(named):
        return len(set().union(*named))
    days = [_of_step(step) for step in group]
    return None if None in days else min(7, max(days))


def _of_step(step: Step) -> int | None:
    if step.days_of_week:
        return len(step.days_of_week)
    if step.count == 1:
        return 1
    if not step.times:
        return None
    if step.period_unit not in LASTS:
        return 7  # every so many hours
    spell = LASTS[step.period_unit] * step.period
    times = min(Decimal(step.times_max or step.times), spell)  # more than once a day is still one day
    return int(min(WEEK, max(Decimal(1), (times * WEEK / spell).to_integral_value(ROUND_CEILING))))
