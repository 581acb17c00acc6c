"""Is a value unusual, and who says so: the range that came with the result, else the house's own. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from telepraxis.care.measurements.document import values_of
from telepraxis.care.measurements.kinds import BY_CODE, Kind
from telepraxis.care.measurements.ranges import Range, flag_of, months_between, ranges_of

from .kinds import codes_of

YEARS = {"a": 12, "mo": 1, "wk": Decimal(12) / 52, "d": Decimal(12) / 365}  # UCUM units of age, in months
SIDES = {  # http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation
    "H": "high", "HU": "high", ">": "high", "HH": "high!", "L": "low", "LU": "low", "<": "low", "LL": "low!",
    "A": "odd", "AA": "odd!", "POS": "odd", "R": "odd", "DET": "odd", "N": "", "NEG": "", "ND": "", "S": "",
}  # fmt: skip
WORDS: dict[str, Promise] = {
    "high": gettext_lazy("high"),
    "low": gettext_lazy("low"),
    "odd": gettext_lazy("abnormal"),
}


@dataclass(frozen=True)
class Person:
    """What ranges depend on."""

    born: date | None
    gender: str


@dataclass(frozen=True)
class Flag:
    """A value out of its range. `code` is high, low or odd, with "!" where one acts at once."""

    code: str
    usual: str
    source: str

    @property
    def side(self) -> str:
        return self.code.rstrip("!")

    @property
    def tone(self) -> str:
        return tone_of(self.code)

    @property
    def word(self) -> Promise:
        return WORDS[self.side]


def tone_of(code: str) -> str:
    """Return the tone in which a flag is shown."""
    return "" if not code else "danger" if code.endswith("!") else "warn"


def flagged(doc: dict, at, person: Person) -> Flag | None:
    """Return what is unusual about an Observation, None when all is usual or nobody said what is."""
    if (said := _said_by_laboratory(doc)) is not None:
        usual = range_of(doc, at, person)
        return Flag(said, usual.text if usual else "", _("the laboratory")) if said else None
    if (kind := kind_measured(doc)) and (values := values_of(doc, kind)):
        found = flag_of(kind, values, person.born, timezone.localtime(at).date(), person.gender)
        return found and Flag(found.side + "!" * (found.tone == "danger"), found.usual, found.source)
    usual, value = range_of(doc, at, person), number_of(doc)
    side = usual.side(value) if usual and value is not None else ""
    return Flag(side, usual.text, usual.source) if side else None


@dataclass(frozen=True)
class Usual:
    """A range in the unit of the value, open where None, with who says so."""

    low: Decimal | None
    high: Decimal | None
    text: str
    source: str

    def side(self, value: Decimal) -> str:
        """Return high, low or "" for a value."""
        if self.low is not None and value < self.low:
            return "low"
        return "high" if self.high is not None and value > self.high else ""


def range_of(doc: dict, at, person: Person) -> Usual | None:
    """Return the usual range of an Observation's value at the age on that day.

    That is the one that came with it and is meant for this person (R4, Observation.referenceRange), else the house's.
    """
    months = months_between(person.born, timezone.localtime(at).date())
    for each in doc.get("referenceRange") or ():
        if _is_normal(each) and _is_meant(each, person, months):
            low, high = _bound(each.get("low")), _bound(each.get("high"))
            if low is not None or high is not None:
                return Usual(low, high, each.get("text") or _written(low, high, _unit(doc)), _("the laboratory"))
    kind = kind_measured(doc)
    ours = ranges_of(kind, months, person.gender) if kind and not kind.is_panel else ()
    return _ours(ours[0], kind) if ours and ours[0] else None


def _ours(ours: Range, kind: Kind) -> Usual:
    low, high = (Decimal(end) if end is not None else None for end in (ours.low, ours.high))
    return Usual(low, high, _written(low, high, kind.unit.shown), ours.source)


def kind_measured(doc: dict) -> Kind | None:
    """Return the kind of measurement that the house knows ranges for."""
    return next((BY_CODE[code] for code in codes_of(doc.get("code")) if code in BY_CODE), None)


def number_of(doc: dict) -> Decimal | None:
    """Return the value of an Observation, None where it is no number. One that is "less than" counts as that number."""
    return _bound(doc.get("valueQuantity"))


def _said_by_laboratory(doc: dict) -> str | None:
    """Return the gravest interpretation that came with the value, "" for a usual one; None where it has none."""
    codes = [SIDES[code] for each in doc.get("interpretation") or () for code in codes_of(each) if code in SIDES]
    return max(codes, key=lambda code: (code.endswith("!"), bool(code)), default=None)


def _is_normal(each: dict) -> bool:
    return not (codes := codes_of(each.get("type"))) or "normal" in codes


def _is_meant(each: dict, person: Person, months: int | None) -> bool:
    wanted = {code.lower() for concept in each.get("appliesTo") or () for code in codes_of(concept)}
    sexes = {"248152002": "female", "248153007": "male", "f": "female", "m": "male", "female": "female", "male": "male"}
    named = {sexes[code] for code in wanted if code in sexes}
    if wanted and (len(named) != len(wanted) or person.gender not in named):
        return False
    low, high = (_months(each.get("age", {}).get(end)) for end in ("low", "high"))
    if low is None and high is None:
        return True
    return months is not None and (low is None or months >= low) and (high is None or months <= high)


def _months(quantity: dict | None) -> Decimal | None:
    value = _bound(quantity)
    times = YEARS.get(quantity.get("code") or "a") if quantity else None
    return None if value is None or times is None else value * times


def _bound(quantity: object) -> Decimal | None:
    value = quantity.get("value") if isinstance(quantity, dict) else None
    try:
        return None if value is None or isinstance(value, (bool, dict, list)) else Decimal(str(value))
    except InvalidOperation:
        return None


def _unit(doc: dict) -> str:
    quantity = doc.get("valueQuantity") or {}
    return quantity.get("unit") or quantity.get("code") or ""


def _written(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    if low is None or high is None:
        return f"{'≥' if high is None else '≤'} {low if high is None else high} {unit}".strip()
    return f"{low}–{high} {unit}".strip()
