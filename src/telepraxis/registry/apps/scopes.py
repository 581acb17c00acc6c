"""Scopes of SMART App Launch 2.0 (section 3.0.2), and those of version 1 in their words.

A clinical scope is `patient/Observation.rs?category=laboratory`: whose records, which type, which interactions, and
which of them. The other scopes (`openid`, `launch/patient`, `offline_access` ...) are words of their own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

LETTERS = "cruds"
OLD = {"read": "rs", "write": "cud", "*": "cruds"}
PATTERN = re.compile(r"(patient|user|system)/([A-Z][A-Za-z]{1,63}|\*)\.(c?r?u?d?s?|read|write|\*)(?:\?(.+))?")
WORDS = frozenset(
    {"openid", "fhirUser", "profile", "launch", "launch/patient", "launch/encounter", "offline_access", "online_access"}
)


@dataclass(frozen=True, slots=True)
class Scope:
    """One clinical scope, whatever its version."""

    context: str  # patient, user, system
    type: str  # a resource type, or "*"
    letters: str  # of "cruds", in that order
    filters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        limits = f"?{urlencode(self.filters, safe=':/|,')}" if self.filters else ""
        return f"{self.context}/{self.type}.{self.letters}{limits}"

    def is_about(self, type: str, letter: str) -> bool:
        """Tell whether the scope speaks of this interaction with this type."""
        return letter in self.letters and self.type in ("*", type)


def read_scope(text: str) -> Scope | None:
    """Return what a clinical scope says; None for a word, or for nothing that the standard knows."""
    found = PATTERN.fullmatch(text)
    if found is None or not found[3]:
        return None
    limits = tuple(parse_qsl(found[4], keep_blank_values=True)) if found[4] else ()
    if found[4] and not limits:
        return None
    return Scope(found[1], found[2], OLD.get(found[3], found[3]), limits)


def clinical(texts: Iterable[str]) -> tuple[Scope, ...]:
    """Return the clinical scopes among these texts."""
    return tuple(scope for scope in map(read_scope, texts) if scope is not None)


def is_known(text: str) -> bool:
    """Tell whether the text is a scope at all."""
    return text in WORDS or read_scope(text) is not None


def allowed(asked: Iterable[str], most: Iterable[str]) -> list[str]:
    """Return of the asked scopes what lies within `most`, in the order asked; a wider one is narrowed, not refused."""
    most = list(most)
    limits, given = clinical(most), []
    for text in asked:
        scope = read_scope(text)
        if scope is None:
            given += [text] if text in WORDS and text in most else []
        elif any(_covers(limit, scope) for limit in limits):
            given.append(text)
        else:
            given += [str(narrower) for limit in limits if (narrower := _narrowed(scope, limit))]
    return list(dict.fromkeys(given))


def is_within(narrow: Iterable[str], wide: Iterable[str]) -> bool:
    """Tell whether nothing in `narrow` goes beyond `wide`: a refresh may ask for less, never for more."""
    wide = list(wide)
    limits = clinical(wide)
    return all(
        text in wide or ((scope := read_scope(text)) is not None and any(_covers(limit, scope) for limit in limits))
        for text in narrow
    )


def _covers(limit: Scope, scope: Scope) -> bool:
    return (
        limit.context == scope.context
        and limit.type in ("*", scope.type)
        and set(scope.letters) <= set(limit.letters)
        and set(limit.filters) <= set(scope.filters)
    )


def _narrowed(scope: Scope, limit: Scope) -> Scope | None:
    """Return what both allow, or None."""
    letters = "".join(letter for letter in LETTERS if letter in scope.letters and letter in limit.letters)
    meet = scope.context == limit.context and (scope.type == limit.type or "*" in (scope.type, limit.type))
    if not meet or not letters:
        return None
    type = limit.type if scope.type == "*" else scope.type
    filters = scope.filters + tuple(each for each in limit.filters if each not in scope.filters)
    return Scope(scope.context, type, letters, filters)
