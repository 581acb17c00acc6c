"""What every language has to say of a dosage, before any word of it. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from telepraxis.commons.decision_support.facts import Amount
from telepraxis.registry.formulary.medicine import Medicine

from .. import amounts
from ..dosage import Dosage, Step, Supply
from ..totals import concurrent, is_settled
from . import phrases

DAYTIMES = ("WAKE", "MORN", "NOON", "AFT", "EVE", "NIGHT", "HS")
MEALS = ("C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV")
# Where nothing else is said, people are told these times of day.
SPREAD = {2: ("MORN", "EVE"), 3: ("MORN", "NOON", "EVE"), 4: ("MORN", "NOON", "EVE", "HS")}
EIGHTHS = {Decimal("0.25"): "quarter", Decimal("0.5"): "half", Decimal("0.75"): "three-quarters"}
SAYS_NOTHING = frozenset({"[IU]", "%", "drop", "spray", "application", "g"})  # how much of the substance it is
FORM_VERBS = {
    "inhaled": "inhale", "nasal": "nose", "ophthalmic": "eye", "otic": "ear", "topical": "skin", "transdermal": "stick",
    "rectal": "rectal", "vaginal": "vaginal", "sublingual": "tongue", "buccal": "cheek", "oromucosal": "mouth",
    "subcutaneous": "inject", "intramuscular": "inject", "intravenous": "inject", "intrauterine": "insert",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A medicine with its dosage, and with what is handed out and the first day where they are known."""

    medicine: Medicine
    dosage: Dosage
    supply: Supply | None = None
    starts: date | None = None

    @property
    def groups(self) -> list[list[Step]]:
        return concurrent(self.dosage)

    @property
    def route(self) -> str:
        return self.dosage.route or (self.medicine.routes[0] if self.medicine.routes else "")

    @property
    def deed(self) -> str:
        """Return what one does with it: take, inhale, eye, inject ..."""
        if self.medicine.form == "eye-ointment":
            return "eye-ointment"
        return FORM_VERBS.get(self.route, "take")

    @property
    def is_hourly(self) -> bool:
        """Tell whether the strength is what it gives off in an hour, as of a patch."""
        return bool(self.medicine.ingredients) and self.medicine.ingredients[0].per_unit == "h"

    @property
    def days(self) -> int | None:
        """Return how long it is taken in all, None without an end."""
        lengths = [
            next((step.days or step.count for step in group if step.days or step.count == 1), None)
            for group in self.groups
        ]
        if len(lengths) == 1 and self.groups[0][0].count:
            return None
        return sum(lengths) if lengths and None not in lengths else None

    @property
    def last_day(self) -> date | None:
        return self.starts + timedelta(days=self.days - 1) if self.starts and self.days else None

    def substance(self, step: Step) -> tuple[tuple[Amount, ...], tuple[Amount, ...]]:
        """Return what the dose is in substances, at its lower and its upper end; () where that says nothing new."""
        unit = step.dose.unit
        first = self.medicine.ingredients[0] if self.medicine.ingredients else None
        if first is not None and self.is_hourly and unit == self.medicine.counted_in and first.amount is not None:
            hourly = (Amount(first.substance, first.amount * step.dose.high, first.unit),)
            return hourly, hourly
        if not is_settled(step) or unit in amounts.MASS or unit in SAYS_NOTHING:
            return (), ()
        return (
            amounts.of_each(self.medicine, step.dose.low, unit),
            amounts.of_each(self.medicine, step.dose.high, unit),
        )


def daytimes(step: Step) -> tuple[str, ...]:
    return tuple(code for code in step.when if code in DAYTIMES)


def meals(step: Step) -> tuple[str, ...]:
    return tuple(code for code in step.when if code in MEALS)


def has_own_meal(step: Step) -> bool:
    """Tell whether a meal is named, which comes once a day."""
    return any(code[-1] in "MDV" and code in MEALS for code in step.when)


def spread(step: Step, dosage: Dosage) -> tuple[str, ...]:
    """Return the times of day to tell where only a number of times a day is said."""
    if phrases.says_a_time(dosage.extra):
        return ()
    plain = step.period == 1 and step.period_unit == "d" and step.times_max is None
    if not plain or step.when or dosage.as_needed or step.count:
        return ()
    return SPREAD.get(step.times, ())


def whole_and_part(value: Decimal) -> tuple[int, str]:
    """Return 1½ as (1, half); the part is "" for a whole number and "decimal" for any other."""
    whole = int(value)
    part = value - whole
    return whole, EIGHTHS.get(part, "decimal") if part else ""


def written(value: Decimal, *, point: str = ".", thousands: str = ",") -> str:
    """Return the number in figures, without idle zeros, and never without the zero before the point."""
    text = format(amounts.tidy(value), ",f")
    return text.translate(str.maketrans({",": thousands, ".": point}))
