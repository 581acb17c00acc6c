"""Whether a medicine has a strength that was said, and what an amount is in pieces of it. Pure."""

from decimal import Decimal

from telepraxis.registry.formulary.medicine import Ingredient, Medicine

from .. import amounts
from .numbers import Number
from .pieces import Piece

MOST_PIECES = 10
MEASURED = 3  # a volume, which can be anything


def made_of(medicine: Medicine, dose: Piece) -> tuple[int, Decimal] | None:
    """Return (how well, how many) it is made of the medicine: 0 one piece, 1 whole ones, 2 halves, 3 measured."""
    if dose.kind == "combined" or dose.per is not None or dose.unit == "%":
        return (0, Decimal(1)) if has_strength(medicine, dose) else None
    if medicine.ingredients and medicine.ingredients[0].per_unit == "h":
        return (0, Decimal(1)) if has_strength(medicine, dose) else None
    if _is_sum(medicine, dose):
        return 0, Decimal(1)
    value = dose.number.high
    if dose.unit in ("mL", "g") and medicine.counted_in == dose.unit:
        return 0, value
    if dose.unit == "[IU]" and medicine.counted_in == "mL" and _unit_of(medicine) == "[IU]":
        return 0, value
    many = amounts.counted(medicine, value, dose.unit or _unit_of(medicine))
    if not dose.unit and (many is None or many != 1):
        many = _bare_in_another_unit(medicine, value) or many
    low = amounts.counted(medicine, dose.number.low, dose.unit or _unit_of(medicine))
    if many is None or low is None or many <= 0:
        return None
    return _how_well(medicine, many, low)


def _how_well(medicine: Medicine, many: Decimal, low: Decimal) -> tuple[int, Decimal] | None:
    if medicine.counted_in == "mL":
        return (MEASURED, many) if Decimal("0.05") <= many <= 100 else None
    if medicine.counted_in == "g" or many > MOST_PIECES:
        return None
    if many % 1 == 0 and low % 1 == 0:
        return (0 if many == 1 else 1), many
    if medicine.may_be_split and many % Decimal("0.5") == 0 and low % Decimal("0.5") == 0:
        return 2, many
    return None


def _bare_in_another_unit(medicine: Medicine, value: Decimal) -> Decimal | None:
    """0.125 of what the catalogue has as 125 micrograms: counts only where it is exactly one piece."""
    one = [amounts.counted(medicine, value, unit) for unit in ("mg", "g", "ug")]
    return Decimal(1) if Decimal(1) in one else None


def _unit_of(medicine: Medicine) -> str:
    return medicine.ingredients[0].unit if medicine.ingredients else ""


def _is_sum(medicine: Medicine, dose: Piece) -> bool:
    known = [each.amount for each in medicine.ingredients if each.amount is not None and not each.per_unit]
    same = len({each.unit for each in medicine.ingredients}) == 1
    return len(known) > 1 and same and sum(known) == dose.number.high and dose.unit in ("", _unit_of(medicine))


def has_strength(medicine: Medicine, said: Piece) -> bool:
    """Tell whether the medicine has just the strength that was said."""
    known = [each for each in medicine.ingredients if each.amount is not None]
    if not known or said.number is None:
        return False
    first = known[0]
    if said.kind == "combined":
        return _has_several(medicine, [said.number, *said.others], said.unit)
    value, unit = said.number.high, said.unit or first.unit
    if said.unit == "%":
        if first.unit == "%":
            return first.amount == value
        wanted = amounts.in_unit(value * amounts.MG_IN_ML_OF_ONE_PERCENT, "mg", first.unit)
        return first.per_unit in ("mL", "g") and wanted == first.amount / first.per
    if said.per is not None:
        number, per_unit = said.per
        return _is_ratio(first, value, unit, number.high if number else Decimal(1), per_unit)
    if _is_sum(medicine, said):
        return True
    if first.per_unit in ("mL",) and not said.unit:
        return value in (first.amount / first.per * 5, first.amount)
    in_its_unit = amounts.in_unit(value, unit, first.unit)
    return in_its_unit == first.amount or (not said.unit and _bare_in_another_unit(medicine, value) is not None)


def _is_ratio(first: Ingredient, value: Decimal, unit: str, per: Decimal, per_unit: str) -> bool:
    in_its_unit = amounts.in_unit(value, unit, first.unit)
    share = amounts.in_unit(per, per_unit, first.per_unit) if per_unit != first.per_unit else per
    if in_its_unit is None or share is None or not share:
        return False
    return amounts.tidy(in_its_unit / share) == amounts.tidy(first.amount / first.per)


def _has_several(medicine: Medicine, numbers: list[Number], unit: str) -> bool:
    known = [each.amount for each in medicine.ingredients if each.amount is not None]
    values = [number.high for number in numbers]
    if len(values) == len(medicine.ingredients) and sorted(values) == sorted(known):
        return True
    first = medicine.ingredients[0]
    return len(values) == 2 and _is_ratio(first, values[0], unit or first.unit, values[1], "mL")
