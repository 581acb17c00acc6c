"""Which medicines differ in maker, brand or pack only: the same substances in the same strength and form."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from . import models
from .medicine import Ingredient, Medicine
from .reading import many
from .strengths import IN_MG

Code = tuple[str, str]  # (system, code)
Sameness = tuple  # what two medicines share that are the same
LARGER = {"L": (Decimal(1000), "mL"), "mg": (Decimal("0.001"), "g")}  # bases said in the smaller or larger unit
MEASURED = ("mL", "g")  # 1 % of what is counted in these is 10 mg in each


def are_same(one: Medicine, other: Medicine) -> bool:
    """Whether they share substances, strength and form. An unknown strength is the same as none."""
    if one.code and (one.system, one.code) == (other.system, other.code):
        return not is_another(one, other)
    key = _of(one)
    return key is not None and key == _of(other)


def is_another(signed: Medicine, listed: Medicine) -> bool:
    """Whether a catalogue now says of a code that it is another medicine than it was when somebody chose it.

    Its name may change; what it is made of, its form and what it is counted in may not. Of two strengths of which one
    is not known nobody can say that they differ.
    """
    one, other = _of(signed), _of(listed)
    if one is not None and other is not None:
        return one != other
    plain = [(each.form, each.counted_in, {part.substance for part in each.ingredients}) for each in (signed, listed)]
    return plain[0] != plain[1]


def codes_for(signed: Sequence[tuple[Medicine, bool]]) -> list[frozenset[Code]]:
    """Return for each medicine by which codes it may be handed out: its own, and with True whatever is the same.

    It counts as what it was when it was signed, whatever catalogue was loaded since: a code under which the catalogue
    now lists another medicine is left out, its own as well. Four queries at most.
    """
    listed = many((each.system, each.code) for each, _others in signed if each.code)
    keys = [_of(each) if others else None for each, others in signed]
    free = [each for (each, _others), key in zip(signed, keys, strict=True) if key is not None]
    substances, forms = {each.ingredients[0].substance for each in free}, {each.form for each in free}
    by_key = _by_key(_sharing(substances, forms)) if free else {}
    return [
        frozenset(_standing(each, listed) | by_key.get(key, set()))
        for (each, _others), key in zip(signed, keys, strict=True)
    ]


def _standing(signed: Medicine, listed: dict[Code, Medicine]) -> set[Code]:
    code = (signed.system, signed.code)
    is_gone = not signed.code or (code in listed and is_another(signed, listed[code]))
    return set() if is_gone else {code}


def same_as(codes: Iterable[Code]) -> dict[Code, frozenset[Code]]:
    """Return for each of these codes all that are the same, itself among them. Two queries at most.

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
    keys = _sharing(substances, {form for _id, form in known.values()})
    by_key = _by_key(keys)
    return {code: frozenset({code} | by_key.get(keys.get(code), set())) for code in wanted}


def _rows(wanted: set[Code]) -> list[tuple[int, Code, str]]:
    rows = models.Medicine.objects.filter(
        system__in={system for system, _ in wanted}, code__in={code for _, code in wanted}
    ).values_list("id", "system", "code", "form")
    return [(id, (system, code), form) for id, system, code, form in rows if (system, code) in wanted]


def _sharing(substances, forms: Iterable[str]) -> dict[Code, Sameness]:
    """Return what each medicine that holds one of these substances, in one of these forms, is the same by."""
    alike = models.MedicineIngredient.objects.filter(substance__in=substances, medicine__form__in=forms)
    return _keys(models.MedicineIngredient.objects.filter(medicine__in=alike.values("medicine")))


def _by_key(keys: dict[Code, Sameness]) -> dict[Sameness, set[Code]]:
    found: dict[Sameness, set[Code]] = {}
    for code, key in keys.items():
        found.setdefault(key, set()).add(code)
    return found


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


def _of(medicine: Medicine) -> Sameness | None:
    return _key(medicine.form, medicine.counted_in, medicine.ingredients)


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
