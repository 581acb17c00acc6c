"""Active substances: their slug, what they are called here and elsewhere, what they belong to, and what they are for.

The files `starter/substances.csv`, `classes.csv` and `indications.csv` say it; a catalogue that is loaded brings names
of its own, and `slug_of` knows them by any of ours: acetaminophen is paracetamol, albuterol sulfate is salbutamol.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from telepraxis.registry.patients import names

FOLDER = Path(__file__).parent / "starter"
# What a catalogue says beside the name of a substance: its salt, its water.
SALTS = frozenset(
    "acetate anhydrous besylate besilate bitartrate bromide butylbromide calcium carbonate chloride citrate dihydrate "
    "dihydrochloride dipropionate disodium ethylsuccinate fumarate furoate gluconate hcl hemihydrate hydrobromide "
    "hydrochloride lactate magnesium maleate malate medoxomil mesylate mesilate monohydrate mononitrate nitrate "
    "pamoate phosphate potassium propionate salicylate sodium stearate succinate sulfate sulphate tartrate tosylate "
    "trihydrate valerate xinafoate zinc cilexetil dipivoxil axetil alafenamide disoproxil".split()
)


@dataclass(frozen=True)
class TherapeuticClass:
    """A class by which people look: `words` are what it is called, in English and Spanish."""

    key: str
    name: str
    words: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Indication:
    """What medicines are taken for; `substances` with the usual first choices first."""

    key: str
    name: str
    words: tuple[str, ...]
    substances: tuple[str, ...]
    routes: tuple[str, ...] = ()  # by which they are given for it; none for all


@dataclass(frozen=True)
class Substance:
    """`synonyms` are other generic names, `spanish` the names in Spanish, `brands` what it is commonly sold as."""

    slug: str
    name: str
    synonyms: tuple[str, ...] = ()
    spanish: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    schedule: str = ""  # alone and in the usual strengths; a medicine may differ
    source: str = ""


@lru_cache(maxsize=1)
def substances() -> dict[str, Substance]:
    """Return every substance we know, by slug."""
    return {
        row["slug"]: Substance(
            row["slug"],
            row["name"],
            _parts(row["synonyms"]),
            _parts(row["spanish"]),
            _parts(row["brands"]),
            _parts(row["classes"]),
            row["schedule"],
            row["source"],
        )  # fmt: skip
        for row in read_rows("substances.csv")
    }


@lru_cache(maxsize=1)
def classes() -> dict[str, TherapeuticClass]:
    """Return the therapeutic classes, by key."""
    return {
        row["class"]: TherapeuticClass(row["class"], row["name"], _parts(row["words"]), cited(row["source"]))
        for row in read_rows("classes.csv")
    }


@lru_cache(maxsize=1)
def indications() -> dict[str, Indication]:
    """Return what medicines are taken for, by key."""
    return {
        row["indication"]: Indication(
            row["indication"],
            row["name"],
            _parts(row["words"]),
            _parts(row["substances"]),
            tuple(row["routes"].split()),
        )  # fmt: skip
        for row in read_rows("indications.csv")
    }


def known(slug: str) -> Substance | None:
    """Return the substance of this slug, None for one that only a loaded catalogue names."""
    return substances().get(slug)


def in_class(key: str) -> tuple[str, ...]:
    """Return the slugs of the substances of a therapeutic class."""
    return tuple(slug for slug, each in substances().items() if key in each.classes)


def slug_of(name: str) -> str:
    """Return the slug of a substance by any of its names, its salt aside; of an unknown one, its name with hyphens."""
    words = names.words_of(name)
    by_name = _by_name()
    for tried in (words, [word for word in words if word not in SALTS]):
        if found := by_name.get(" ".join(tried)):
            return found
    return "-".join(words)[:100]


def called(name: str) -> str:
    """Return what a substance is called here: our own name for one that we know, else the given one."""
    found = known(slug_of(name))
    return found.name if found else name[:1].upper() + name[1:]


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for slug, each in substances().items():
        for name in (each.slug, each.name, *each.synonyms, *each.spanish):
            found.setdefault(" ".join(names.words_of(name)), slug)
    return found


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of our files; lines that begin with # tell about it."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if line and not line.startswith("#")), strict=True, restkey="")
    return [{key: (value or "").strip() for key, value in row.items()} for row in rows]


def cited(source: str) -> str:
    """Return the citation for a key of `sources.csv`; what stands after a colon says what to look up there."""
    key, _, where = source.partition(": ")
    return f"{_citations()[key]}: {where}" if where else _citations()[key]


@lru_cache(maxsize=1)
def _citations() -> dict[str, str]:
    return {row["source"]: row["citation"] for row in read_rows("sources.csv")}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
