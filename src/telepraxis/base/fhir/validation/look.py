"""One look at one resource: what was found so far, and where."""

import re
from typing import Any

from ..outcome import Issue

Place = tuple  # (place of the holder, name, index or None); the outermost is (None, type, None)
NAME = re.compile(r"_?[A-Za-z][A-Za-z0-9]{0,63}").fullmatch
MOST_ISSUES = 100


class Enough(Exception):
    """So much is wrong that looking on helps nobody."""


class Look:
    """The findings, and what references of this resource may point at: the ids of what it contains."""

    __slots__ = ("issues", "contained")

    def __init__(self, issues: list[Issue], doc: Any):
        self.issues = issues
        self.contained = ids_of(doc["contained"]) if type(doc) is dict and "contained" in doc else None

    def add(self, place: Place, code: str, diagnostics: str) -> None:
        """Note an error. :raises Enough: it was the last one worth telling."""
        self.issues.append(Issue("error", code, diagnostics, expression(place)))
        if len(self.issues) >= MOST_ISSUES:
            raise Enough


def ids_of(contained: Any) -> frozenset[str]:
    """Return the ids of contained resources; of garbage, none."""
    if type(contained) is not list:
        return frozenset()
    return frozenset(inner["id"] for inner in contained if type(inner) is dict and type(inner.get("id")) is str)


def expression(place: Place | None) -> str:
    """Return a place as FHIRPath: `Observation.component[1].code`. A name that is no element's name is not repeated."""
    names = []
    while place is not None:
        place, name, n = place
        name = name if NAME(name) else "?"
        names.append(name if n is None else f"{name}[{n}]")
    return ".".join(reversed(names))
