"""What the caller knows and passes: the person, what they take, what is about to be prescribed. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from telepraxis.registry.formulary.medicine import Ingredient


@dataclass(frozen=True)
class Amount:
    """Of one substance: `value` in `unit` (UCUM)."""

    substance: str
    value: Decimal
    unit: str


@dataclass(frozen=True)
class Taken:
    """A medicine, proposed or taken. `ingredients` empty: it is known by its words only and cannot be checked."""

    key: str  # the caller's own name for it, given back in the cards
    words: str
    ingredients: tuple[Ingredient, ...]
    route: str = ""
    single: tuple[Amount, ...] = ()  # of each substance, at most, at a time
    daily: tuple[Amount, ...] = ()  # at most, in a day; empty: unknown
    days: int | None = None
    is_proposed: bool = False
    days_a_week: int | None = None  # on how many days of a week it is taken; None: unknown


@dataclass(frozen=True)
class Allergy:
    """`substance` is a substance or a class, "" where nobody coded it; `is_intolerance`: a side effect, no allergy."""

    words: str
    substance: str = ""
    reaction: str = ""
    is_severe: bool = False
    is_intolerance: bool = False


@dataclass(frozen=True)
class Problem:
    """A diagnosis that stands; ICD-10-CM where it is coded, else ""."""

    words: str
    code: str = ""


@dataclass(frozen=True)
class Measured:
    """A number with its day: body weight in kg, creatinine in umol/L."""

    value: Decimal
    on: date


@dataclass(frozen=True)
class Person:
    """Who it is for. None means unknown, and what it is needed for is then said to be unchecked."""

    born_on: date | None
    sex: str = ""  # male, female, other, unknown: what the record's administrative gender says
    weight_kg: Measured | None = None
    height_cm: Measured | None = None
    creatinine_umol_l: Measured | None = None
    egfr: Measured | None = None  # mL/min/1.73 m2, as a laboratory reported it
    pregnant: bool | None = None
    pregnancy_asked_on: date | None = None
    breastfeeding: bool | None = None


@dataclass(frozen=True)
class Basket:
    """All that a check looks at. `today` is the day at the patient's place."""

    today: date
    person: Person
    proposed: tuple[Taken, ...]
    taking: tuple[Taken, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    none_known: bool = False  # "no known allergies" was stated
    problems: tuple[Problem, ...] = ()
