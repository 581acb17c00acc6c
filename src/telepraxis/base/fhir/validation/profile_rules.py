"""Invariants that guides add, known by their FHIRPath as it stands in the guide; no other FHIRPath is evaluated."""

from collections.abc import Callable
from typing import Any

from .rules.rule import has, has_one_of

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def _has_value_or_reason(o: dict) -> bool:
    return has(o, "dataAbsentReason") or has_one_of(o, "value")


def _is_precise_to_the_day(value: Any) -> bool:
    return type(value) is not str or len(value) >= 8


def _has_name(o: dict) -> bool:
    return has(o, "family", "given")


def _is_named_or_tells_why_not(patient: dict) -> bool:
    """US Core, us-core-6."""
    named = any(_has_name(name) for name in patient.get("name", ()))
    return named != any(extension.get("url") == ABSENT for extension in patient.get("extension", ()))


KNOWN: dict[str, Callable[[Any], bool]] = {
    "(component.empty() and hasMember.empty()) implies (dataAbsentReason.exists() or value.exists())": (
        lambda o: has(o, "component", "hasMember") or _has_value_or_reason(o)
    ),
    "value.exists() or dataAbsentReason.exists()": _has_value_or_reason,
    "($this as dateTime).toString().length() >= 8": _is_precise_to_the_day,
    "family.exists() or given.exists()": _has_name,
    (
        f"(name.family.exists() or name.given.exists()) xor extension.where(url='{ABSENT}').exists()"
    ): _is_named_or_tells_why_not,
}
