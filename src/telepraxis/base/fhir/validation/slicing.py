"""Which slice a value belongs to (R4, http://hl7.org/fhir/R4/profiling.html#slicing)."""

import re
from typing import Any

from .coded import stands_in
from .packages import Packages
from .profile_tree import Node
from .profile_values import Value, fits, is_same, values_of

BY_URL = {"discriminator": [{"type": "value", "path": "url"}], "rules": "open"}
_step = re.compile(r"extension\('([^']+)'\)|ofType\((\w+)\)|[\w$]+(?:\[x\])?")


class CannotTell(Exception):
    """Whether a value belongs to the slice cannot be told here."""


def belongs(value: Value, slice: Node, slicing: dict, packages: Packages) -> bool:
    """Whether a value is one of this slice: all discriminators agree.

    :raises CannotTell: there is no discriminator, or one that asks what is not in this document.
    """
    discriminators = slicing.get("discriminator", ())
    if not discriminators:
        raise CannotTell
    return all(_agrees(value, slice, each["type"], each["path"], packages) for each in discriminators)


def _agrees(value: Value, slice: Node, kind: str, path: str, packages: Packages) -> bool:
    if "resolve()" in path or kind == "profile":
        raise CannotTell
    nodes, values = [slice], [value]
    for step in _steps(path):
        nodes = [inner for node in nodes for inner in _nodes(node, step, packages)]
        values = [inner for each in values for inner in _values(each, step)]
    if kind == "exists":
        return _exists_as_wanted(nodes, values)
    if kind == "type":
        wanted = [type["code"] for node in nodes for type in node.types]
        return any(_is_of(each, name) for each in values for name in wanted)
    return any(_is_meant(each.value, node, packages) for each in values for node in nodes)


def _steps(path: str) -> list[str]:
    found = [match[0] for match in _step.finditer(path)]
    if ".".join(found) != path:
        raise CannotTell
    return [step for step in found if step != "$this"]


def _nodes(node: Node, step: str, packages: Packages) -> list[Node]:
    """Return what the slice says of the next step; an extension's url stands in its own profile."""
    if step.startswith("extension("):
        wanted = step[len("extension('") : -2]
        return [each for each in node.parts.get("extension", Node("")).slices.values() if wanted in _profiles(each)]
    if step.startswith("ofType("):
        return [node]
    part = node.parts.get(step) or node.parts.get(f"{step}[x]")
    if part is not None and (part.definition or part.parts):
        return [part, *part.slices.values()]
    if step == "url" and _profiles(node):
        return [Node("url", {"fixedUri": _profiles(node)[0].split("|")[0]})]
    fixed = _inside(node, step)
    return [] if fixed is None else [Node(step, {"patternInside": fixed})]


def _inside(node: Node, step: str) -> Any:
    """Return the part of a fixed value or pattern that stands higher up."""
    whole = node.choice("fixed") or node.choice("pattern")
    inner = whole.get(step) if type(whole) is dict else None
    return inner[0] if type(inner) is list and inner else inner


def _profiles(node: Node) -> list[str]:
    return [url for type in node.types for url in type.get("profile", ())]


def _values(value: Value, step: str) -> list[Value]:
    if step.startswith("extension("):
        wanted = step[len("extension('") : -2]
        return [each for each in values_of(value.value, "extension", value.place) if each.value.get("url") == wanted]
    if step.startswith("ofType("):
        return [value] if _is_of(value, step[len("ofType(") : -1]) else []
    return values_of(value.value, step, value.place) or values_of(value.value, f"{step}[x]", value.place)


def _exists_as_wanted(nodes: list[Node], values: list[Value]) -> bool:
    if any(node.least > 0 for node in nodes):
        return bool(values)
    if any(node.most == 0 for node in nodes):
        return not values
    raise CannotTell


def _is_of(value: Value, name: str) -> bool:
    if value.type:
        return value.type[0].lower() + value.type[1:] == name[0].lower() + name[1:]
    plain = {bool: "boolean", int: "integer"}.get(type(value.value))
    return plain == name


def _is_meant(value: Any, node: Node, packages: Packages) -> bool:
    """Whether a value is the fixed one, fits the pattern or stands in the value set that marks the slice."""
    fixed, pattern = node.choice("fixed"), node.choice("pattern")
    if fixed is not None:
        return is_same(value, fixed)
    if pattern is not None:
        return fits(value, pattern)
    binding = node.definition.get("binding", {})
    if binding.get("strength") == "required" and "valueSet" in binding:
        codes = packages.words.codes_of(binding["valueSet"])
        if codes is not None:
            return is_bound(value, codes)
    if node.parts:
        return _parts_are_meant(value, node, packages)
    raise CannotTell


def _parts_are_meant(value: Any, node: Node, packages: Packages) -> bool:
    """The marks may stand further down: `code` is told by the fixed `code.coding.code`."""
    marks = [part for part in node.parts.values() if _is_mark(part)]
    if not marks:
        raise CannotTell
    return all(
        any(_is_meant(each.value, part, packages) for each in values_of(value, part.name, (None, "", None)))
        for part in marks
    )


def _is_mark(node: Node) -> bool:
    if node.choice("fixed") is not None or node.choice("pattern") is not None:
        return True
    return any(_is_mark(part) for part in node.parts.values())


def is_bound(value: Any, codes) -> bool:
    """Whether a code, Coding or CodeableConcept has a code of the value set."""
    if type(value) is str:
        return any(value in each for each in codes.values())
    if type(value) is not dict:
        return False
    if "coding" in value or "text" in value:
        return any(stands_in(coding, codes) for coding in value.get("coding", ()))
    return stands_in(value, codes)
