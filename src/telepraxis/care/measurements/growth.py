"""How a child grows: each weight, height, head and BMI as a percentile of its age and sex, with whose table says so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .birth import CORRECTED_UNTIL, Gestation
from .growth_tables import Reference, Table
from .lms import percentile_of
from .reading import Measured

DAYS_A_MONTH = 30.4375
GROWN_UP = 240  # months
LOW, HIGH = 3, 97  # percentiles beyond which a value is flagged
UNLIKELY = 5  # beyond this z-score it is more likely a slip of the hand
KINDS: dict[str, tuple[str | Promise, str]] = {
    "weight": (pgettext_lazy("of a body", "Weight"), "kg"),
    "height": (pgettext_lazy("of a body", "Height"), "cm"),
    "bmi": (gettext_lazy("Body mass index"), "kg/m²"),
    "head": (gettext_lazy("Head circumference"), "cm"),
}
OF_KIND = {"weight": "weight", "height": "height", "head": "head_circumference"}


@dataclass(frozen=True)
class Point:
    """One value of a child. `z` and `percentile` are None where no table covers the age; `age` is the one that counts
    for the curves, corrected where the child was born early, `lived` the one since birth.
    """

    at: datetime
    age: float  # months
    lived: float  # months
    value: float
    z: float | None
    percentile: float | None
    source: str

    @property
    def side(self) -> str:
        """Return low, high or ""."""
        if self.percentile is None:
            return ""
        return "low" if self.percentile < LOW else "high" if self.percentile > HIGH else ""

    @property
    def is_unlikely(self) -> bool:
        return self.z is not None and abs(self.z) > UNLIKELY

    @property
    def percentile_text(self) -> str:
        """Return it as it is said: "< 1st" and "> 99th" at the ends."""
        if self.percentile is None:
            return "–"
        if self.percentile < 1:
            return _("below 1")
        return _("above 99") if self.percentile > 99 else f"{self.percentile:.0f}"

    @property
    def z_text(self) -> str:
        return "–" if self.z is None else f"{self.z:+.2f}"

    @property
    def value_text(self) -> str:
        return f"{self.value:.2f}".rstrip("0").rstrip(".")

    @property
    def age_text(self) -> str:
        return in_words(self.lived)

    @property
    def corrected_text(self) -> str:
        """Return the corrected age, "" where it is the same."""
        if self.age == self.lived:
            return ""
        return _("before term") if self.age < 0 else in_words(self.age)


class Value(NamedTuple):
    """A number, when it was measured, and on which day by the reader's clock."""

    at: datetime
    day: date
    number: float


@dataclass(frozen=True)
class Course:
    """One measure of a child through time, the newest first, and the table that holds for the newest."""

    measure: str
    points: list[Point]
    table: Table | None

    @property
    def label(self) -> str | Promise:
        return KINDS[self.measure][0]

    @property
    def unit(self) -> str:
        return KINDS[self.measure][1]

    @property
    def newest(self) -> Point:
        return self.points[0]


def in_words(age: float) -> str:
    """Return an age in months as it is said."""
    years, months = divmod(int(age), 12)
    if age < 2:
        return _("%(count)s days") % {"count": round(age * DAYS_A_MONTH)}
    if years < 2:
        return _("%(count)s months") % {"count": int(age)}
    if months == 0:
        return _("%(count)s years") % {"count": years}
    return _("%(years)s y %(months)s m") % {"years": years, "months": months}


def age_in_months(born: date, day: date) -> float:
    """Return the age as the tables count it."""
    return (day - born).days / DAYS_A_MONTH


def is_growing(born: date | None, today: date) -> bool:
    """Tell whether somebody is of an age of which growth is followed."""
    return born is not None and 0 <= age_in_months(born, today) <= GROWN_UP


def courses_of(
    measured: dict[str, list[Measured]], born: date, reference: Reference, gestation: Gestation | None = None
) -> list[Course]:
    """Return how a child grew, from what was measured, newest first. BMI is of a weight and a height of one day.

    Ages of a child that was born early are corrected by its `gestation` (birth.py).
    """
    early = gestation.missing_days if gestation else 0
    values = {measure: _values(measured.get(kind, [])) for measure, kind in OF_KIND.items()}
    values["bmi"] = list(_bmis(values["weight"], values["height"]))
    found = (
        (measure, [_point(measure, value, born, reference, early) for value in values[measure]]) for measure in KINDS
    )
    shown = ((measure, [point for point in points if 0 <= point.lived <= GROWN_UP]) for measure, points in found)
    return [Course(measure, points, reference.table_for(measure, points[0].age)) for measure, points in shown if points]


def _values(measured: Iterable[Measured]) -> list[Value]:
    return [Value(one.at, one.day, float(one.values[0])) for one in measured]


def _bmis(weights: list[Value], heights: list[Value]) -> Iterator[Value]:
    by_day = {each.day: each.number for each in reversed(heights)}
    for each in weights:
        if height := by_day.get(each.day):
            yield Value(each.at, each.day, round(each.number / (height / 100) ** 2, 2))


def _point(measure: str, value: Value, born: date, reference: Reference, early: int) -> Point:
    lived = age_in_months(born, value.day)
    age = lived - early / DAYS_A_MONTH if lived < CORRECTED_UNTIL else lived
    table = reference.table_for(measure, age)
    numbers = table.at(age) if table else None
    z = numbers.z_of(value.number) if numbers else None
    percentile = None if z is None else percentile_of(z)
    return Point(value.at, age, lived, value.number, z, percentile, table.source if table else "")
