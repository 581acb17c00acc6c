"""A medicine with its dosage written back as one line, to be kept as a sentence and read again. Pure.

The line is written the way `line.read` reads best, without abbreviations, and it is given out only if it reads back as
the very same dosage.
"""

from datetime import date
from decimal import Decimal

from telepraxis.registry.formulary.medicine import Medicine

from . import line
from .dosage import Dosage, Dose, Step, Supply
from .totals import concurrent
from .wording import en
from .wording.told import written

UNITS = {"ug": "mcg", "[IU]": "units", "{actuation}": "puff"}
EVERY = {"h": "hours", "d": "days", "wk": "weeks", "mo": "months"}
A = {"h": "hour", "d": "day", "wk": "week", "mo": "month"}
ROUTES = {
    "oral": "by mouth", "sublingual": "under the tongue", "buccal": "inside the cheek", "inhaled": "by inhalation",
    "nasal": "intranasal", "topical": "on the skin", "transdermal": "transdermal", "rectal": "into the rectum",
    "vaginal": "into the vagina", "subcutaneous": "subcutaneous", "intramuscular": "intramuscular",
    "intravenous": "intravenous", "ophthalmic": "ophthalmic", "otic": "otic",
}  # fmt: skip


def line_of(medicine: Medicine, dosage: Dosage, supply: Supply | None, *, today: date) -> str:
    """Return the line that says this, "" where no line says it exactly."""
    weight = next((step.dose.weight_kg for step in dosage.steps if step.dose.weight_kg is not None), None)
    said = " ".join(part for part in (_name(medicine), _course(dosage), _whole(dosage, supply)) if part)
    again = line.read(said, find=lambda _name: [], today=today, weight_kg=weight, medicine=medicine)
    return said if again.dosage == dosage and not again.leftover and not again.ambiguous else ""


def _name(medicine: Medicine) -> str:
    name = medicine.brand or "/".join(each.name for each in medicine.ingredients)
    return f"{name} {_strength(medicine)} {medicine.form.replace('-', ' ')}"


def _strength(medicine: Medicine) -> str:
    known = [each for each in medicine.ingredients if each.amount is not None]
    if not known or len(known) < len(medicine.ingredients):
        return ""
    first = known[0]
    said = "/".join(f"{_plain(each.amount)} {UNITS.get(each.unit, each.unit)}" for each in known).replace(" %", "%")
    if first.unit == "%" or not first.per_unit or len(known) > 1:
        return said
    return f"{said}/{'' if first.per == 1 else _plain(first.per) + ' '}{UNITS.get(first.per_unit, first.per_unit)}"


def _course(dosage: Dosage) -> str:
    return " then ".join(_group(group) for group in concurrent(dosage))


def _group(group: list[Step]) -> str:
    """What runs at the same time runs as long, and the length is said once."""
    said = " and ".join(_step(step) for step in group)
    return f"{said} for {group[-1].days} days" if group[-1].days else said


def _step(step: Step) -> str:
    parts = [_dose(step.dose), _rhythm(step), *(en.WHEN[code] for code in step.when)]
    parts.append(" ".join(step.days_of_week))
    parts.append(f"{step.count} doses in all" if step.count and step.count > 1 else "")
    return " ".join(part for part in parts if part)


def _dose(dose: Dose) -> str:
    if dose.per_kg is not None:
        return f"{_plain(dose.per_kg)} {UNITS.get(dose.per_kg_unit, dose.per_kg_unit)}/kg" + (
            "/day" if dose.per_kg_is_daily else ""
        )
    low = "" if dose.low == dose.high else f"{_plain(dose.low)} to "
    return f"{low}{_plain(dose.high)} {UNITS.get(dose.unit, dose.unit)}"


def _rhythm(step: Step) -> str:
    if step.count == 1:
        return "once only"
    if not step.times or (step.days_of_week and (step.times, step.period, step.period_unit) == (1, 1, "d")):
        return ""
    if step.period == 1 and not step.period_max and step.period_unit != "h":
        times = f"{step.times} to {step.times_max}" if step.times_max else str(step.times)
        return f"{'once' if times == '1' else f'{times} times'} a {A[step.period_unit]}"
    longest = f" to {_plain(step.period_max)}" if step.period_max else ""
    return f"every {_plain(step.period)}{longest} {EVERY[step.period_unit]}" if step.times == 1 else "?"


def _whole(dosage: Dosage, supply: Supply | None) -> str:
    parts = [dosage.site, ROUTES.get(dosage.route, ""), *(part.strip() for part in dosage.extra.split(";"))]
    if dosage.most_per_day is not None:
        unit = dosage.steps[0].dose.unit
        parts.append(f"max {_plain(dosage.most_per_day)} {UNITS.get(unit, unit)} a day")
    if supply is not None and supply.quantity is not None:
        measured = f" {supply.unit}" if supply.unit in ("mL", "g") else ""
        parts.append(f"#{_plain(supply.quantity)}{measured}")
        own = any(step.days or step.count for step in dosage.steps)
        parts.append(f"{supply.days} day supply" if supply.days and not own else "")
    if supply is not None and supply.repeats:
        apart = f" every {supply.interval_days} days" if supply.interval_days else ""
        parts.append(f"{supply.repeats} repeats{apart}")
    if dosage.as_needed:
        parts.append(f"as needed for {dosage.as_needed_for}" if dosage.as_needed_for else "as needed")
    return " ".join(part for part in parts if part)


def _plain(value: Decimal) -> str:
    return written(value, thousands="")
