"""English sentences."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from telepraxis.registry.formulary.medicine import Ingredient, Medicine

from ..dosage import Dose, Step, Supply
from ..totals import is_settled
from . import phrases
from .told import Told, daytimes, has_own_meal, meals, spread, whole_and_part, written

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
        "sun": "Sunday"}  # fmt: skip
WEEK = tuple(DAYS.values())
UNITS = {"ug": "micrograms", "[IU]": "units", "ng": "nanograms", "[drp]": "drop", "{actuation}": "dose", "h": "hour"}
ONE_UNIT = {"ug": "microgram", "[IU]": "unit", "ng": "nanogram"}
PLURALS = {
    "patch": "patches", "pessary": "pessaries", "suppository": "suppositories", "kit": "kits", "mL": "mL", "g": "g",
    "mg": "mg",
}  # fmt: skip
WHEN = {
    "WAKE": "on waking", "MORN": "in the morning", "NOON": "at midday", "AFT": "in the afternoon",
    "EVE": "in the evening", "NIGHT": "at night", "HS": "at bedtime", "C": "with food", "CM": "with breakfast",
    "CD": "with lunch", "CV": "with dinner", "AC": "before meals", "ACM": "before breakfast", "ACD": "before lunch",
    "ACV": "before dinner", "PC": "after meals", "PCM": "after breakfast", "PCD": "after lunch",
    "PCV": "after dinner",
}  # fmt: skip
EVERY = {"h": "hour", "d": "day", "wk": "week", "mo": "month"}
ROUTES = {
    "oral": "by mouth", "sublingual": "under the tongue", "buccal": "inside the cheek", "oromucosal": "in the mouth",
    "inhaled": "inhaled", "nasal": "into the nose", "ophthalmic": "into the eye", "otic": "into the ear",
    "topical": "on the skin", "transdermal": "on the skin", "rectal": "into the rectum",
    "vaginal": "into the vagina", "intrauterine": "into the womb", "subcutaneous": "under the skin",
    "intramuscular": "into a muscle", "intravenous": "into a vein",
}  # fmt: skip
SITES = {
    "both eyes": "into both eyes", "left eye": "into the left eye", "right eye": "into the right eye",
    "both ears": "into both ears", "left ear": "into the left ear", "right ear": "into the right ear",
    "each nostril": "into each nostril", "left nostril": "into the left nostril",
    "right nostril": "into the right nostril", "affected skin": "on the affected skin", "affected eye":
    "into the affected eye", "affected ear": "into the affected ear", "scalp": "on the scalp", "face": "on the face",
}  # fmt: skip
VERBS = {
    "take": ("Take", ""), "inhale": ("Inhale", ""), "nose": ("Put", "into the nose"), "eye": ("Put", "into the eye"),
    "ear": ("Put", "into the ear"), "eye-ointment": ("Put", "into the eye"), "skin": ("Apply", "on the skin"),
    "stick": ("Put", "on clean and dry skin"), "rectal": ("Put", "into the bottom (rectum)"),
    "vaginal": ("Put", "into the vagina"), "tongue": ("Let", "melt under the tongue"),
    "cheek": ("Keep", "inside the cheek"), "mouth": ("Use", "in the mouth"), "inject": ("Inject", ""),
    "insert": ("Insert", ""),
}  # fmt: skip
PARTS = {
    "half": ("half a", "and a half"), "quarter": ("a quarter of a", "and a quarter"),
    "three-quarters": ("three quarters of a", "and three quarters"),
}  # fmt: skip
INJECTED = {"subcutaneous": "under the skin", "intramuscular": "into a muscle", "intravenous": "into a vein"}


def for_prescriber(told: Told) -> str:
    dosage = told.dosage
    parts = [f"{name(told.medicine)}: {_course(told)}"]
    if dosage.as_needed:
        parts.append(f"as needed{_reason(dosage.as_needed_for)}")
    if dosage.most_per_day is not None:
        parts.append(f"at most {_most_in_both(told)} in 24 hours")
    if told.days and len(told.groups) > 1:
        parts.append(f"{_days(told.days)} in all")
    if told.last_day:
        parts.append(f"until {_date(told.last_day)}")
    sentences = [", ".join(parts)]
    sentences += [phrases.extra(dosage.extra, "en")] if dosage.extra else []
    sentences += [_supply(told.supply, told.medicine)] if told.supply else []
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences)


def for_patient(told: Told) -> str:
    dosage = told.dosage
    sentences = []
    for place, group in enumerate(told.groups):
        said = " and ".join(_deed(step, told, is_first=not number) for number, step in enumerate(group))
        if place or dosage.as_needed:
            begin = "Then " if place else f"If you need it{_reason(dosage.as_needed_for)}: "
            said = f"{begin}{said[0].lower()}{said[1:]}"
        length = _for_days(group, told, place)
        sentences.append(said + (f"{',' if ', ' in said else ''} {length}" if length else ""))
    sentences += _wait(told)
    if dosage.most_per_day is not None:
        verb = "take" if told.deed == "take" else "use"
        sentences.append(f"Do not {verb} more than {_most(told)} in 24 hours")
    sentences += [phrases.extra(dosage.extra, "en")] if dosage.extra else []
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences)


def name(medicine: Medicine) -> str:
    return medicine.name


def quantity(supply: Supply, medicine: Medicine) -> str:
    return "" if supply.quantity is None else pieces(supply.quantity, supply.unit)


def pieces(value: Decimal, unit: str) -> str:
    """Return so many of a thing: half a tablet, 1 and a half tablets, 2 puffs, 2.5 mL, 10 units."""
    if unit == "application":
        return "a thin layer"
    whole, part = whole_and_part(value)
    if unit in ("mL", "g", "mg", "ug", "ng", "[IU]", "mmol", "%") or part == "decimal":
        return f"{written(value)} {ONE_UNIT.get(unit, unit) if value == 1 else many(unit)}"
    if not part:
        return f"{written(value)} {unit if value == 1 else many(unit)}"
    alone, beside = PARTS[part]
    return f"{whole} {beside} {many(unit)}" if whole else f"{alone}{'n' if unit[0] in 'aeiou' else ''} {unit}"


def figure(value: Decimal) -> str:
    return written(value)


def many(unit: str) -> str:
    return UNITS.get(unit) or PLURALS.get(unit) or (unit if unit in ("mmol", "%") else f"{unit}s")


def amount(value: Decimal, unit: str) -> str:
    said = ONE_UNIT.get(unit, unit) if value == 1 else UNITS.get(unit, unit)
    return f"{written(value)}{'' if unit == '%' else ' '}{said}"


def _dose(dose: Dose) -> str:
    if dose.low == dose.high:
        return pieces(dose.high, dose.unit)
    low = pieces(dose.low, dose.unit) if whole_and_part(dose.low)[1] not in ("", "decimal") else written(dose.low)
    return f"{low} to {pieces(dose.high, dose.unit)}"


def _dose_in_both(step: Step, told: Told) -> str:
    dose = step.dose
    if not is_settled(step):
        return f"{written(dose.per_kg)} {dose.per_kg_unit} for each kg of body weight" + (
            " a day" if dose.per_kg_is_daily else ""
        )
    low, high = told.substance(step)
    both = "/".join(amount(each.value, each.unit) for each in high) + (" an hour" if high and told.is_hourly else "")
    if high and dose.low != dose.high:
        both = f"{'/'.join(written(each.value) for each in low)} to {both}"
    by_weight = ""
    if dose.per_kg is not None:
        by_weight = (
            f"{written(dose.per_kg)} {dose.per_kg_unit}/kg{' a day' if dose.per_kg_is_daily else ''}"
            f" at {written(dose.weight_kg)} kg"
        )
    inside = "; ".join(each for each in (both, by_weight) if each)
    return _dose(dose) + (f" ({inside})" if inside else "")


def _course(told: Told) -> str:
    groups, place = [], SITES.get(told.dosage.site, told.dosage.site) or ROUTES.get(told.route, "")
    for group in told.groups:
        said = " and ".join(
            " ".join(part for part in (_dose_in_both(step, told), place if not number else "", _rhythm(step)) if part)
            for number, step in enumerate(group)
        )
        place = ""
        days = next((step.days for step in group if step.days), None)
        groups.append(said + (f"{',' if ', ' in said else ''} for {_length(days, group)}" if days else ""))
    return "; then ".join(groups)


def _deed(step: Step, told: Told, *, is_first: bool) -> str:
    verb, place = VERBS[told.deed]
    place = SITES.get(told.dosage.site, told.dosage.site) or INJECTED.get(told.route, "") or place
    dose = _dose(step.dose) if is_settled(step) else _dose_in_both(step, told)
    said = [verb, dose, place] if is_first else [dose]
    rhythm = _at_most(step) if told.dosage.as_needed else _rhythm(step)
    if moments := spread(step, told.dosage):
        rhythm += f", {_and([WHEN[each] for each in moments])}"
    return " ".join(part for part in (*said, rhythm) if part)


def _at_most(step: Step) -> str:
    """Return the rhythm of what is taken as needed: it is a limit, and nobody is to take it all the same."""
    if step.when or step.days_of_week or step.count or not step.times:
        return _rhythm(step)
    most = step.times_max or step.times
    if step.period_unit == "h" and most == 1:
        return ""  # said in a sentence of its own
    often = _often(replace(step, times=most, times_max=None))
    return f"at most {often}"


def _wait(told: Told) -> list[str]:
    """Return how long to wait before taking more of what is taken as needed."""
    hours = [step.period for step in told.dosage.steps if step.period_unit == "h" and step.times]
    if not told.dosage.as_needed or not hours:
        return []
    longest = max(hours)
    return [f"Wait at least {written(longest)} hour{'' if longest == 1 else 's'} before the next dose"]


def _rhythm(step: Step) -> str:
    moments = _and([WHEN[each] for each in daytimes(step)])
    food = _and([WHEN[each] for each in meals(step)])
    often = _often(step)
    once_a_day = (step.times, step.period, step.period_unit) == (1, 1, "d") and not step.count and not step.times_max
    if once_a_day and (moments or has_own_meal(step)):
        often = ""
    if step.days_of_week:
        days = "on " + _and([DAYS[day] for day in step.days_of_week])
        once = (step.times, step.period, step.period_unit) == (1, 1, "d") and not step.count
        often = days if once else f"{often} {days}".strip()
    said = f"{often}, {moments}" if often and moments else often or moments
    return f"{said}, {food}" if said and food else said or food


def _often(step: Step) -> str:
    if step.count == 1:
        return "once only"
    if not step.times:
        return ""
    number = f"{step.times} to {step.times_max}" if step.times_max else str(step.times)
    every = EVERY[step.period_unit]
    period = written(step.period) + (f" to {written(step.period_max)}" if step.period_max else "")
    in_all = f", {step.count} times in all" if step.count else ""
    if step.period == 1 and not step.period_max and every != "hour":
        return ("once" if number == "1" else f"{number} times") + f" a {every}" + in_all
    often = "" if number == "1" else f"{number} times "
    if step.period == 2 and every == "day" and not step.period_max and number == "1":
        return f"every other day{in_all}"
    return f"{often}every " + (f"{every}" if period == "1" else f"{period} {every}s") + in_all


def _for_days(group: list[Step], told: Told, place: int) -> str:
    days = next((step.days for step in group if step.days), None)
    if not days:
        return ""
    is_last = place == len(told.groups) - 1
    end = f", until {WEEK[told.last_day.weekday()]} {_date(told.last_day)}" if told.last_day and is_last else ""
    most = "at most " if told.dosage.as_needed else ""
    return f"for {most}{_length(days, group)}{end}"


def _length(days: int, group: list[Step]) -> str:
    """Return the length in weeks of what is taken by the week."""
    if any(step.period_unit == "wk" or step.days_of_week for step in group) and not days % 7 and days > 7:
        return f"{days // 7} weeks"
    return _days(days)


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _reason(reason: str) -> str:
    return f" for {phrases.reason(reason, 'en')}" if reason else ""


def _most(told: Told) -> str:
    return pieces(told.dosage.most_per_day, told.dosage.steps[0].dose.unit)


def _most_in_both(told: Told) -> str:
    most, unit = told.dosage.most_per_day, told.dosage.steps[0].dose.unit
    return _dose_in_both(Step(Dose(most, most, unit)), told)


def _supply(supply: Supply, medicine: Medicine) -> str:
    if supply.quantity is None:
        said = f"Quantity not known: {supply.why_unknown}" if supply.why_unknown else "Quantity not known"
    else:
        said = f"Supply {quantity(supply, medicine)}"
    if not supply.repeats:
        return f"{said.rstrip('.')}, no repeats"
    apart = f", not sooner than every {_days(supply.interval_days)}" if supply.interval_days else ""
    return f"{said.rstrip('.')}, {supply.repeats} {'repeat' if supply.repeats == 1 else 'repeats'}{apart}"


def strength(ingredients: tuple[Ingredient, ...]) -> str:
    """Return how much of each substance: 875 mg/125 mg, 250 mg in 5 mL."""
    known = [each for each in ingredients if each.amount is not None]
    said = "/".join(amount(each.amount, each.unit) for each in known)
    per = known[0] if known else None
    if per and per.per_unit:
        number = "" if per.per == 1 else f"{written(per.per)} "
        said += (
            f" in {number or ('1 ' if per.per_unit in ('mL', 'g') else 'each ')}{UNITS.get(per.per_unit, per.per_unit)}"
        )
    return said


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
