"""Codes that must come from a value set: a required binding of a Coding or a CodeableConcept."""

from collections.abc import Callable, Mapping
from typing import Any

from .look import Look, Place

Codes = Mapping[str, frozenset[str]]


def coding_check(inner: Any, codes: Codes, value_set: str) -> Callable[[Any, Place, Look], None]:
    """Return the check of a Coding that must stand in the value set."""

    def check(value: Any, place: Place, look: Look) -> None:
        so_far = len(look.issues)
        inner.check(value, place, look)
        if len(look.issues) == so_far and not stands_in(value, codes):
            look.add(place, "code-invalid", f"This takes a code of {value_set}, with its system.")

    return check


def concept_check(inner: Any, codes: Codes, value_set: str) -> Callable[[Any, Place, Look], None]:
    """Return the check of a CodeableConcept of which one coding must stand in the value set."""

    def check(value: Any, place: Place, look: Look) -> None:
        so_far = len(look.issues)
        inner.check(value, place, look)
        if len(look.issues) == so_far and not any(stands_in(coding, codes) for coding in value.get("coding", ())):
            look.add(place, "code-invalid", f"One coding of this must be a code of {value_set}, with its system.")

    return check


def stands_in(coding: dict, codes: Codes) -> bool:
    """Whether a Coding's code and system stand in a value set."""
    return coding.get("code") in codes.get(coding.get("system", ""), ())
