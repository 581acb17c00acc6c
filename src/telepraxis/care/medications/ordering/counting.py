"""How much is handed out: counted from the dosage, in whole pieces or whole packs, or why it cannot be. Pure."""

from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _

from telepraxis.registry.formulary import dose_forms
from telepraxis.registry.formulary.medicine import Medicine

from . import amounts
from .dosage import Dosage, Step, Supply
from .totals import HOURS, concurrent, is_settled, sides, times_on_a_day

BY_PACK = frozenset({"mL", "g", "drop", "puff", "spray"})
IN_ML = {"drop": "mL"}  # a bottle of drops holds millilitres
THIN_LAYER = "application"
MOST_PACKS = 20


class Unknown(Exception):
    """The quantity cannot be counted; the words say why."""


def supply(
    medicine: Medicine,
    dosage: Dosage,
    *,
    repeats: int = 0,
    interval_days: int | None = None,
    days: int | None = None,
    quantity: Decimal | None = None,
    packs: int | None = None,
) -> Supply:
    """Return what is handed out each time.

    Said quantities stand: `quantity` in what the medicine is handed out in, or `packs` of it. Otherwise it is counted
    from the dosage, over its own length or over `days`, ranges and rhythms at their upper end.
    """
    unit = IN_ML.get(medicine.counted_in, medicine.counted_in)
    lasts = _days(dosage) or days
    if quantity is not None:
        return Supply(quantity, unit, repeats, interval_days, lasts)
    try:
        if packs is not None:
            return Supply(packs * _one_pack(medicine), unit, repeats, interval_days, lasts)
        return Supply(_counted(medicine, dosage, days), unit, repeats, interval_days, lasts)
    except Unknown as why:
        return Supply(None, unit, repeats, interval_days, lasts, str(why))


def in_packs(medicine: Medicine, quantity: Decimal) -> tuple[tuple[int, Decimal], ...]:
    """Return the fewest packs that hold at least the quantity with the least left over, as (how many, of what size).

    () where no pack is known. One size is used: nobody wants two kinds of box for one medicine.
    """
    sizes = sorted({pack.quantity for pack in medicine.packs if pack.quantity > 0})
    choices = [(int((quantity / size).to_integral_value(ROUND_CEILING)), size) for size in sizes]
    choices = [each for each in choices if each[0] <= MOST_PACKS] or choices[-1:]
    return (min(choices, key=lambda each: (each[0] * each[1], each[0])),) if choices else ()


def _counted(medicine: Medicine, dosage: Dosage, days: int | None) -> Decimal:
    if any(not is_settled(step) for step in dosage.steps):
        raise Unknown(_("The dose goes by body weight, and the weight is not known."))
    if any(step.dose.unit == THIN_LAYER for step in dosage.steps):
        return _one_pack(medicine)
    total = sum((_of_group(group, medicine, dosage, days) for group in concurrent(dosage)), Decimal(0)) * sides(dosage)
    if medicine.counted_in not in BY_PACK:
        return total.to_integral_value(ROUND_CEILING)
    return _whole_packs(medicine, total)


def _of_group(group: list[Step], medicine: Medicine, dosage: Dosage, days: int | None) -> Decimal:
    """Return what the steps use that run together, in what the medicine is handed out in."""
    total = sum((_times(step, dosage, days) * step.dose.high for step in group), Decimal(0))
    length = next((step.days for step in group if step.days), None) or days
    if dosage.most_per_day is not None and length and not any(step.count for step in group):
        total = min(total, dosage.most_per_day * length) if total else dosage.most_per_day * length
    return _handed_out(medicine, total, group[0].dose.unit)


def _handed_out(medicine: Medicine, total: Decimal, unit: str) -> Decimal:
    value = total if unit == medicine.counted_in else amounts.counted(medicine, total, unit)
    if value is not None and medicine.counted_in in IN_ML:
        value = amounts.in_unit(value, medicine.counted_in, "mL")
    if value is None:
        raise Unknown(
            _("The catalogue does not say how much of the substance is in one %(unit)s.")
            % {"unit": dose_forms.counted(medicine.counted_in, 1)}
        )
    return value


def _times(step: Step, dosage: Dosage, days: int | None) -> Decimal:
    """Return how often the step's dose is taken in all, at most."""
    if step.count:
        return Decimal(step.count)
    length = step.days or days
    if not length:
        raise Unknown(_("Nothing says for how long it is taken."))
    if step.days_of_week:
        return (Decimal(length * len(step.days_of_week)) / 7).to_integral_value(ROUND_CEILING) * _a_day(step)
    if not step.times:
        if dosage.most_per_day is None:
            raise Unknown(_("It is taken as needed, and nothing says how much at most."))
        return Decimal(0)
    times = Decimal(step.times_max or step.times)
    return (times * length * 24 / (step.period * HOURS[step.period_unit])).to_integral_value(ROUND_CEILING)


def _a_day(step: Step) -> int:
    return times_on_a_day(step) or 1


def _whole_packs(medicine: Medicine, total: Decimal) -> Decimal:
    if packs := in_packs(medicine, total):
        (number, size) = packs[0]
        return number * size
    if medicine.counted_in in ("puff", "spray"):
        raise Unknown(_("The catalogue does not say how many doses one pack holds."))
    return total.to_integral_value(ROUND_CEILING)


def _one_pack(medicine: Medicine) -> Decimal:
    sizes = [pack.quantity for pack in medicine.packs if pack.quantity > 0]
    if not sizes:
        raise Unknown(_("The catalogue does not say how much one pack holds."))
    return min(sizes)


def _days(dosage: Dosage) -> int | None:
    """Return how long the whole course is, None where a part of it has no end."""
    lengths = [max((step.days or 0) for step in group) or None for group in concurrent(dosage)]
    single = [all(step.count == 1 for step in group) for group in concurrent(dosage)]
    lengths = [1 if once and not length else length for length, once in zip(lengths, single, strict=True)]
    return sum(lengths) if lengths and None not in lengths else None
