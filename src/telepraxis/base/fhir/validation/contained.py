"""What stands inside a resource (R4, http://hl7.org/fhir/R4/references.html#contained, invariants dom-2 to dom-5)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .look import Look, Place


def check_contained(doc: dict, place: Place, look: Look) -> None:
    """Look at the contained resources of a resource whose structure is right."""
    inside = [(inner, set(_fragments(inner))) for inner in doc["contained"]]
    named = Counter(_fragments({**doc, "contained": []}))
    for _, fragments in inside:
        named.update(fragments)
    for n, (inner, fragments) in enumerate(inside):
        at = (place, "contained", n)
        meta = inner.get("meta", {})
        if "contained" in inner:
            look.add(at, "invariant", "What is contained contains nothing itself. (dom-2)")
        if "versionId" in meta or "lastUpdated" in meta:
            look.add(at, "invariant", "What is contained has no version of its own. (dom-4)")
        if "security" in meta:
            look.add(at, "invariant", "What is contained has no security label of its own. (dom-5)")
        name = f"#{inner.get('id')}"
        if "#" not in fragments and named[name] == (name in fragments):  # nobody else names it
            look.add(at, "invariant", "What is contained is referred to, or refers to its container. (dom-3)")


def _fragments(value: Any) -> Iterator[str]:
    """Yield every text that may point into the resource."""
    if type(value) is str:
        if value.startswith("#"):
            yield value
    elif type(value) is dict:
        for inner in value.values():
            yield from _fragments(inner)
    elif type(value) is list:
        for inner in value:
            yield from _fragments(inner)
