"""What a substance is to the rules: its slug, whatever it was called, and the classes it belongs to."""

import re
import unicodedata
from functools import cache, lru_cache

from telepraxis.registry.formulary import substances as formulary

from .rulebook import rows, several


@lru_cache(maxsize=4096)
def slugs_of(name: str) -> tuple[str, ...]:
    """Return the slugs that a name or slug stands for: one, or the parts of a combination."""
    for slug in (_slug(name), formulary.slug_of(name)):
        if found := _known(slug):
            return found
    slug = formulary.slug_of(name)
    return _parts(tuple(slug.split("-"))) or (slug,)


@lru_cache(maxsize=4096)
def tags_of(slug: str) -> frozenset[str]:
    """Return what rows may call it: its slug and its classes."""
    return frozenset({slug}) | _classes_by_member().get(slug, frozenset())


@cache
def members() -> dict[str, frozenset[str]]:
    """Return the substances of each class."""
    return {row["class"]: frozenset(several(row["members"])) for row in rows("classes")}


@cache
def mentioned() -> frozenset[str]:
    """Return every word that a row names for a medicine."""
    columns = {
        "interactions": ("left", "right"),
        "allergies": ("medicine",),
        "doses": ("substance",),
        "kidney": ("medicine",),
        "ages": ("medicine",),
        "pregnancy": ("medicine",),
        "conditions": ("medicine",),
    }
    return frozenset(
        word for table, names in columns.items() for row in rows(table) for name in names for word in several(row[name])
    )


def is_class(token: str) -> bool:
    return token in members()


def is_group_without_rule(code: str) -> bool:
    """Say whether a code names a therapeutic class of the formulary that the rules do not know."""
    return (
        code in formulary.classes() and not formulary.known(code) and slugs_of(code) == (code,) and not is_class(code)
    )


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Return every name that is plain enough to be read in free text, lower case, and what it means."""
    ours = {slug: (slug,) for slug in _classes_by_member()} | {name: (name,) for name in members()} | _means()
    known = {name.replace("-", " "): means for name, means in ours.items()}
    for slug, each in formulary.substances().items():
        for name in (each.name, *each.synonyms, *each.spanish, *each.brands):
            known.setdefault(plain(name), slugs_of(slug))
    return {name: means for name, means in known.items() if name not in _NOT_PLAIN and len(name) > 2}


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return text as names are compared: lower case, no accents, words parted by one space."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", bare.lower()).strip()


# Words of everyday language, which name a class of ours only by chance.
_NOT_PLAIN = frozenset({"mineral", "iron", "potassium", "sedative", "oxidant", "stimulant"})


def _known(slug: str) -> tuple[str, ...]:
    if slug in _means():
        return _means()[slug]
    return (slug,) if slug in _classes_by_member() or slug in members() or slug in mentioned() else ()


def _parts(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the substances that a combination's name joins: fluticasone-salmeterol. () where a word is left over."""
    for cut in range(len(words), 0, -1):
        if first := _known("-".join(words[:cut])):
            if cut == len(words):
                return first
            if rest := _parts(words[cut:]):
                return first + rest
    return ()


def _slug(name: str) -> str:
    return plain(name).replace(" ", "-")


@cache
def _means() -> dict[str, tuple[str, ...]]:
    return {row["name"]: several(row["means"]) for row in rows("names")}


@cache
def _classes_by_member() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, slugs in members().items():
        for slug in slugs:
            found.setdefault(slug, set()).add(name)
    return {slug: frozenset(classes) for slug, classes in found.items()}
