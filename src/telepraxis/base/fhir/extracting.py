"""All that a document is found by, in one walk over it along the compiled places of its type."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from telepraxis.base.fhir import definitions, keys
from telepraxis.base.fhir.datatypes import EXTRACT, Extract, Index

NONSENSE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)  # raised by a value of the wrong shape


@dataclass(slots=True)
class Entries:
    """What one document is found by; n is the position in the list at the top where a composite joins by it, else 0."""

    words: set[tuple[int, str, int]]  # (place, key, n)
    moments: set[tuple[int, datetime | None, datetime | None, int]]  # (place, low, high, n), high exclusive
    amounts: set[tuple[int, float, float, str, int]]  # (place, low, high, unit, n)
    patient: str | None  # logical id of the Patient whose chart it belongs to; of a Patient its own
    at: datetime | None  # the date that a chart sorts it by
    lines: set[tuple[int, str]]  # (place, token) of the main code, where the type has one


@dataclass(slots=True)
class Node:
    """One step of the ways through a type; ways that begin alike share it."""

    leaves: list[tuple[Extract, int, bool]] = field(default_factory=list)  # what is kept here: how, as which place, n?
    below: dict[str, "Node"] = field(default_factory=dict)
    where: list[tuple[str, str, "Node"]] = field(default_factory=list)  # property, the value it must have
    again: "Node | None" = None  # %resource


@dataclass(slots=True)
class Plan:
    """How the documents of one type are walked."""

    root: Node
    firsts: set[str]  # properties of which only the first counts
    patient: list[list[str]]
    dates: list[int]
    lines: set[int]


def entries_of(doc: dict, own_base: str = "") -> Entries:
    """Return everything that this document is found by; a value that is nonsense is not indexed, and refuses nothing.

    Contained resources are not indexed. `own_base` is the address of our own API: what begins with it is local.

    :raises KeyError: the document has no resourceType, or one that R4 does not know.
    """
    plan = _plan(doc["resourceType"])
    index = Index(doc, own_base)
    for kept in plan.root.leaves:
        kept[0](doc, kept[1], 0, index)
    below = plan.root.below
    for name, value in doc.items():
        if name in below:
            _walk(below[name], value, index, only_first=name in plan.firsts)
    return Entries(
        index.words,
        index.moments,
        index.amounts,
        _patient(plan, doc, own_base),
        _at(plan, index),
        {(place, key) for place, key, _ in index.words if place in plan.lines and key[0] > keys.US},
    )


def _walk(node: Node, value, index: Index, only_first: bool) -> None:
    if type(value) is list:
        for n, one in enumerate(value[:1] if only_first else value):
            _visit(node, one, n, index)
    else:
        _visit(node, value, 0, index)


def _visit(node: Node, value, n: int, index: Index) -> None:
    """Keep what this value is, then go on below it. A null stands for a value that only has extensions."""
    if value is None:
        return
    for extract, place, joined in node.leaves:
        try:
            extract(value, place, n if joined else 0, index)
        except NONSENSE:
            continue
    if type(value) is dict:
        _below(node, value, n, index)
    if node.again:
        _below(node.again, index.doc, n, index)


def _below(node: Node, value: dict, n: int, index: Index) -> None:
    for name, further in node.below.items():
        if name in value:
            found = value[name]
            if type(found) is list:
                for one in found:
                    _visit(further, one, n, index)
            else:
                _visit(further, found, n, index)
    for name, wanted, further in node.where:
        if value.get(name) == wanted:
            _visit(further, value, n, index)


def _patient(plan: Plan, doc: dict, own_base: str) -> str | None:
    if doc["resourceType"] == "Patient":
        return doc.get("id")
    for way in plan.patient:
        for found in _all(doc, way):
            target = found.get("reference") if type(found) is dict else None
            key = keys.reference(target, own_base) if type(target) is str else None
            if key and key.startswith("Patient/"):
                return key[8:]
    return None


def _all(value, way: list[str]) -> Iterator:
    """Yield every value at the end of a way of plain steps."""
    if type(value) is list:
        for one in value:
            yield from _all(one, way)
    elif not way:
        yield value
    elif type(value) is dict and way[0] in value:
        yield from _all(value[way[0]], way[1:])


def _at(plan: Plan, index: Index) -> datetime | None:
    for date in plan.dates:
        if lows := [low for place, low, _, _ in index.moments if place == date]:
            return None if None in lows else min(lows)
    return None


@cache
def _plan(type: str) -> Plan:
    compiled = definitions.search()["types"][type]
    plan = Plan(Node(), set(), [], compiled["dates"], set(compiled["lines"]))
    joined = set(compiled["joined"])
    ways = {}
    for id, _, kind, found in compiled["places"]:
        ways[id] = found
        for *steps, datatype in found:
            _end_of(plan, steps).leaves.append((EXTRACT[kind][datatype], id, id in joined))
    plan.patient = [way[:-1] for id in compiled["patient"] for way in ways[id] if way[-1] == "Reference"]
    return plan


def _end_of(plan: Plan, steps: list[str]) -> Node:
    """Return the node at the end of a way, laying the way where it is new."""
    node = plan.root
    for position, step in enumerate(steps):
        if step == "[0]":
            plan.firsts.add(steps[position - 1])
        elif step == "%resource":
            node.again = node = node.again or Node()
        elif step[0] == "?":
            node = _where(node, *step[1:].split("="))
        else:
            node = node.below.setdefault(step, Node())
    return node


def _where(node: Node, name: str, wanted: str) -> Node:
    for named, value, further in node.where:
        if (named, value) == (name, wanted):
            return further
    node.where.append((name, wanted, Node()))
    return node.where[-1][2]
