"""A catalogue as a CSV: a national list, a hospital's own. Its columns stand in docs/guides/formulary.md."""

import csv
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

from .. import strengths
from ..dose_forms import FORMS, ROUTES
from ..listed import Listed
from ..medicine import Ingredient, Pack
from ..substances import called, slug_of
from . import BadLine, Lines
from .form_words import form_by_words

COLUMNS = ("code", "name", "substances", "strength", "form")
OPTIONAL = (
    "brand",
    "routes",
    "schedule",
    "split",
    "synonyms",
    "pack_code",
    "pack_system",
    "pack_quantity",
    "pack_words",
)
SCHEDULES = ("", "II", "III", "IV", "V")
GTIN = "https://www.gs1.org/gtin"


def read(path: Path, left_out: Counter) -> Lines:
    """Yield the medicines; lines with a code that came before add a pack to it."""
    found: dict[str, tuple[str, Listed]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, restkey="", strict=True)
        try:
            _columns(rows.fieldnames or ())
            for row in rows:
                where = f"line {rows.line_num}"
                if "" in row:
                    raise BadLine("more columns than the first line names; put a text with commas in quotes", where)
                _add(found, {name: (value or "").strip() for name, value in row.items()}, where)
        except csv.Error as fault:
            raise BadLine(f"no CSV as it should be ({fault})", f"line {rows.line_num + 1}") from None
        except UnicodeDecodeError:
            raise BadLine("not in UTF-8; save the file as UTF-8", f"line {rows.line_num + 1}") from None
    yield from found.values()


def _columns(names) -> None:
    if missing := [name for name in COLUMNS if name not in names]:
        raise BadLine(f"the first line names the columns; add {', '.join(missing)}", "line 1")
    if unknown := [name for name in names if name not in COLUMNS + OPTIONAL]:
        raise BadLine(f"{unknown[0]} is no column known here; there are {', '.join(COLUMNS + OPTIONAL)}", "line 1")


def _add(found: dict[str, tuple[str, Listed]], row: dict[str, str], where: str) -> None:
    medicine = _medicine(row, where)
    if medicine.code not in found:
        found[medicine.code] = where, medicine
        return
    first, before = found[medicine.code]
    same = {key: value for key, value in vars(medicine).items() if key != "packs"}
    if same != {key: value for key, value in vars(before).items() if key != "packs"} or not medicine.packs:
        raise BadLine(f"the code {medicine.code} stands in {first} for another medicine; give each its own", where)
    found[medicine.code] = first, Listed(**same, packs=(*before.packs, *medicine.packs))


def _medicine(row: dict[str, str], where: str) -> Listed:
    form = FORMS.get(row["form"]) or form_by_words(row["form"])
    if form is None:
        raise BadLine(f"{row['form'] or 'nothing'} is no form; there are {', '.join(FORMS)}", where)
    routes = tuple(row.get("routes", "").split()) or form.routes
    if unknown := [route for route in routes if route not in ROUTES]:
        raise BadLine(f"{unknown[0]} is no route; there are {', '.join(ROUTES)}", where)
    if row.get("schedule", "") not in SCHEDULES:
        raise BadLine("schedule is II, III, IV, V or empty", where)
    if row.get("split", "") not in ("", "yes", "no"):
        raise BadLine("split is yes, no or empty", where)
    return Listed(
        code=row["code"], name=row["name"], ingredients=_ingredients(row, where), form=form.key, routes=routes,
        counted_in=form.counted_in, brand=row.get("brand", ""), schedule=row.get("schedule", ""),
        may_be_split=row["split"] == "yes" if row.get("split") else form.may_be_split,
        synonyms=tuple(part.strip() for part in row.get("synonyms", "").split(";") if part.strip()),
        packs=_packs(row, where),
    )  # fmt: skip


def _ingredients(row: dict[str, str], where: str) -> tuple[Ingredient, ...]:
    names = [name.strip() for name in row["substances"].split("+") if name.strip()]
    if not names:
        raise BadLine("substances is missing; write amoxicillin, or amoxicillin + clavulanic acid", where)
    if not row["strength"]:
        return tuple(Ingredient(slug_of(name), called(name)) for name in names)
    try:
        parts = strengths.read(row["strength"])
    except strengths.UnreadableStrength as fault:
        raise BadLine(str(fault), where) from None
    if len(parts) != len(names):
        raise BadLine(f"{len(names)} substances and {len(parts)} strengths; join both with +", where)
    return tuple(
        Ingredient(slug_of(name), called(name), part.amount, part.unit, part.per, part.per_unit)
        for name, part in zip(names, parts, strict=True)
    )


def _packs(row: dict[str, str], where: str) -> tuple[Pack, ...]:
    code, quantity = row.get("pack_code", ""), row.get("pack_quantity", "")
    if not code and not quantity:
        return ()
    try:
        number = Decimal(quantity.replace(",", "."))
    except InvalidOperation:
        raise BadLine("pack_quantity is a number: how many pieces, mL or g are in the pack", where) from None
    if not 0 < number < 10**8:
        raise BadLine("pack_quantity is more than nothing and less than a hundred million", where)
    return (Pack((row.get("pack_system") or GTIN) if code else "", code, number, row.get("pack_words", "")),)
