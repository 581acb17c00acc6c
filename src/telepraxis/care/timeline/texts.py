"""Everything that a document says to people, as one text to search in. Pure."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

from telepraxis.base.fhir import definitions

LONGEST = 400_000  # characters; a scanned book is found by what stands on its first two hundred pages
SPEAKING = frozenset({"string", "markdown", "xhtml"})
CODED = frozenset({"code", "uri", "url", "canonical", "id", "oid", "uuid", "base64Binary"})
SILENT = frozenset(
    {
        "meta",
        "subject",
        "patient",
        "encounter",
        "data",
        "hash",
        "reference",
        "linkId",
        "fullUrl",
        "id",
        "referenceRange",
    }
)
CODES_PEOPLE_SAY = ("icd", "atc")  # systems whose codes people type: E11.9
TAG = re.compile(r"<(?:br|/p|/div|/li|/tr|/td|/h\d)[^>]*>|(<[^>]+>)", re.IGNORECASE)
BLANK = re.compile(r"[ \t\r\f\v\u00a0]+")


def text_of(doc: dict, title: str = "") -> str:
    """Return what the document says, each saying once and on lines of its own: its title, notes, values, narrative."""
    said = dict.fromkeys(filter(None, (tidy(each) for each in (title, *_sayings(doc)))))
    return "\n".join(said)[:LONGEST]


def _sayings(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        if (amount := _amount(value)) is not None:
            yield amount
            return
        if isinstance(code := value.get("code"), str) and _is_said(value.get("system")):
            yield code
        for key, each in value.items():
            if key not in SILENT:
                yield from _sayings(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _sayings(each, name)
    elif isinstance(value, str):
        if name == "div":
            yield plain(value)
        elif name in _names()[0] or (name in _names()[1] and " " in value.strip()):
            yield value


def _amount(value: dict) -> str | None:
    """Return a quantity with its unit, None of anything else."""
    number = value.get("value")
    if number is None or isinstance(number, (str, bool, dict, list)):
        return None
    return f"{value.get('comparator', '')}{number} {value.get('unit') or value.get('code') or ''}"


def _is_said(system: object) -> bool:
    return isinstance(system, str) and any(name in system.lower() for name in CODES_PEOPLE_SAY)


def plain(div: str) -> str:
    """Return what a narrative's XHTML says, a line for each of its blocks."""
    return unescape(TAG.sub(lambda found: "" if found[1] else "\n", div))


def tidy(text: str) -> str:
    """Return the text without stray blanks and empty lines."""
    lines = (BLANK.sub(" ", line).strip() for line in text.replace("\x00", "").splitlines())
    return "\n".join(filter(None, lines))


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of elements that are text, and of those that are text in one place and code in another."""
    texts, codes = set(), set()
    for shape in definitions.structure().values():
        for path, element in shape["elements"].items():
            for type in element.get("types", ()):
                last = path.rsplit(".", 1)[-1]
                name = last[:-3] + type[0].upper() + type[1:] if last.endswith("[x]") else last
                (texts if type in SPEAKING else codes if type in CODED else set()).add(name)
    return frozenset(texts - codes), frozenset(texts & codes)
