"""What is usual at an age, and who says so. Where no source is sure, nothing is flagged."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .kinds import Kind

NEWS2 = "NEWS2, Royal College of Physicians 2017"
FLEMING = "Fleming et al., Lancet 2011; 377: 1011"
NICE_FEVER = "NICE NG143"
WHO_OXYGEN = "WHO, Oxygen therapy for children 2016"
ESC = "ESC 2024"
ADA = "ADA Standards of Care"
AAP = "AAP 2017, Pediatrics 140: e20171904, table 6"
PALS = "PALS, American Heart Association 2020"
ADULT = 16 * 12  # months; NEWS2 is for people of 16 and older


@dataclass(frozen=True)
class Range:
    """The usual range of one number, both ends included (None: open), and the wider one outside which one acts."""

    low: str | None
    high: str | None
    source: str
    act_below: str | None = None
    act_above: str | None = None

    def side(self, value: Decimal) -> str:
        """Return "low", "high" or ""."""
        if self.low is not None and value < Decimal(self.low):
            return "low"
        return "high" if self.high is not None and value > Decimal(self.high) else ""

    def is_alarming(self, value: Decimal) -> bool:
        below = self.act_below is not None and value <= Decimal(self.act_below)
        return below or (self.act_above is not None and value >= Decimal(self.act_above))


@dataclass(frozen=True)
class Flag:
    """A value outside the usual range. `tone` is warn or danger; `why` is a sentence with the source."""

    side: str
    tone: str
    word: str | Promise
    usual: str
    source: str


# Months of age from which the row holds, then 1st and 99th centile.
HEART_RATES = (
    (0, 107, 181), (3, 104, 175), (6, 98, 168), (9, 93, 161), (12, 88, 156), (18, 82, 149), (24, 76, 142),
    (36, 70, 136), (48, 65, 131), (72, 59, 123), (96, 52, 115), (144, 47, 108), (180, 43, 104),
)  # fmt: skip
BREATHING_RATES = (
    (0, 25, 66), (3, 24, 64), (6, 23, 61), (9, 22, 58), (12, 21, 53), (18, 19, 46), (24, 18, 38),
    (36, 17, 33), (48, 17, 29), (72, 16, 27), (96, 14, 25), (144, 12, 23), (180, 11, 22),
)  # fmt: skip


# Years of age from which the row holds, then the pressure that is looked into further: of boys, of girls.
PRESSURES = (
    (1, (98, 52), (98, 54)), (2, (100, 55), (101, 58)), (3, (101, 58), (102, 60)), (4, (102, 60), (103, 62)),
    (5, (103, 63), (104, 64)), (6, (105, 66), (105, 67)), (7, (106, 68), (106, 68)), (8, (107, 69), (107, 69)),
    (9, (107, 70), (108, 71)), (10, (108, 72), (109, 72)), (11, (110, 74), (111, 74)), (12, (113, 75), (114, 75)),
    (13, (120, 80), (120, 80)),
)  # fmt: skip


def ranges_of(kind: Kind, months: int | None, gender: str = "") -> tuple[Range | None, ...]:
    """Return the range of each number of the kind at that age in months; None where no source is sure of one.

    Where a range differs by sex and that is not known, it is the one outside which both sexes' rows say so.
    """
    if months is None:
        return (None,) * len(kind.parts)
    return (
        _ADULTS.get(kind.name, (None,) * 2)[: len(kind.parts)] if months >= ADULT else _of_child(kind, months, gender)
    )


_ADULTS: dict[str, tuple[Range, ...]] = {
    "blood_pressure": (
        Range("101", "139", f"{ESC}; {NEWS2}", act_below="90", act_above="180"),
        Range(None, "89", ESC, act_above="110"),
    ),
    "heart_rate": (Range("51", "90", NEWS2, act_below="40", act_above="131"),),
    "respiratory_rate": (Range("12", "20", NEWS2, act_below="8", act_above="25"),),
    "oxygen_saturation": (Range("96", None, NEWS2, act_below="91"),),
    "temperature": (Range("36.1", "38.0", NEWS2, act_below="35.0", act_above="39.1"),),
    "glucose": (Range("3.9", "11.0", ADA, act_below="2.9"),),
}


def _of_child(kind: Kind, months: int, gender: str) -> tuple[Range | None, ...]:
    if kind.name == "blood_pressure":
        return _pressures(months, gender)
    if kind.name == "heart_rate":
        return (_centiles(HEART_RATES, months),)
    if kind.name == "respiratory_rate":
        return (_centiles(BREATHING_RATES, months),)
    if kind.name == "temperature":
        return (Range(None, "37.9", NICE_FEVER, act_above="38.0" if months < 3 else "39.0" if months < 6 else None),)
    if kind.name == "oxygen_saturation":
        usual = Range("96", None, NICE_FEVER, act_below="89") if months < 60 else Range("90", None, WHO_OXYGEN)
        return (usual,)
    if kind.name == "glucose" and months >= 12:
        return _ADULTS["glucose"]
    return (None,) * len(kind.parts)


def _pressures(months: int, gender: str) -> tuple[Range, Range | None]:
    """Too low by PALS; what is to be looked into by the table of the AAP, which begins with the first birthday.

    From 140/90 a child of any age is at the second stage.
    """
    years = months // 12
    low = 60 if months < 1 else 70 if years < 1 else 70 + 2 * min(years, 10)
    if years < 1:
        return Range(str(low), None, PALS, act_below=str(low - 1)), None
    _from, boys, girls = PRESSURES[bisect_right([row[0] for row in PRESSURES], years) - 1]
    looked_into = {"male": boys, "female": girls}.get(gender) or tuple(map(max, boys, girls))
    return (
        Range(str(low), str(looked_into[0] - 1), f"{AAP}; {PALS}", act_below=str(low - 1), act_above="140"),
        Range(None, str(looked_into[1] - 1), AAP, act_above="90"),
    )


def _centiles(table: tuple[tuple[int, int, int], ...], months: int) -> Range:
    _from, low, high = table[bisect_right([row[0] for row in table], months) - 1]
    return Range(str(low), str(high), FLEMING)


def months_between(born: date | None, day: date) -> int | None:
    """Return whole months lived on that day; None when the birth date is unknown."""
    if born is None:
        return None
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)


def flag_of(kind: Kind, values: tuple[Decimal, ...], born: date | None, day: date, gender: str = "") -> Flag | None:
    """Return the gravest flag of the values at the age on that day, None when all are usual or nobody is sure."""
    found = []
    for value, usual in zip(values, ranges_of(kind, months_between(born, day), gender), strict=True):
        if usual is not None and (side := usual.side(value)):
            tone = "danger" if usual.is_alarming(value) else "warn"
            word = _("low") if side == "low" else _("high")
            found.append(Flag(side, tone, word, _said(kind, usual), usual.source))
    return min(found, key=lambda flag: flag.tone != "danger", default=None)


def _said(kind: Kind, usual: Range) -> str:
    low, high = (usual.low, usual.high)
    if low is None or high is None:
        return f"{'≥' if high is None else '≤'} {low or high} {kind.unit.shown}"
    return f"{low}–{high} {kind.unit.shown}"
