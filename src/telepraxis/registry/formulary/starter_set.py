"""The starter catalogue: essential medicines in our own words, so that a practice can prescribe on its first day.

Each line of `starter/medicines.csv` is one form of one medicine in its strengths; a source stands in each line.
"""

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from django.db import connections

from . import strengths
from .dose_forms import FORMS, DoseForm
from .listed import Listed
from .loading import Loaded, Particulars, load
from .medicine import Ingredient, Pack
from .substances import read_rows, substances

SYSTEM = "urn:telepraxis:formulary"
SCHEDULES = ("II", "III", "IV", "V")  # the strictest first; what is in schedule I is not prescribed
JOINED = re.compile(r"(gastro|extended|auto) (resistant|release|injector)")


@lru_cache(maxsize=1)
def starter_set() -> dict[str, Listed]:
    """Return the medicines of the starter catalogue, by code."""
    return {each.code: each for row in read_rows("medicines.csv") for each in _medicines(row)}


def particulars() -> Particulars:
    digest = sha256("".join(each.code + each.digest for each in starter_set().values()).encode())
    return Particulars(
        system=SYSTEM, name="starter set", is_starter=True, digest=digest.hexdigest(), licence="Apache-2.0",
        source="Essential medicines, written by Telepraxis; each line names where its facts come from",
    )  # fmt: skip


def load_starter_set(*, now: datetime, using: str = "default") -> Loaded | None:
    """Bring in what changed of the starter set since it was last brought in; nothing before the tables are there."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('formulary_prescribed')")
        if cursor.fetchone()[0] is None:
            return None
    return load(particulars(), starter_set(), now=now, using=using)


def _medicines(row: dict[str, str]) -> list[Listed]:
    """Return one medicine for each strength in the line."""
    slugs = row["substances"].split("+")
    form = FORMS[row["form"]]
    made = []
    for text in filter(None, map(str.strip, row["strengths"].split(";"))):
        parts = strengths.read(text)
        if len(parts) != len(slugs):
            raise ValueError(f"{row['substances']}: {text} names {len(parts)} strengths for {len(slugs)} substances")
        ingredients = tuple(_ingredient(slug, part) for slug, part in zip(slugs, parts, strict=True))
        together = _joined([each.name for each in ingredients])
        name = " ".join([together, said_strength(ingredients, form.key), form_words(form.key)])
        made.append(
            Listed(
                code=_code(slugs, text, form.key),
                name=name,
                ingredients=ingredients,
                form=form.key,
                routes=tuple(row["routes"].split()) or form.routes,
                counted_in=form.counted_in,
                schedule=_schedule(row["schedule"], slugs),
                may_be_split=_may_be_split(row["split"], form.may_be_split),
                synonyms=tuple(part.strip() for part in row["names"].split(";") if part.strip()),
                packs=tuple(Pack("", "", Decimal(size), pack_words(size, form)) for size in row["packs"].split()),
            )  # fmt: skip
        )
    return made


def said_strength(ingredients: tuple[Ingredient, ...], form: str) -> str:
    return strengths.say(ingredients, actuation="spray" if form == "nasal-spray" else "puff")


def form_words(form: str) -> str:
    """Return what the form is called in the names of medicines, which are English whoever reads them."""
    return JOINED.sub(r"\1-\2", form.replace("-", " "))


def schedule_of_combination(slugs: tuple[str, ...], form: str) -> str:
    """Return the US schedule of a product: as our own list has these substances together, else the strictest."""
    for key in ((frozenset(slugs), form), (frozenset(slugs), "")):
        if key in _schedules():
            return _schedules()[key]
    found = [known.schedule for slug in slugs if (known := substances().get(slug)) and known.schedule]
    return min(found, key=SCHEDULES.index, default="")


@lru_cache(maxsize=1)
def _schedules() -> dict[tuple[frozenset[str], str], str]:
    found: dict[tuple[frozenset[str], str], str] = {}
    for each in starter_set().values():
        held = frozenset(ingredient.substance for ingredient in each.ingredients)
        found[held, each.form] = each.schedule
        found.setdefault((held, ""), each.schedule)
    return found


def _ingredient(slug: str, part: strengths.Strength) -> Ingredient:
    return Ingredient(slug, substances()[slug].name, part.amount, part.unit, part.per, part.per_unit)


def _joined(names: list[str]) -> str:
    """Amoxicillin with clavulanic acid; three and more are listed."""
    first, *others = names
    others = [other[0].lower() + other[1:] for other in others]
    if not others:
        return first
    return f"{first} with {others[0]}" if len(others) == 1 else f"{first}, {', '.join(others[:-1])} and {others[-1]}"


def _code(slugs: list[str], strength: str, form: str) -> str:
    amount = strength.replace(" ", "").replace("/", "-per-").replace("%", "pct").replace("+", "-").lower()
    return "-".join([*slugs, amount, form])[:100]


def _schedule(said: str, slugs: list[str]) -> str:
    """`-` in a line: not controlled, though the substance alone is."""
    return "" if said == "-" else said or next((found for slug in slugs if (found := substances()[slug].schedule)), "")


def _may_be_split(said: str, usual: bool) -> bool:
    return usual if not said else said == "yes"


def pack_words(size: str, form: DoseForm) -> str:
    """Return what a pack is called: 30 tablets, 100 mL, 2 suppositories."""
    unit = form.packed_in
    if unit in ("mL", "g") or Decimal(size) == 1:
        return f"{size} {unit}"
    return f"{size} {unit[:-1]}ies" if unit.endswith("y") else f"{size} {unit}{'es' if unit.endswith('ch') else 's'}"
