"""How a medicine is taken, as FHIR says it (http://hl7.org/fhir/R4/dosage.html), in the words of this house."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Dose:
    """How much at a time: 1 tablet, 1 to 2 tablets, 5 mL. `low` and `high` are the same where it is no range.

    `unit` is what the medicine is counted in, or a UCUM unit of its substance. Where the dose was given by body
    weight, `per_kg` and `per_kg_unit` keep what was said (25 mg/kg), `per_kg_is_daily` whether it meant a day, and
    `low`/`high` what it came to.
    """

    low: Decimal
    high: Decimal
    unit: str
    per_kg: Decimal | None = None
    per_kg_unit: str = ""
    per_kg_is_daily: bool = False
    weight_kg: Decimal | None = None


@dataclass(frozen=True)
class Step:
    """One stretch of a course. A course that does not change has one step; a taper has several, one after another.

    `times` in each `period` `period_unit` (3 in 1 d; 1 in 8 h; 1 in 1 wk). `times` 0 with `as_needed`: no rhythm.
    `when` are codes of FHIR's EventTiming (MORN, HS, AC, PC, WAKE, C ...), `days_of_week` mon..sun.
    `days` is how long, None for until told otherwise; `count` is how many times in all, 1 for a single dose.
    `with_previous`: it runs alongside the step before it (20 units in the morning and 14 in the evening), not after it.
    """

    dose: Dose
    times: int = 1
    times_max: int | None = None  # 3 to 4 times a day
    period: Decimal = Decimal(1)
    period_unit: str = "d"  # h, d, wk, mo
    when: tuple[str, ...] = ()
    days_of_week: tuple[str, ...] = ()
    days: int | None = None
    period_max: Decimal | None = None  # every 4 to 6 hours
    count: int | None = None
    with_previous: bool = False


@dataclass(frozen=True)
class Dosage:
    """Everything on how it is taken. `most_per_day` caps what is taken as needed, in the unit of the dose."""

    steps: tuple[Step, ...]
    route: str = ""
    as_needed: bool = False
    as_needed_for: str = ""  # pain
    most_per_day: Decimal | None = None
    site: str = ""  # left eye, affected skin
    extra: str = ""  # anything to add in the prescriber's words


@dataclass(frozen=True)
class Supply:
    """How much is handed out, in what the medicine is counted in, and how often again."""

    quantity: Decimal | None
    unit: str
    repeats: int = 0  # beyond the first
    interval_days: int | None = None  # not sooner than this after the last
    days: int | None = None  # how long one supply lasts
    why_unknown: str = ""  # what the quantity could not be counted from
