"""What was read, written briefly, so that a table of lines can be looked over."""

from decimal import Decimal

from telepraxis.care.medications.ordering.dosage import Dosage, Step
from telepraxis.care.medications.ordering.line import ReadLine


def told(said: ReadLine) -> dict:
    """Return everything that was read; what is empty is left out."""
    found = {
        "medicine": said.medicine.name if said.medicine else "",
        "course": [step_of(step) for step in said.dosage.steps] if said.dosage else [],
        "with": whole_of(said.dosage) if said.dosage else "",
        "supply": _supply(said),
        "indication": said.indication,
        "missing": list(said.missing),
        "ambiguous": list(said.ambiguous),
        "assumed": list(said.assumed),
        "leftover": said.leftover,
    }
    return {key: value for key, value in found.items() if value}


def step_of(step: Step) -> str:
    """Return `1-2 tablet, 3-4 in 1 d, MORN HS, mon wed, for 7 d, once`."""
    dose = step.dose
    amount = plain(dose.low) if dose.low == dose.high else f"{plain(dose.low)}-{plain(dose.high)}"
    parts = [f"{amount} {dose.unit}"]
    if dose.per_kg is not None:
        weight = "?" if dose.weight_kg is None else plain(dose.weight_kg)
        parts.append(f"{plain(dose.per_kg)} {dose.per_kg_unit}/kg{'/d' if dose.per_kg_is_daily else ''} at {weight} kg")
    times = f"{step.times}-{step.times_max}" if step.times_max else str(step.times)
    period = plain(step.period) + (f"-{plain(step.period_max)}" if step.period_max else "")
    parts.append(f"{times} in {period} {step.period_unit}" if step.times else "no rhythm")
    parts += [" ".join(step.when), " ".join(step.days_of_week)]
    parts.append(f"for {step.days} d" if step.days else "")
    parts.append(f"{step.count} in all" if step.count else "")
    return ("and " if step.with_previous else "") + ", ".join(part for part in parts if part)


def whole_of(dosage: Dosage) -> str:
    parts = [dosage.route, dosage.site, "as needed" if dosage.as_needed else ""]
    parts.append(f"for {dosage.as_needed_for}" if dosage.as_needed_for else "")
    parts.append(f"at most {plain(dosage.most_per_day)} a day" if dosage.most_per_day is not None else "")
    parts.append(f"({dosage.extra})" if dosage.extra else "")
    return ", ".join(part for part in parts if part)


def _supply(said: ReadLine) -> str:
    supply = said.supply
    if supply is None:
        return ""
    parts = [f"{plain(supply.quantity)} {supply.unit}" if supply.quantity is not None else f"? {supply.why_unknown}"]
    parts.append(f"lasts {supply.days} d" if supply.days else "")
    parts.append(f"{supply.repeats} repeats" if supply.repeats else "")
    parts.append(f"every {supply.interval_days} d" if supply.interval_days else "")
    return ", ".join(part for part in parts if part)


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
