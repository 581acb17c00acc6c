"""Elements of type code carry no system of their own: the system is that of their binding."""

from functools import lru_cache

from .. import definitions
from ..parameters import Place
from .elements import element_at

PLAIN = {"code", "boolean", "string", "id", "uri", "markdown"}


@lru_cache(4096)
def never_says_its_system(place: Place) -> bool:
    """Whether no value at this place can carry a system, as that of `Patient.gender` or `Patient.active` cannot."""
    element = element_at(place.path)
    kinds = set(element.get("types", ())) if element else set()
    return bool(kinds) and kinds <= PLAIN


@lru_cache(4096)
def system_is_implied(place: Place, system: str) -> bool:
    """Whether a code at this place is meant in `system` although it does not say so."""
    element = element_at(place.path)
    if not element or not set(element.get("types", ())) & PLAIN:
        return False
    binding = element.get("binding")
    value_set = definitions.terminology()["value_sets"].get(binding[1].partition("|")[0]) if binding else None
    if not value_set:
        return False
    return any(part.get("system") == system for part in value_set["include"])
