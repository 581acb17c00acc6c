"""Of each substance, how much is in one of what a medicine is counted in, and the other way round. Pure."""

from decimal import ROUND_HALF_UP, Decimal

from telepraxis.commons.decision_support.facts import Amount
from telepraxis.registry.formulary.medicine import Ingredient, Medicine

DROPS_IN_ML = 20
MG_IN_ML_OF_ONE_PERCENT = 10
PIECES = frozenset(
    "tablet capsule lozenge piece film sachet pessary ring suppository patch implant system vial syringe injector kit"
    " ampoule".split()
)
MASS = {"kg": Decimal(10**6), "g": Decimal(1000), "mg": Decimal(1), "ug": Decimal("0.001"), "ng": Decimal("0.000001")}
VOLUME = {"L": Decimal(1000), "mL": Decimal(1), "drop": Decimal(1) / DROPS_IN_ML}
SAME = ({"[IU]", "[iU]", "U"}, {"puff", "spray", "{actuation}"}, {"drop", "[drp]"})


def in_unit(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return the value in another unit of the same kind, None where there is no way from one to the other."""
    if unit == wanted or any(unit in same and wanted in same for same in SAME):
        return value
    for scale in (MASS, VOLUME):
        if unit in scale and wanted in scale:
            return tidy(value * scale[unit] / scale[wanted])
    return None


def tidy(value: Decimal) -> Decimal:
    """Return the number without idle zeros and without an exponent, exact to a millionth."""
    value = value.quantize(Decimal("0.000001"), ROUND_HALF_UP).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def in_one(medicine: Medicine, ingredient: Ingredient, unit: str, times: Decimal = Decimal(1)) -> Amount | None:
    """Return how much of the ingredient is in one `unit` of the medicine (or `times` it): a tablet, 1 mL, a puff.

    None where the catalogue does not say it: a vial of which only the strength of each mL is known.
    """
    amount, per_unit = ingredient.amount, ingredient.per_unit
    if amount is None:
        return None
    substance = ingredient.substance
    if ingredient.unit == "%":
        return Amount(substance, tidy(amount * times * MG_IN_ML_OF_ONE_PERCENT), "mg") if unit in ("mL", "g") else None
    if not per_unit:
        same = unit == medicine.counted_in or unit in PIECES
        return Amount(substance, tidy(amount * times / ingredient.per), ingredient.unit) if same else None
    share = in_unit(Decimal(1), unit, per_unit)
    return (
        Amount(substance, tidy(amount * times * share / ingredient.per), ingredient.unit) if share is not None else None
    )


def of_each(medicine: Medicine, value: Decimal, unit: str) -> tuple[Amount, ...]:
    """Return how much of each substance is in so many `unit`; () where it is not known for all of them."""
    if unit == medicine.counted_in or unit in PIECES or unit in VOLUME or (unit == "g" and medicine.counted_in == "g"):
        each = [in_one(medicine, ingredient, unit, value) for ingredient in medicine.ingredients]
        if all(each):
            return tuple(each)
    return _by_share(medicine, value, unit)


def _by_share(medicine: Medicine, value: Decimal, unit: str) -> tuple[Amount, ...]:
    """A dose in an amount of the substance is that of the first one; the others come along in their proportion."""
    if not medicine.ingredients or medicine.ingredients[0].amount is None:
        return ()
    first = medicine.ingredients[0]
    said = in_unit(value, unit, "mg" if first.unit == "%" else first.unit)
    if said is None:
        return ()
    whole = first.amount * MG_IN_ML_OF_ONE_PERCENT if first.unit == "%" else first.amount
    if any(each.amount is None for each in medicine.ingredients):
        return (Amount(first.substance, tidy(said), "mg" if first.unit == "%" else first.unit),)
    others = (
        Amount(each.substance, tidy(each.amount / each.per * first.per * said / whole), each.unit)
        for each in medicine.ingredients[1:]
    )
    return (Amount(first.substance, tidy(said), "mg" if first.unit == "%" else first.unit), *others)


def counted(medicine: Medicine, value: Decimal, unit: str) -> Decimal | None:
    """Return how many of what the medicine is counted in make up an amount: 1 g is 2 tablets of 500 mg."""
    direct = in_unit(value, unit, medicine.counted_in)
    if direct is not None:
        return direct
    if not medicine.ingredients:
        return None
    first, unit_of_it = medicine.ingredients[0], medicine.counted_in
    one = in_one(medicine, first, unit_of_it)
    said = in_unit(value, unit, one.unit) if one else None
    if said is None or not one.value:
        return None
    # Once more from the strength itself: 10 g of 10 g/15 mL are 15 mL, and not 14.999993.
    share = Decimal(1) if not first.per_unit else in_unit(Decimal(1), unit_of_it, first.per_unit)
    if first.unit == "%" or share is None:
        return tidy(said / one.value)
    return tidy(said * first.per / (first.amount * share))
