"""Where a reference may point (R4, http://hl7.org/fhir/R4/references.html#Reference, invariant ref-1)."""

import re
from collections.abc import Callable
from typing import Any

from .look import Look, Place
from .shapes import resource_types

_typed = re.compile(
    r"(?:.*/)?([A-Z][A-Za-z]+)(?:/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?(?:#.*)?|\?.+)"
).fullmatch


def reference_check(inner: Any, targets: frozenset[str]) -> Callable[[Any, Place, Look], None]:
    """Return the check of a Reference that may point at these types; at any where none is named."""
    allowed = frozenset() if "Resource" in targets else targets

    def check(value: Any, place: Place, look: Look) -> None:
        so_far = len(look.issues)
        inner.check(value, place, look)
        if len(look.issues) != so_far:
            return
        text = value.get("reference")
        if text is not None:
            if text[0] == "#":
                if len(text) > 1 and text[1:] not in (look.contained or ()):
                    look.add(place, "invariant", "Nothing with this id is contained in the resource. (ref-1)")
                return
            if not allowed or text.partition("/")[0] in allowed:
                return
            _check_type(type_of(text), allowed, place, look)
        elif allowed and "type" in value:
            _check_type(value["type"], allowed, place, look)

    return check


def _check_type(name: str | None, allowed: frozenset[str], place: Place, look: Look) -> None:
    if name in resource_types() and name not in allowed:
        look.add(place, "structure", f"This may point at: {', '.join(sorted(allowed))}.")


def type_of(reference: str) -> str | None:
    """Return the type that a reference names, None where it names none."""
    found = _typed(reference)
    return found[1] if found and found[1] in resource_types() else None
