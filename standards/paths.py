"""From a FHIRPath expression of a search parameter to the ways through the JSON of a resource.

A way is a list of steps, the last of which names the datatype found there: ["component", "valueQuantity", "Quantity"].
Other steps: "?system=phone" goes on only where that holds, "[0]" takes the first, "%resource" starts again at the top
while the position in the list walked before is kept.
"""

import re
from dataclasses import dataclass, field, replace

STEP = re.compile(r"where\((?:[^()]|\(\))*\)|as\(\w+\)|%?\w+|\[0\]")
CAST = re.compile(r"\(([\w.]+) as (\w+)\)")
CONDITION = re.compile(r"where\((\w+)='([\w-]+)'\)")
RESOLVES = re.compile(r"where\(resolve\(\) is (\w+)\)")
CONTENT = {"BackboneElement", "Element"}  # their elements stand in the type that has them
FOUND_IN = {
    "token": {"code", "Coding", "CodeableConcept", "Identifier", "ContactPoint", "boolean", "id", "string", "uri"},
    "string": {"string", "markdown", "HumanName", "Address"},
    "reference": {"Reference", "canonical", "uri", "resource"},
    "uri": {"uri", "url", "canonical", "oid", "uuid"},
    "date": {"date", "dateTime", "instant", "Period", "Timing"},
    "number": {"integer", "positiveInt", "unsignedInt", "decimal", "Range"},
    "quantity": {"Quantity", "Age", "Duration", "Count", "Distance", "Money", "Range", "SampledData"},
}


class CannotCompile(Exception):
    """An expression holds something that the compiler does not know."""


@dataclass(frozen=True)
class Here:
    """Where a walk through the definitions stands."""

    steps: tuple[str, ...]
    type: str  # whose elements come next
    path: str  # within that type
    datatypes: tuple[str, ...]
    targets: tuple[str, ...] = ()
    narrowed: str = ""


@dataclass
class Walked:
    """A place that an expression looks at: its name, the ways to it, and which types a reference there may name."""

    path: str
    ways: list[list[str]]
    targets: set[str] = field(default_factory=set)
    any_target: bool = False


def alternatives(expression: str) -> list[str]:
    """Split a union; `(x as T)` becomes `x.as(T)`."""
    return [CAST.sub(r"\1.as(\2)", part.strip()) for part in expression.split(" | ")]


def walk(shapes: dict[str, dict], expression: str, kind: str, told_apart: set[str] = frozenset()) -> Walked:
    """Follow one alternative through the definitions.

    The place is named without casts; only what lies beneath a cast, or is to be told apart by it, bears its own name:
    valueCodeableConcept.

    :raises CannotCompile: it leads nowhere, or to nothing that a parameter of this kind can look at.
    """
    top, *steps = STEP.findall(expression)
    here, name, concrete = [Here((), top, "", (top,))], top, ""
    for step in steps:
        here = [further for place in here for further in _step(shapes, place, step, top)]
        if step.startswith("as("):
            concrete = f"{name.rpartition('.')[0]}.{here[0].steps[-1]}"
        elif step == "[0]":
            name += step
        elif not RESOLVES.fullmatch(step):
            name, concrete = f"{concrete or name}.{step}", ""
    name = concrete if concrete and name in told_apart else name
    return _walked(name, [place for place in here if set(place.datatypes) & FOUND_IN[kind]], kind, expression)


def _walked(name: str, found: list[Here], kind: str, expression: str) -> Walked:
    if not found:
        raise CannotCompile(f"{expression} holds nothing for {kind}")
    walked = Walked(name, [])
    for place in found:
        walked.ways += [[*place.steps, datatype] for datatype in place.datatypes if datatype in FOUND_IN[kind]]
        walked.targets |= {place.narrowed} if place.narrowed else set(place.targets)
        walked.any_target |= not place.narrowed and not place.targets
    return walked


def _step(shapes: dict[str, dict], here: Here, step: str, top: str) -> list[Here]:
    if step == "[0]":
        return [replace(here, steps=(*here.steps, step))]
    if step == "%resource":
        return [Here((*here.steps, step), top, "", (top,))]
    if condition := CONDITION.fullmatch(step):
        return [replace(here, steps=(*here.steps, f"?{condition[1]}={condition[2]}"))]
    if resolves := RESOLVES.fullmatch(step):
        return [replace(here, narrowed=resolves[1])]
    if step.startswith("as("):
        return [here] if [name.lower() for name in here.datatypes] == [step[3:-1].lower()] else []
    return _child(shapes, here, step)


def _child(shapes: dict[str, dict], here: Here, name: str) -> list[Here]:
    elements = shapes[here.type]["elements"]
    path = f"{here.path}.{name}" if here.path else name
    if path in elements:
        element = elements[path]
        return [_into(here, name, path, element, tuple(element.get("types", ())))]
    if f"{path}[x]" in elements:
        element = elements[f"{path}[x]"]
        return [
            _into(here, f"{name}{datatype[0].upper()}{datatype[1:]}", path, element, (datatype,))
            for datatype in element["types"]
        ]
    raise CannotCompile(f"{here.type} has no {path}")


def _into(here: Here, step: str, path: str, element: dict, datatypes: tuple[str, ...]) -> Here:
    steps = (*here.steps, step)
    targets = tuple(element.get("profiles" if datatypes == ("canonical",) else "targets", ()))
    if "same_as" in element:
        return Here(steps, here.type, element["same_as"], ("BackboneElement",))
    if set(datatypes) <= CONTENT:
        return Here(steps, here.type, path, datatypes)
    if datatypes == ("Resource",):
        return Here(steps, "Resource", "", ("resource",))
    return Here(steps, datatypes[0], "", datatypes, targets)
