"""Amounts of a substance: from one unit of mass to another, and in words."""

from collections.abc import Iterable
from decimal import Decimal

from .facts import Amount
from .substances import slugs_of

_IN_UG = {"ng": Decimal("0.001"), "ug": Decimal(1), "mg": Decimal(1000), "g": Decimal(1_000_000)}


def of_substance(amounts: Iterable[Amount], slug: str, unit: str) -> Decimal | None:
    """Return how much of a substance the amounts come to; None where none is said, or not in a unit we can turn."""
    turned = [in_unit(amount, unit) for amount in amounts if slugs_of(amount.substance) == (slug,)]
    return None if not turned or None in turned else sum(turned, Decimal(0))


def in_unit(amount: Amount, unit: str) -> Decimal | None:
    """Return the amount in another UCUM unit of mass; None where it is none."""
    if amount.unit == unit:
        return amount.value
    if amount.unit in _IN_UG and unit in _IN_UG:
        return amount.value * _IN_UG[amount.unit] / _IN_UG[unit]
    return None


def spoken(value: Decimal, unit: str) -> str:
    """Return "4000 mg"; micrograms are written as mcg, which is not mistaken for mg."""
    number = value.quantize(Decimal(1)) if value >= 100 else value.quantize(Decimal("0.01")).normalize()
    return f"{number:f} {'mcg' if unit == 'ug' else unit}"
