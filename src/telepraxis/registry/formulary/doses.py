"""Usual doses of what we know: for what, for whom, how much, how often, what is never exceeded, each with its source.

`starter/doses.csv` says it for substances, a route and often a form; a product of any catalogue finds the doses of its
substances. A dose is an amount of the first substance in the line (`500 mg`), or pieces of the form (`2 puff`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .dose_forms import UNITS as COUNTED
from .medicine import Medicine
from .strengths import IN_MG, UNITS, plain
from .substances import cited, read_rows

AGE = re.compile(r"(?:(\d+)([dmy]))?-(?:(\d+)([dmy]))?")
WEIGHT = re.compile(r"(\d+(?:\.\d+)?)?-(\d+(?:\.\d+)?)?")
DOSE = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))? ([^/]+?)(/kg)?(/d)?")
TIMES = re.compile(r"(\d+)(?:-(\d+))?/(\d+)(h|d|wk|mo)")
APPLICATION = "application"  # as much of a cream as covers the place
IN_MONTHS = {"d": Decimal(1) / Decimal(30), "m": Decimal(1), "y": Decimal(12)}


@dataclass(frozen=True)
class Most:
    """Never more than `value` in `unit` of the substance; `is_per_kg`: for each kilogram of body weight."""

    substance: str
    value: Decimal
    unit: str
    is_per_kg: bool = False


@dataclass(frozen=True)
class UsualDose:
    """One line: a dose for one indication and one kind of person.

    Ages are in months, `None` where there is no limit; the upper one is not reached any more. `unit` is a UCUM unit of
    `substance`, or what the form is counted in. `times` in `period` `period_unit`; 0 with `is_once`: a single dose.
    """

    indication: str
    routes: tuple[str, ...]
    substance: str
    low: Decimal
    high: Decimal
    unit: str
    per_kg: bool
    per_kg_is_daily: bool
    times: int
    times_max: int | None
    period: Decimal
    period_unit: str
    is_once: bool
    as_needed: bool
    days_low: int | None
    days_high: int | None
    age_from_months: Decimal | None
    age_to_months: Decimal | None
    weight_from_kg: Decimal | None
    weight_to_kg: Decimal | None
    maximum_single: Most | None
    maximum_daily: Most | None
    note: str
    source: str

    def is_for(self, *, age_months: Decimal | int | None = None, weight_kg: Decimal | None = None) -> bool:
        """Return whether it is a dose for this age and weight; what is not known rules nothing out."""
        return _within(age_months, self.age_from_months, self.age_to_months) and _within(
            weight_kg, self.weight_from_kg, self.weight_to_kg
        )


def usual(
    medicine: Medicine, *, age_months: Decimal | int | None = None, weight_kg: Decimal | None = None
) -> tuple[UsualDose, ...]:
    """Return the usual doses of the medicine, in the order of our list: the commonest use first.

    None is returned for substances that we wrote no doses for: that says nothing about them.
    """
    held = frozenset(each.substance for each in medicine.ingredients)
    return tuple(
        dose
        for forms, dose in _by_substances().get(held, ())
        if (not forms or medicine.form in forms) and (not dose.routes or set(dose.routes) & set(medicine.routes))
        if dose.is_for(age_months=age_months, weight_kg=weight_kg)
    )


def maximums(
    substance: str, *, route: str = "", age_months: Decimal | int | None = None, weight_kg: Decimal | None = None
) -> tuple[UsualDose, ...]:
    """Return the lines that name a maximum of this substance alone, for this route, age and weight."""
    lines = _by_substances().get(frozenset([substance]), ())
    return tuple(
        dose
        for _, dose in lines
        if (dose.maximum_single or dose.maximum_daily) and (not route or not dose.routes or route in dose.routes)
        if dose.is_for(age_months=age_months, weight_kg=weight_kg)
    )


@lru_cache(maxsize=2_000)
def first_amount(substances: tuple[str, ...]) -> str:
    """Return the smallest amount, as a figure, of the commonest dose of these substances; "" where none is known."""
    for _, dose in _by_substances().get(frozenset(substances), ()):
        if not dose.per_kg and dose.unit in IN_MG:
            return plain(dose.low * IN_MG[dose.unit])
    return ""


@lru_cache(maxsize=1)
def _by_substances() -> dict[frozenset[str], tuple[tuple[frozenset[str], UsualDose], ...]]:
    found: dict[frozenset[str], list[tuple[frozenset[str], UsualDose]]] = {}
    for row in read_rows("doses.csv"):
        line = frozenset(row["forms"].split()), read(row)
        found.setdefault(frozenset(row["substances"].split("+")), []).append(line)
    return {held: tuple(lines) for held, lines in found.items()}


def read(row: dict[str, str]) -> UsualDose:
    """Return a line of our list as a dose.

    :raises ValueError: a column says nothing that can be read.
    """
    substance = row["substances"].split("+")[0]
    low, high, unit, per_kg, daily = _dose(row["dose"])
    is_once = row["times"] == "once"
    times, times_max, period, period_unit = (0, None, Decimal(1), "d") if is_once else _times(row["times"])
    days_low, days_high = _days(row["days"])
    age_from, age_to = _age(row["age"])
    weight_from, weight_to = _weight(row["weight"])
    return UsualDose(
        indication=row["for"], routes=tuple(row["routes"].split()), substance=substance, low=low, high=high, unit=unit,
        per_kg=per_kg, per_kg_is_daily=daily, times=times, times_max=times_max, period=period, period_unit=period_unit,
        is_once=is_once, as_needed=row["prn"] == "yes", days_low=days_low, days_high=days_high,
        age_from_months=age_from, age_to_months=age_to, weight_from_kg=weight_from, weight_to_kg=weight_to,
        maximum_single=_most(substance, row["max_single"]), maximum_daily=_most(substance, row["max_daily"]),
        note=row["note"], source=cited(row["source"]),
    )  # fmt: skip


def _dose(text: str) -> tuple[Decimal, Decimal, str, bool, bool]:
    found = _matched(DOSE, text)
    low, high, unit, per_kg, daily = found.groups()
    if daily and not per_kg:
        raise ValueError(f"{text}: an amount for a day is said by its times")
    return Decimal(low), Decimal(high or low), _unit(unit), bool(per_kg), bool(daily)


def _unit(text: str) -> str:
    if text.lower() in UNITS and text != "mL":  # of the substance; what is drunk or dropped is counted
        return UNITS[text.lower()]
    if text in (*COUNTED, APPLICATION):
        return text
    raise ValueError(f"{text} is no unit of a dose")


def _times(text: str) -> tuple[int, int | None, Decimal, str]:
    low, high, period, unit = _matched(TIMES, text).groups()
    return int(low), int(high) if high else None, Decimal(period), unit


def _days(text: str) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    low, _, high = text.partition("-")
    return int(low), int(high or low)


def _age(text: str) -> tuple[Decimal | None, Decimal | None]:
    if not text:
        return None, None
    low, low_unit, high, high_unit = _matched(AGE, text).groups()
    return (
        Decimal(low) * IN_MONTHS[low_unit] if low else None,
        Decimal(high) * IN_MONTHS[high_unit] if high else None,
    )


def _weight(text: str) -> tuple[Decimal | None, Decimal | None]:
    if not text:
        return None, None
    low, high = _matched(WEIGHT, text).groups()
    return Decimal(low) if low else None, Decimal(high) if high else None


def _most(substance: str, text: str) -> Most | None:
    if not text:
        return None
    value, _, unit, per_kg, _ = _dose(text.removesuffix("/d"))
    return Most(substance, value, unit, per_kg)


def _matched(pattern: re.Pattern, text: str) -> re.Match:
    found = pattern.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} cannot be read in a line of doses")
    return found


def _within(value, low, high) -> bool:
    return value is None or ((low is None or value >= low) and (high is None or value < high))


def sources(doses: Iterable[UsualDose]) -> tuple[str, ...]:
    """Return the sources of these lines, each once, in their order."""
    return tuple(dict.fromkeys(dose.source for dose in doses))
