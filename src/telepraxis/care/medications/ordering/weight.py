"""Doses by body weight: worked out, rounded to what can be measured, and by how much that differs. Pure."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from telepraxis.registry.formulary import dose_forms
from telepraxis.registry.formulary.medicine import Medicine

from . import amounts
from .dosage import Dosage, Step
from .totals import HOURS
from .wording import page

# A syringe of 5 mL has marks of 0.5 mL or finer, one of 20 mL marks of 1 mL; below 1 mL those of 1 mL have 0.1 mL.
MARKS = ((Decimal(1), Decimal("0.1")), (Decimal(5), Decimal("0.5")), (Decimal("Infinity"), Decimal(1)))
LIGHTEST, HEAVIEST = Decimal("0.3"), Decimal(400)
LARGEST_DIFFERENCE = Decimal("0.15")


class CannotMeasure(ValueError):
    """No dose by weight comes of it: the weight is missing, or no measurable dose is near enough to the exact one."""


@dataclass(frozen=True)
class Settled:
    """The dosage with its doses in numbers, and a sentence on each of them: exact, rounded, how far apart."""

    dosage: Dosage
    differences: tuple[str, ...] = ()


def settle(dosage: Dosage, medicine: Medicine, weight_kg: Decimal | None) -> Dosage:
    """Return the dosage with doses by weight worked out and rounded to what can be measured.

    :raises CannotMeasure: there is no weight, or no measurable dose within 15 per cent of the exact one.
    """
    return settled(dosage, medicine, weight_kg).dosage


def settled(dosage: Dosage, medicine: Medicine, weight_kg: Decimal | None) -> Settled:
    """Return the dosage worked out, and what to tell of each dose.

    :raises CannotMeasure: as `settle`.
    """
    if all(step.dose.per_kg is None for step in dosage.steps):
        return Settled(dosage)
    if weight_kg is None or not LIGHTEST <= weight_kg <= HEAVIEST:
        raise CannotMeasure(_("The dose goes by body weight: enter the weight in kg."))
    done = [_step(step, medicine, weight_kg) for step in dosage.steps]
    told = dict.fromkeys(sentence for _, sentence in done if sentence)
    return Settled(replace(dosage, steps=tuple(step for step, _ in done)), tuple(told))


def exact(step: Step, weight_kg: Decimal) -> Decimal:
    """Return what the dose comes to each time, in the unit of the substance, before it is rounded."""
    value = step.dose.per_kg * weight_kg
    return value / doses_a_day(step) if step.dose.per_kg_is_daily else value


def doses_a_day(step: Step) -> Decimal:
    return Decimal(step.times or 1) * 24 / (step.period * HOURS[step.period_unit])


def _step(step: Step, medicine: Medicine, weight_kg: Decimal) -> tuple[Step, str]:
    if step.dose.per_kg is None:
        return step, ""
    wanted = exact(step, weight_kg)
    unit = step.dose.per_kg_unit
    many = amounts.counted(medicine, wanted, unit)
    if many is None:
        raise CannotMeasure(
            _("The catalogue does not say how much of the substance is in one %(unit)s.")
            % {"unit": dose_forms.counted(medicine.counted_in, 1)}
        )
    rounded = measurable(many, medicine)
    apart = (rounded - many) / many
    if not rounded or abs(apart) > LARGEST_DIFFERENCE:
        raise CannotMeasure(
            _("%(exact)s cannot be made of this: the nearest is %(nearest)s. Choose another strength or form.")
            % {"exact": page.amount(_three(wanted), unit), "nearest": page.pieces(rounded, medicine.counted_in)}
        )
    dose = replace(step.dose, low=rounded, high=rounded, unit=medicine.counted_in, weight_kg=weight_kg)
    return replace(step, dose=dose), _told(wanted, unit, rounded, apart, medicine, weight_kg)


def measurable(many: Decimal, medicine: Medicine) -> Decimal:
    """Return the nearest of what can be measured: whole pieces, halves where it may be split, marks of a syringe."""
    mark = Decimal("0.5") if medicine.may_be_split else Decimal(1)
    if medicine.counted_in in ("mL", "g"):
        mark = next(step for below, step in MARKS if many <= below)
    return amounts.tidy((many / mark).to_integral_value(ROUND_HALF_UP) * mark)


def _told(wanted: Decimal, unit: str, rounded: Decimal, apart: Decimal, medicine: Medicine, weight_kg: Decimal) -> str:
    one = amounts.of_each(medicine, rounded, medicine.counted_in)[0]
    given = amounts.in_unit(one.value, one.unit, unit)
    percent = (abs(apart) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    words = {
        "exact": page.amount(_three(wanted), unit),
        "weight": page.figure(weight_kg),
        "dose": page.pieces(rounded, medicine.counted_in),
        "given": page.amount(_three(given), unit),
        "percent": page.figure(percent),
    }
    if not percent:
        return _("At %(weight)s kg the dose is %(exact)s: %(dose)s.") % words
    if apart > 0:
        return _("At %(weight)s kg the exact dose is %(exact)s; %(dose)s is %(given)s, %(percent)s%% more.") % words
    return _("At %(weight)s kg the exact dose is %(exact)s; %(dose)s is %(given)s, %(percent)s%% less.") % words


def _three(value: Decimal) -> Decimal:
    """Return the number with three figures at most behind the point, and with none from 100 on."""
    return amounts.tidy(value.quantize(Decimal("0.001") if value < 100 else Decimal("0.1"), ROUND_HALF_UP))
