"""Read medicines of the catalogue, those included that an edition no longer lists: an old prescription names them."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from . import models
from .medicine import Ingredient, Medicine, Pack


class UnknownMedicine(LookupError):
    """There is no medicine of this id."""


def medicine(id: int) -> Medicine:
    """Return the medicine with its ingredients and packs. Three queries.

    :raises UnknownMedicine: no catalogue ever listed it.
    """
    found = with_parts(models.Medicine.objects.filter(pk=id))
    if not found:
        raise UnknownMedicine(id)
    return found[0]


def by_code(system: str, code: str) -> Medicine | None:
    """Return the medicine of this code, None for an unknown one. Three queries."""
    return next(iter(with_parts(models.Medicine.objects.filter(system=system, code=code))), None)


def many(codes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Medicine]:
    """Return the known ones among these (system, code), by them. Three queries for all."""
    wanted = set(codes)
    if not wanted:
        return {}
    rows = models.Medicine.objects.filter(
        code__in={code for _, code in wanted}, system__in={name for name, _ in wanted}
    )
    return {(each.system, each.code): each for each in with_parts(rows) if (each.system, each.code) in wanted}


def by_pack(code: str, *, system: str = "") -> list[tuple[Medicine, Pack]]:
    """Return what is sold in packs of this GTIN or NDC, as it is offered now. Four queries."""
    packs = models.MedicinePack.objects.filter(code=code, is_active=True, medicine__is_active=True)
    if system:
        packs = packs.filter(system=system)
    packs = list(packs)
    found = {
        each.id: each for each in with_parts(models.Medicine.objects.filter(pk__in=[p.medicine_id for p in packs]))
    }
    return [(found[pack.medicine_id], _pack(pack)) for pack in packs]


def with_substances(substances: Iterable[str], *, jurisdiction: str = "", limit: int = 50) -> list[Medicine]:
    """Return medicines that hold these substances and no others, as they are offered now, the plainest first."""
    wanted = sorted(set(substances))
    rows = models.Medicine.objects.filter(is_active=True)
    for substance in wanted:
        rows = rows.filter(pk__in=models.MedicineIngredient.objects.filter(substance=substance).values("medicine"))
    others = models.MedicineIngredient.objects.exclude(substance__in=wanted).values("medicine")
    rows = rows.exclude(pk__in=others) if wanted else rows.none()
    if jurisdiction:
        rows = rows.filter(jurisdiction__in=holding_in(jurisdiction))
    return with_parts(rows.order_by("size", "name", "id")[:limit])


def holding_in(jurisdiction: str) -> list[str]:
    """Return the jurisdictions whose catalogues hold there: of everywhere, of the country, of the state."""
    return ["", jurisdiction.partition("-")[0], jurisdiction]


def in_order(ids: Sequence[int]) -> list[Medicine]:
    """Return the medicines of these ids, in the order of the ids. Three queries."""
    found = {each.id: each for each in with_parts(models.Medicine.objects.filter(pk__in=list(ids)))} if ids else {}
    return [found[id] for id in ids if id in found]


def with_parts(rows: Iterable[models.Medicine]) -> list[Medicine]:
    """Return the rows as medicines in their order. Two queries beside the rows' own."""
    rows = list(rows.defer("words")) if isinstance(rows, QuerySet) else list(rows)
    ids = [row.id for row in rows]
    ingredients: dict[int, list[Ingredient]] = {}
    packs: dict[int, list[Pack]] = {}
    if ids:
        for each in models.MedicineIngredient.objects.filter(medicine__in=ids).order_by("medicine", "place"):
            ingredients.setdefault(each.medicine_id, []).append(_ingredient(each))
        for pack in models.MedicinePack.objects.filter(medicine__in=ids, is_active=True).order_by("quantity", "code"):
            packs.setdefault(pack.medicine_id, []).append(_pack(pack))
    return [_medicine(row, tuple(ingredients.get(row.id, ())), tuple(packs.get(row.id, ()))) for row in rows]


def _medicine(row: models.Medicine, ingredients: tuple[Ingredient, ...], packs: tuple[Pack, ...]) -> Medicine:
    return Medicine(
        id=row.id, system=row.system, code=row.code, name=row.name, ingredients=ingredients, form=row.form,
        routes=tuple(row.routes), counted_in=row.counted_in, brand=row.brand, packs=packs, schedule=row.schedule,
        may_be_split=row.may_be_split, jurisdiction=row.jurisdiction, is_active=row.is_active,
    )  # fmt: skip


def _ingredient(row: models.MedicineIngredient) -> Ingredient:
    amount = None if row.amount is None else _plain(row.amount)
    return Ingredient(row.substance, row.name, amount, row.unit, _plain(row.per), row.per_unit)


def _pack(row: models.MedicinePack) -> Pack:
    return Pack(row.system, row.code, _plain(row.quantity), row.words)


def _plain(number):
    """Without the idle zeros that the column's places bring, and without an exponent."""
    number = number.normalize()
    return number.quantize(1) if number == number.to_integral_value() else number
