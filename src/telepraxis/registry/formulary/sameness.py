"""Which medicines differ in maker, brand or pack only: the same substances in the same strength and form."""

from collections.abc import Iterable
from decimal import Decimal

from . import models
from .medicine import Ingredient, Medicine
from .strengths import IN_MG

Code = tuple[str, str]  # (system, code)
Sameness = tuple  # what two medicines share that are the same
LARGER = {"L": (Decimal(1000), "mL"), "mg": (Decimal("0.001"), "g")}  # bases said in the smaller or larger unit
MEASURED = ("mL", "g")  # 1 % of what is counted in these is 10 mg in each


def are_same(one: Medicine, other: Medicine) -> bool:
    """Whether they share substances, strength and form. An unknown strength is the same as none."""
    key = _key(one.form, one.counted_in, one.ingredients)
    return (one.system, one.code) == (other.system, other.code) or (
        key is not None and key == _key(other.form, other.counted_in, other.ingredients)
    )


def same_as(codes: Iterable[Code]) -> dict[Code, frozenset[Code]]:
    """Return for each of these codes all that are the same, itself among them. Three queries at most.

    Those that an edition no longer lists count: a pharmacy may still have them. A code that no catalogue knows is the
    same as itself only.
    """
    wanted = set(codes)
    known = {code: (id, form) for id, code, form in _rows(wanted)}
    if not known:
        return {code: frozenset([code]) for code in wanted}
    substances = models.MedicineIngredient.objects.filter(
        medicine__in=[id for id, _form in known.values()], place=0
    ).values("substance")
    alike = models.MedicineIngredient.objects.filter(
        substance__in=substances, medicine__form__in={form for _id, form in known.values()}
    ).values("medicine")
    keys = _keys(models.MedicineIngredient.objects.filter(medicine__in=alike))
    by_key: dict[Sameness, set[Code]] = {}
    for code, key in keys.items():
        by_key.setdefault(key, set()).add(code)
    return {code: frozenset({code} | by_key.get(keys.get(code), set())) for code in wanted}


def _rows(wanted: set[Code]) -> list[tuple[int, Code, str]]:
    rows = models.Medicine.objects.filter(
        system__in={system for system, _ in wanted}, code__in={code for _, code in wanted}
    ).values_list("id", "system", "code", "form")
    return [(id, (system, code), form) for id, system, code, form in rows if (system, code) in wanted]


def _keys(rows) -> dict[Code, Sameness]:
    """Return what each medicine of these ingredients is the same by, those of known strength."""
    whose: dict[tuple, list[Ingredient]] = {}
    columns = ("system", "code", "form", "counted_in")
    for *said, substance, amount, unit, per, per_unit in rows.values_list(
        *(f"medicine__{column}" for column in columns), "substance", "amount", "unit", "per", "per_unit"
    ):
        whose.setdefault(tuple(said), []).append(Ingredient(substance, "", amount, unit, per, per_unit))
    found = {(system, code): _key(form, counted_in, parts) for (system, code, form, counted_in), parts in whose.items()}
    return {code: key for code, key in found.items() if key is not None}


def _key(form: str, counted_in: str, ingredients: Iterable[Ingredient]) -> Sameness | None:
    parts = [_strength(each, counted_in) for each in ingredients]
    return (form, counted_in, *sorted(parts)) if parts and None not in parts else None


def _strength(each: Ingredient, counted_in: str) -> tuple | None:
    """Return the substance with how much of it is in one of its base, in milligrams where it is a mass."""
    if each.amount is None:
        return None
    amount, unit, per, per_unit = each.amount, each.unit, each.per, each.per_unit
    if unit == "%" and counted_in in MEASURED:
        amount, unit, per, per_unit = amount * 10, "mg", Decimal(1), counted_in
    if unit in IN_MG:
        amount, unit = amount * IN_MG[unit], "mg"
    if per_unit in LARGER:
        factor, per_unit = LARGER[per_unit]
        per *= factor
    return each.substance, round(amount / per, 9), unit, per_unit
