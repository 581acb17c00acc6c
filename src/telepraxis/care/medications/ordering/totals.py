"""How much of each substance is taken at a time and in a day, at most. Pure."""

from collections import defaultdict
from decimal import ROUND_CEILING, Decimal

from telepraxis.commons.decision_support.facts import Amount
from telepraxis.registry.formulary.medicine import Medicine

from . import amounts as of
from .dosage import Dosage, Step

HOURS = {"min": Decimal(1) / 60, "h": Decimal(1), "d": Decimal(24), "wk": Decimal(168), "mo": Decimal(720)}
SIDES = {"both eyes": 2, "both ears": 2, "both nostrils": 2, "each nostril": 2}


def amounts(medicine: Medicine, dosage: Dosage) -> tuple[tuple[Amount, ...], tuple[Amount, ...]]:
    """Return (single, daily): of each substance the most at a time and the most on one day; () what is not known."""
    if not dosage.steps or any(not is_settled(step) for step in dosage.steps):
        return (), ()
    single = _greatest([of.of_each(medicine, step.dose.high * sides(dosage), step.dose.unit) for step in dosage.steps])
    return single, _daily(medicine, dosage)


def is_settled(step: Step) -> bool:
    """Tell whether the dose is a number; one by body weight is none as long as nobody knows the weight."""
    return step.dose.per_kg is None or step.dose.weight_kg is not None


def sides(dosage: Dosage) -> int:
    """Return at how many places the dose is given each time: 2 for both eyes."""
    return SIDES.get(dosage.site, 1)


def times_on_a_day(step: Step) -> int | None:
    """Return how often at most on one day, None without a rhythm."""
    if step.count == 1:
        return 1
    if not step.times:
        return None
    times = step.times_max or step.times
    spell = step.period * HOURS[step.period_unit]
    return max(1, int((times * 24 / spell).to_integral_value(ROUND_CEILING)))


def concurrent(dosage: Dosage) -> list[list[Step]]:
    """Return the steps in groups: those of a group run at the same time, the groups one after another."""
    groups: list[list[Step]] = []
    for step in dosage.steps:
        if step.with_previous and groups:
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def _daily(medicine: Medicine, dosage: Dosage) -> tuple[Amount, ...]:
    if medicine.ingredients and all(each.per_unit == "h" for each in medicine.ingredients):
        return _given_off(medicine, max(step.dose.high for step in dosage.steps))
    days = []
    for group in concurrent(dosage):
        unit = group[0].dose.unit
        rhythms = [times_on_a_day(step) for step in group]
        if None not in rhythms and all(step.dose.unit == unit for step in group):
            most = sum((step.dose.high * times for step, times in zip(group, rhythms, strict=True)), Decimal(0))
            capped = most if dosage.most_per_day is None else min(most, dosage.most_per_day)
        elif dosage.most_per_day is None:
            return ()
        else:
            capped = dosage.most_per_day
        days.append(of.of_each(medicine, capped * sides(dosage), unit))
    return _greatest(days)


def _given_off(medicine: Medicine, patches: Decimal) -> tuple[Amount, ...]:
    """Return what patches give off in a day, of which the catalogue says how much in an hour."""
    return tuple(
        Amount(each.substance, of.tidy(each.amount / each.per * 24 * patches), each.unit)
        for each in medicine.ingredients
        if each.amount is not None
    )


def _greatest(several: list[tuple[Amount, ...]]) -> tuple[Amount, ...]:
    """Return of each substance the greatest; () if one of them is unknown."""
    if not all(several):
        return ()
    found: dict[str, Amount] = {}
    units: dict[str, str] = defaultdict(str)
    for each in (amount for amounts in several for amount in amounts):
        unit = units[each.substance] = units[each.substance] or each.unit
        value = of.in_unit(each.value, each.unit, unit)
        if value is None:
            return ()
        if each.substance not in found or value > found[each.substance].value:
            found[each.substance] = Amount(each.substance, value, unit)
    return tuple(found.values())
