"""What the standard says of the element that a place looks at."""

from .. import definitions


def element_at(path: str) -> dict | None:
    """Return the definition of the element at "Patient.contact.gender", through datatypes as well."""
    structure = definitions.structure()
    type, *names = path.replace("[0]", "").split(".")
    element, so_far = None, ""
    for name in names:
        if name.startswith("where("):
            continue
        so_far = f"{so_far}.{name}" if so_far else name
        element = _element(structure.get(type, {}).get("elements", {}), so_far)
        if element is None:
            return None
        if element.get("same_as"):
            type, _, so_far = element["same_as"].partition(".")
        elif (kinds := element.get("types", ())) and len(kinds) == 1 and kinds[0] not in ("BackboneElement", "Element"):
            type, so_far = kinds[0], ""
    return element


def _element(elements: dict[str, dict], path: str) -> dict | None:
    """Return an element by its path; one of several types also by the name that it has with one of them."""
    if found := elements.get(path) or elements.get(f"{path}[x]"):
        return found
    for name, element in elements.items():
        if name.endswith("[x]") and path.startswith(start := name[:-3]):
            for datatype in element["types"]:
                if path == start + datatype[0].upper() + datatype[1:]:
                    return {**element, "types": [datatype]}
    return None
