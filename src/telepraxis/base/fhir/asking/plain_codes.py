"""Elements of type code carry no system of their own: the system is that of their binding."""

from functools import lru_cache

from .. import definitions
from ..parameters import Place

PLAIN = {"code", "boolean", "string", "id", "uri", "markdown"}


@lru_cache(4096)
def never_says_its_system(place: Place) -> bool:
    """Whether no value at this place can carry a system, as that of `Patient.gender` or `Patient.active` cannot."""
    element = _element(place.path)
    kinds = set(element.get("types", ())) if element else set()
    return bool(kinds) and kinds <= PLAIN


@lru_cache(4096)
def system_is_implied(place: Place, system: str) -> bool:
    """Whether a code at this place is meant in `system` although it does not say so."""
    element = _element(place.path)
    if not element or not set(element.get("types", ())) & PLAIN:
        return False
    binding = element.get("binding")
    value_set = definitions.terminology()["value_sets"].get(binding[1].partition("|")[0]) if binding else None
    if not value_set:
        return False
    return any(part.get("system") == system for part in value_set["include"])


def _element(path: str) -> dict | None:
    """Return the definition of the element at "Patient.contact.gender", through datatypes as well."""
    structure = definitions.structure()
    type, *names = path.split(".")
    element, so_far = None, ""
    for name in names:
        so_far = f"{so_far}.{name}" if so_far else name
        elements = structure.get(type, {}).get("elements", {})
        element = elements.get(so_far) or elements.get(f"{so_far}[x]")
        if element is None:
            return None
        if element.get("same_as"):
            type, _, so_far = element["same_as"].partition(".")
        elif (kinds := element.get("types", ())) and len(kinds) == 1 and kinds[0] not in ("BackboneElement", "Element"):
            type, so_far = kinds[0], ""
    return element
