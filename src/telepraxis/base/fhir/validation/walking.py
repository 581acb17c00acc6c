"""Every element of a document against what HL7 defines for its block.

Each block becomes one function, made when a document first needs it. On a legal document these functions only look up,
compare and go on: a sentence is written, and a place spelled out, only where something is wrong.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from .. import terminology
from ..outcome import Issue
from .coded import coding_check, concept_check
from .contained import check_contained
from .look import Look, Place
from .narrative import is_narrative
from .primitives import MEANT, TESTS, Test
from .references import reference_check
from .rules import RULES, has
from .shapes import PRIMITIVES, Element, elements_of, resource_types

BARE = (("Extension", "url"), ("Narrative", "div"))
Check = Callable[[Any, Place, Look], None]
Part = Callable[[Any, dict, Place, Look], None]  # of the value, the object that holds it, and its place


class Block:
    """The check of a type or of a nested block, made when first needed."""

    __slots__ = ("path", "check")

    def __init__(self, path: str):
        self.path = path
        self.check: Check = self._first

    def _first(self, value: Any, place: Place, look: Look) -> None:
        self.check = _made(self.path)
        self.check(value, place, look)


@cache
def block(path: str) -> Block:
    """Return the block of a type, such as `Observation`, or of a nested part, such as `Observation.component`."""
    return Block(path)


def check_resource(doc: Any, place: Place, issues: list[Issue]) -> None:
    """Look at a resource that stands for itself: alone, in a Bundle or as a parameter."""
    look = Look(issues, doc)
    so_far = len(issues)
    _of_its_type(doc, place, look)
    if look.contained is not None and len(issues) == so_far:
        check_contained(doc, place, look)


def _of_its_type(doc: Any, place: Place, look: Look) -> None:
    if type(doc) is not dict:
        return look.add(place, "structure", "A resource is an object.")
    name = doc.get("resourceType")
    if type(name) is not str or name not in resource_types():
        return look.add(place, "structure", "Say with 'resourceType' which R4 resource this is.")
    block(name).check(doc, place, look)


def _in_a_look_of_its_own(doc: Any, place: Place, look: Look) -> None:
    check_resource(doc, place, look.issues)


def _made(path: str) -> Check:
    elements = elements_of(path)
    tests, meant = _tests(elements)
    parts = _parts(path, elements)
    if path in resource_types():
        tests["resourceType"] = frozenset((path,)).__contains__
    needed = frozenset(element.name for element in elements if element.min and not element.is_choice)
    choices = [(element, _keys(element)) for element in elements if element.is_choice]
    rules = RULES.get(path, ())
    is_resource = path in resource_types()

    def check(value: Any, place: Place, look: Look) -> None:
        if type(value) is not dict:
            return look.add(place, "structure", "This is an object.")
        so_far = len(look.issues)
        for key, inner in value.items():
            test = tests.get(key)
            if test is not None:
                try:
                    if test(inner):
                        continue
                except TypeError:
                    pass
                _wrong(meant[key], inner, (place, key, None), look)
            elif key in parts:
                parts[key](inner, value, place, look)
            else:
                look.add((place, key, None), "structure", "R4 has no such element here. Correct its name or remove it.")
        if not needed <= value.keys():
            _missing(needed, value, place, look)
        for element, keys in choices:
            _one_of(element, keys.intersection(value), place, look)
        if not is_resource and (not value or (len(value) == 1 and "id" in value)):
            look.add(place, "invariant", "This is empty. Give it content or remove it. (ele-1)")
        if rules and len(look.issues) == so_far:
            for rule in rules:
                if not rule.holds(value):
                    look.add(place, "invariant", f"{rule.sentence} ({rule.key})")

    return check


def _wrong(meant: str, value: Any, place: Place, look: Look) -> None:
    """Tell what belongs here."""
    if meant.startswith("http"):
        return look.add(place, "code-invalid", f"This takes one of the codes of {meant}.")
    look.add(place, "value" if type(value) is not list else "structure", f"This takes {meant}.")


def _missing(needed: frozenset[str], value: dict, place: Place, look: Look) -> None:
    for name in sorted(needed):
        if name not in value and f"_{name}" not in value:
            look.add((place, name, None), "required", "This element is required.")


def _one_of(element: Element, present: frozenset[str], place: Place, look: Look) -> None:
    """Of a choice, one may be there, and must be where the element is required."""
    if not present:
        if element.min:
            look.add((place, element.name[:-3], None), "required", "This element is required, with one of its types.")
    elif len(present) > 1 and len({key.lstrip("_") for key in present}) > 1:
        look.add((place, element.name[:-3], None), "structure", "Only one of the types of this element may be given.")


def _keys(element: Element) -> frozenset[str]:
    keys = {element.key(type) for type in element.types}
    return frozenset(keys | {f"_{element.key(type)}" for type in element.types if type in PRIMITIVES})


def _tests(elements: tuple[Element, ...]) -> tuple[dict[str, Test], dict[str, str]]:
    """Return the tests of all single primitives by JSON name, and what each of them takes."""
    tests: dict[str, Test] = {}
    meant = {"resourceType": "the name of this resource's type"}
    for element in elements:
        if element.is_list or element.max == "0":
            continue
        for name in PRIMITIVES.intersection(element.types):
            tests[element.key(name)], meant[element.key(name)] = _primitive(name, element.binding)
    return tests, meant


def _primitive(name: str, binding: str) -> tuple[Test, str]:
    """Return the test of a primitive and what it takes: the url of its value set or a phrase."""
    codes = terminology.codes_of(binding) if binding else None
    if codes is not None:
        return frozenset().union(*codes.values()).__contains__, binding
    return (is_narrative if name == "xhtml" else TESTS[name]), MEANT[name]


def _parts(path: str, elements: tuple[Element, ...]) -> dict[str, Part]:
    """Return the checks of all else. An id, the url of an extension and a narrative have no extensions."""
    parts: dict[str, Part] = {}
    for element in elements:
        for name in element.types or ("",):
            key = element.key(name)
            if element.max == "0":
                continue
            if name in PRIMITIVES:
                if element.is_list:
                    parts[key] = _primitives(key, *_primitive(name, element.binding))
                if (path, key) not in BARE and key != "id":
                    parts[f"_{key}"] = _many_beside(key) if element.is_list else _one_beside(key)
            else:
                check = _check_of(element, name)
                parts[key] = _many(key, check) if element.is_list else _one(key, check)
    return parts


def _check_of(element: Element, name: str) -> Check:
    """Return the check of what an element holds when it has this type."""
    if element.block:
        inner = block(element.block)
        return lambda value, place, look: inner.check(value, place, look)
    if name == "Resource" or name in resource_types():
        return _of_its_type if element.name == "contained" else _in_a_look_of_its_own
    inner = block(name)
    if name == "Reference":
        return reference_check(inner, element.targets)
    codes: Mapping | None = terminology.codes_of(element.binding) if element.binding else None
    if codes is not None and name in ("Coding", "CodeableConcept"):
        return (coding_check if name == "Coding" else concept_check)(inner, codes, element.binding)
    return _simple(inner) if element.is_simple else lambda value, place, look: inner.check(value, place, look)


def _simple(inner: Block) -> Check:
    def check(value: Any, place: Place, look: Look) -> None:
        inner.check(value, place, look)
        if type(value) is dict and has(value, "comparator"):
            look.add(place, "invariant", "This quantity has no comparator. (sqty-1)")

    return check


def _one(key: str, check: Check) -> Part:
    def part(value: Any, holder: dict, place: Place, look: Look) -> None:
        check(value, (place, key, None), look)

    return part


def _many(key: str, check: Check) -> Part:
    def part(value: Any, holder: dict, place: Place, look: Look) -> None:
        if type(value) is not list or not value:
            return look.add((place, key, None), "structure", "This is an array with at least one item.")
        for n, each in enumerate(value):
            check(each, (place, key, n), look)

    return part


def _primitives(key: str, test: Test, meant: str) -> Part:
    """An array of primitives; null stands where only `_key` has something to say."""
    beside = f"_{key}"

    def part(value: Any, holder: dict, place: Place, look: Look) -> None:
        if type(value) is not list or not value:
            return look.add((place, key, None), "structure", "This is an array with at least one item.")
        for n, each in enumerate(value):
            try:
                if test(each):
                    continue
            except TypeError:
                pass
            if each is not None:
                _wrong(meant, each, (place, key, n), look)
            elif not _at(holder.get(beside), n):
                look.add((place, key, n), "structure", f"null may stand here only with an extension in '{beside}'.")

    return part


def _one_beside(key: str) -> Part:
    """`_key`: the id and extensions of a primitive."""
    name, element = f"_{key}", block("Element")

    def part(value: Any, holder: dict, place: Place, look: Look) -> None:
        element.check(value, (place, name, None), look)
        _has_something(value, key in holder, (place, name, None), look)

    return part


def _many_beside(key: str) -> Part:
    name, element = f"_{key}", block("Element")

    def part(value: Any, holder: dict, place: Place, look: Look) -> None:
        if type(value) is not list or not any(value):
            return look.add((place, name, None), "structure", "This is an array with at least one object.")
        for n, each in enumerate(value):
            if each is not None:
                element.check(each, (place, name, n), look)
                _has_something(each, _at(holder.get(key), n) is not None, (place, name, n), look)

    return part


def _has_something(value: Any, has_value: bool, place: Place, look: Look) -> None:
    if not has_value and type(value) is dict and "extension" not in value:
        look.add(place, "invariant", "A primitive has a value or an extension. (ele-1)")


def _at(values: Any, n: int) -> Any:
    return values[n] if type(values) is list and n < len(values) else None
