"""Frases en español."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from telepraxis.registry.formulary.medicine import Ingredient, Medicine
from telepraxis.registry.formulary.substances import known

from ..dosage import Dose, Step, Supply
from ..totals import is_settled
from . import phrases
from .es_words import (
    A_PERIOD,
    DAYS,
    EVERY,
    FEMALE,
    FORMS,
    INJECTED,
    MALE,
    MONTHS,
    ROUTES,
    SITES,
    UNITS,
    VERBS,
    WEEK,
    WHEN,
)
from .told import Told, daytimes, has_own_meal, meals, spread, whole_and_part, written


def for_prescriber(told: Told) -> str:
    dosage = told.dosage
    parts = [f"{name(told.medicine)}: {_course(told)}"]
    if dosage.as_needed:
        parts.append(f"si se necesita{_reason(dosage.as_needed_for)}")
    if dosage.most_per_day is not None:
        parts.append(f"como máximo {_most_in_both(told)} en 24 horas")
    if told.days and len(told.groups) > 1:
        parts.append(f"{_days(told.days)} en total")
    if told.last_day:
        parts.append(f"hasta el {_date(told.last_day)}")
    sentences = [", ".join(parts)]
    sentences += [phrases.extra(dosage.extra, "es")] if dosage.extra else []
    sentences += [_supply(told.supply, told.medicine)] if told.supply else []
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences)


def for_patient(told: Told) -> str:
    dosage = told.dosage
    sentences = []
    for place, group in enumerate(told.groups):
        said = " y ".join(_deed(step, told, is_first=not number) for number, step in enumerate(group))
        if place or dosage.as_needed:
            begin = "Después " if place else f"Si lo necesita{_reason(dosage.as_needed_for)}: "
            said = f"{begin}{said[0].lower()}{said[1:]}"
        length = _for_days(group, told, place)
        sentences.append(said + (f"{',' if ', ' in said else ''} {length}" if length else ""))
    sentences += _wait(told)
    if dosage.most_per_day is not None:
        verb = "tome" if told.deed == "take" else "use"
        sentences.append(f"No {verb} más de {_most(told)} en 24 horas")
    sentences += [phrases.extra(dosage.extra, "es")] if dosage.extra else []
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences)


def name(medicine: Medicine) -> str:
    """Return substance, strength and form in Spanish; where we do not know the substance, as the catalogue says it."""
    names = [known(each.substance) for each in medicine.ingredients]
    if not names or not all(each and each.spanish for each in names) or medicine.form not in FORMS:
        return medicine.name
    together = _and([each.spanish[0] for each in names])
    said = f"{together[0].upper()}{together[1:]} {strength(medicine.ingredients)}".rstrip()
    named = f"{said}, {FORMS[medicine.form]}" if FORMS[medicine.form] else said
    return f"{medicine.brand} ({named})" if medicine.brand else named


def strength(ingredients: tuple[Ingredient, ...]) -> str:
    """Return how much of each substance: 875 mg/125 mg, 250 mg en 5 mL."""
    if any(each.amount is None for each in ingredients):
        return ""
    said = "/".join(amount(each.amount, each.unit) for each in ingredients)
    first = ingredients[0]
    if not first.per_unit:
        return said
    per = "" if first.per == 1 and first.per_unit not in ("mL", "g") else f"{figure(first.per)} "
    one = {"{actuation}": "dosis", "h": "hora"}.get(first.per_unit, first.per_unit)
    return f"{said} {'por' if first.per_unit in ('h', '{actuation}') else 'en'} {per}{one}"


def quantity(supply: Supply, medicine: Medicine) -> str:
    return "" if supply.quantity is None else pieces(supply.quantity, supply.unit)


def figure(value: Decimal) -> str:
    """Return the number in figures; a space parts thousands from 10 000 on, as the Academy asks."""
    return written(value, point=",", thousands="\N{NO-BREAK SPACE}" if abs(value) >= 10_000 else "")


def pieces(value: Decimal, unit: str) -> str:
    """Return so many of a thing: medio comprimido, 1 comprimido y medio, 2 inhalaciones, 2,5 mL."""
    if unit == "application":
        return "una capa fina"
    one, several, gender = UNITS.get(unit, (unit, unit, MALE))
    whole, part = whole_and_part(value)
    if unit in ("mL", "g", "mg", "ug", "ng", "[IU]", "mmol", "%") or part in ("", "decimal"):
        return f"{figure(value)} {one if value == 1 else several}"
    half = "media" if gender == FEMALE else "medio"
    if not whole:
        return {"half": f"{half} {one}", "quarter": f"un cuarto de {one}", "three-quarters": f"tres cuartos de {one}"}[
            part
        ]
    beside = {"half": half, "quarter": "un cuarto", "three-quarters": "tres cuartos"}[part]
    return f"{whole} {one if whole == 1 else several} y {beside}"


def many(unit: str) -> str:
    return UNITS.get(unit, (unit, unit, MALE))[1]


def amount(value: Decimal, unit: str) -> str:
    one, several, _ = UNITS.get(unit, (unit, unit, MALE))
    return f"{figure(value)} {one if value == 1 else several}"


def _dose(dose: Dose) -> str:
    if dose.low == dose.high:
        return pieces(dose.high, dose.unit)
    low = pieces(dose.low, dose.unit) if whole_and_part(dose.low)[1] not in ("", "decimal") else figure(dose.low)
    return f"de {low} a {pieces(dose.high, dose.unit)}"


def _dose_in_both(step: Step, told: Told) -> str:
    dose = step.dose
    daily = " al día" if dose.per_kg_is_daily else ""
    if not is_settled(step):
        return f"{amount(dose.per_kg, dose.per_kg_unit)} por cada kg de peso{daily}"
    low, high = told.substance(step)
    both = "/".join(amount(each.value, each.unit) for each in high) + (" por hora" if high and told.is_hourly else "")
    if high and dose.low != dose.high:
        both = f"{'/'.join(figure(each.value) for each in low)} a {both}"
    by_weight = ""
    if dose.per_kg is not None:
        by_weight = f"{amount(dose.per_kg, dose.per_kg_unit)}/kg{daily} con {figure(dose.weight_kg)} kg"
    inside = "; ".join(each for each in (both, by_weight) if each)
    return _dose(dose) + (f" ({inside})" if inside else "")


def _course(told: Told) -> str:
    groups, place = [], SITES.get(told.dosage.site, told.dosage.site) or ROUTES.get(told.route, "")
    for group in told.groups:
        said = " y ".join(
            " ".join(part for part in (_dose_in_both(step, told), place if not number else "", _rhythm(step)) if part)
            for number, step in enumerate(group)
        )
        place = ""
        days = next((step.days for step in group if step.days), None)
        groups.append(said + (f"{',' if ', ' in said else ''} durante {_length(days, group)}" if days else ""))
    return "; después ".join(groups)


def _deed(step: Step, told: Told, *, is_first: bool) -> str:
    verb, place = VERBS[told.deed]
    verb = "Haga" if step.dose.unit == "puff" else verb
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
        return ""  # lo dice una frase aparte
    return f"como máximo {_often(replace(step, times=most, times_max=None))}"


def _wait(told: Told) -> list[str]:
    """Return how long to wait before taking more of what is taken as needed."""
    hours = [step.period for step in told.dosage.steps if step.period_unit == "h" and step.times]
    if not told.dosage.as_needed or not hours:
        return []
    longest = max(hours)
    return [f"Espere al menos {figure(longest)} hora{'' if longest == 1 else 's'} antes de la siguiente dosis"]


def _rhythm(step: Step) -> str:
    moments = _and([WHEN[each] for each in daytimes(step)])
    food = _and([WHEN[each] for each in meals(step)])
    often = _often(step)
    once_a_day = (step.times, step.period, step.period_unit) == (1, 1, "d") and not step.count and not step.times_max
    if once_a_day and (moments or has_own_meal(step)):
        often = ""
    if step.days_of_week:
        once = (step.times, step.period, step.period_unit) == (1, 1, "d") and not step.count
        days = _on_days(step.days_of_week)
        often = days if once else f"{often} {days}".strip()
    said = f"{often}, {moments}" if often and moments else often or moments
    return f"{said}, {food}" if said and food else said or food


def _on_days(days: tuple[str, ...]) -> str:
    """Return los lunes, miércoles y viernes; sábado and domingo have a plural of their own."""
    names = [DAYS[day] + ("s" if day in ("sat", "sun") else "") for day in days]
    return "los " + _and(names)


def _often(step: Step) -> str:
    if step.count == 1:
        return "una sola vez"
    if not step.times:
        return ""
    times = f"de {step.times} a {step.times_max} veces" if step.times_max else f"{step.times} veces"
    times = "una vez" if times == "1 veces" else times
    one, several = EVERY[step.period_unit]
    in_all = f", {step.count} veces en total" if step.count else ""
    period = figure(step.period) + (f" a {figure(step.period_max)}" if step.period_max else "")
    if step.period == 1 and not step.period_max and step.period_unit != "h":
        return f"{times} {A_PERIOD[step.period_unit]}{in_all}"
    often = "" if times == "una vez" else f"{times} "
    if step.period == 2 and step.period_unit == "d" and not step.period_max and not often:
        return f"un día sí y otro no{in_all}"
    return f"{often}cada {one if period == '1' else f'{period} {several}'}{in_all}"


def _for_days(group: list[Step], told: Told, place: int) -> str:
    days = next((step.days for step in group if step.days), None)
    if not days:
        return ""
    is_last = place == len(told.groups) - 1
    end = f", hasta el {WEEK[told.last_day.weekday()]} {_date(told.last_day)}" if told.last_day and is_last else ""
    most = " como máximo" if told.dosage.as_needed else ""
    return f"durante {_length(days, group)}{most}{end}"


def _length(days: int, group: list[Step]) -> str:
    """Return the length in weeks of what is taken by the week."""
    if any(step.period_unit == "wk" or step.days_of_week for step in group) and not days % 7 and days > 7:
        return f"{days // 7} semanas"
    return _days(days)


def _days(days: int) -> str:
    return "1 día" if days == 1 else f"{days} días"


def _date(day: date) -> str:
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


def _reason(reason: str) -> str:
    return f" para {phrases.reason(reason, 'es')}" if reason else ""


def _most(told: Told) -> str:
    return pieces(told.dosage.most_per_day, told.dosage.steps[0].dose.unit)


def _most_in_both(told: Told) -> str:
    most, unit = told.dosage.most_per_day, told.dosage.steps[0].dose.unit
    return _dose_in_both(Step(Dose(most, most, unit)), told)


def _supply(supply: Supply, medicine: Medicine) -> str:
    if supply.quantity is None:
        said = f"Cantidad desconocida: {supply.why_unknown}" if supply.why_unknown else "Cantidad desconocida"
    else:
        said = f"Entregar {quantity(supply, medicine)}"
    if not supply.repeats:
        return f"{said.rstrip('.')}, sin repeticiones"
    apart = f", no antes de {_days(supply.interval_days)} desde la anterior" if supply.interval_days else ""
    return f"{said.rstrip('.')}, {supply.repeats} {'repetición' if supply.repeats == 1 else 'repeticiones'}{apart}"


def _and(words: list[str]) -> str:
    """Return the words joined by y; none of ours begins with i, before which it would be e."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} y {words[-1]}" if words else ""
