"""From the parameters of a URL to the question they ask (R4 3.1.1.2 to 3.1.1.5)."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from ..outcome import Refused, invalid, not_supported
from ..parameters import Parameter, parameters_of, types
from . import matching, results
from .matching import Circumstances
from .query import Criterion, Match, PointedAt, Query, Through

MOST_PARAMETERS = 100
LONGEST_CHAIN = 4
DEEPEST_HAS = 3
MOST_TARGETS = 10  # of a chain that names no type
NAME = re.compile(r"[A-Za-z_\-]{1,40}")
NOT_SUPPORTED = ("_list", "_text", "_content", "_filter", "_query")


def ask(
    type: str | None, pairs: Iterable[tuple[str, str]], *, now: datetime, strict: bool = True, base: str = ""
) -> Query:
    """Return the question that the parameters ask of one resource type, or of the whole system when `type` is None.

    `base` is the address of our own API, for references that are written whole. Unless `strict`, parameters that are
    not known are passed over; `pairs` of the answer tells which were understood.

    :raises Refused: R4 has no such type, or a parameter cannot be understood or is not supported.
    """
    pairs = list(pairs)
    if len(pairs) > MOST_PARAMETERS:
        raise invalid(f"More than {MOST_PARAMETERS} parameters: ask in several smaller questions.")
    asked = _types(type, pairs)
    known = _known(asked, type is None)
    at = Circumstances(now, base.rstrip("/") + "/" if base else "")
    wishes = results.Wishes(asked, known, strict)
    criteria, understood = [], []
    for name, value in pairs:
        if name in results.IGNORED:
            continue
        if wishes.read(name, value):
            understood.append((name, value))
        elif (found := _criterion(type or "", known, name, value, at, strict)) is not None:
            criteria.append(found)
            understood.append((name, value))
    return wishes.query(tuple(criteria), tuple(understood), system=type is None)


def criteria_of(type: str, pairs: Iterable[tuple[str, str]], *, now: datetime, base: str = "") -> tuple[Criterion, ...]:
    """Return what parameters ask for that only choose, such as those of a scope's filter or a conditional write.

    :raises Refused: one of them cannot be understood, or does something else than choose.
    """
    at = Circumstances(now, base.rstrip("/") + "/" if base else "")
    found = (_criterion(type, parameters_of(type), name, value, at, strict=True) for name, value in pairs)
    return tuple(each for each in found if each is not None)


def _types(type: str | None, pairs: list[tuple[str, str]]) -> tuple[str, ...]:
    if type is not None:
        _must_exist(type)
        return (type,)
    named = [each for name, value in pairs if name == "_type" for each in value.split(",")]
    for each in named:
        _must_exist(each)
    return tuple(dict.fromkeys(named)) or types()


def _must_exist(type: str) -> None:
    if type not in types():
        raise not_supported("R4 has no such resource type.")


def _known(asked: tuple[str, ...], system: bool) -> Mapping[str, Parameter]:
    return parameters_of(asked[0]) if not system else _of_all(asked)


@lru_cache(64)
def _of_all(asked: tuple[str, ...]) -> Mapping[str, Parameter]:
    """Return the parameters that every resource has, each with its places in all of the types."""
    found = {}
    for name, first in parameters_of(asked[0]).items():
        if name.startswith("_") and all(name in parameters_of(type) for type in asked):
            places = tuple(place for type in asked for place in parameters_of(type)[name].places)
            found[name] = Parameter(name, first.type, places, first.targets, (), first.url, first.description)
    return found


def _criterion(
    type: str, known: Mapping[str, Parameter], name: str, value: str, at: Circumstances, strict: bool
) -> Criterion | None:
    linked = _linked(type, known, name, name, value, at, 0, 0)
    if linked is not None:
        return linked
    head, _, modifier = name.partition(":")
    if head in NOT_SUPPORTED:
        raise not_supported(f"{head} is not supported by this server.", head)
    if head not in known:
        if not strict:
            return None
        raise _unknown(head, known)
    if not value:
        if not strict:
            return None
        raise invalid(f"{head} has no value.", head)
    return matching.criterion(name, known[head], modifier, value, at)


def _unknown(name: str, known: Mapping[str, Parameter]) -> Refused:
    named = f"The parameter {name}" if NAME.fullmatch(name) else "One of the parameters"
    offered = ", ".join(sorted(name for name, parameter in known.items() if parameter.type != "special"))
    return not_supported(
        f"{named} is not known here. Known are: {offered}. "
        "Send `Prefer: handling=lenient` to have unknown ones passed over."
    )


def _linked(
    type: str, known: Mapping[str, Parameter], whole: str, name: str, value: str, at: Circumstances, hops: int, has: int
) -> Criterion | None:
    """Return what a chain or `_has` asks for, None when the name is neither."""
    if name.startswith("_has:"):
        return _pointed_at(type, whole, name, value, at, hops, has)
    first, dot, rest = name.partition(".")
    if not dot:
        return None
    if hops >= LONGEST_CHAIN:
        raise invalid(f"A chain goes over at most {LONGEST_CHAIN} references.", "chain")
    reference, _, narrowed = first.partition(":")
    parameter = known.get(reference)
    if parameter is None or parameter.type != "reference":
        raise invalid("A chain begins with the name of a reference parameter, like subject:Patient.name.", "chain")
    if narrowed and narrowed not in parameter.targets:
        raise invalid("The reference of this chain does not point at such a type.", "chain")
    targets = _targets(parameter, narrowed, rest)
    deeper = tuple((target, _asked_of(target, whole, rest, value, at, hops + 1, has)) for target in targets)
    places = tuple(place.id for place in parameter.places if place.kind == "reference")
    return Criterion(whole, Through(places, deeper))


def _targets(parameter: Parameter, narrowed: str, rest: str) -> list[str]:
    """Return the types that a chain may lead to: the one it names, or all that know the next parameter."""
    wanted = [narrowed] if narrowed else parameter.targets
    targets = [type for type in wanted if _knows(type, rest)]
    if not targets:
        raise invalid("What the reference of this chain points at has no such parameter.", "chain")
    if len(targets) > MOST_TARGETS:
        raise invalid("This chain may lead to many types: name one, like subject:Patient.name.", "chain")
    return targets


def _knows(type: str, name: str) -> bool:
    """Whether a type has the parameter that a chain goes on with, or is pointed at by that of a `_has`."""
    if name.startswith("_has:"):
        source, reference = [*name.split(":"), "", ""][1:3]
        parameter = parameters_of(source).get(reference) if source in types() else None
        return parameter is not None and type in parameter.targets
    return name.partition(".")[0].partition(":")[0] in parameters_of(type)


def _asked_of(type: str, whole: str, name: str, value: str, at: Circumstances, hops: int, has: int) -> Criterion:
    known = parameters_of(type)
    linked = _linked(type, known, whole, name, value, at, hops, has)
    if linked is not None:
        return linked
    head, _, modifier = name.partition(":")
    if head not in known:
        raise invalid("What a chain or _has leads to has no such parameter.", "chain")
    if not value:
        raise invalid("A chain or _has has no value.", "chain")
    return matching.criterion(whole, known[head], modifier, value, at)


def _pointed_at(type: str, whole: str, name: str, value: str, at: Circumstances, hops: int, has: int) -> Criterion:
    """`_has:Observation:patient:code=x`: chosen by what points here (R4 3.1.1.4.4)."""
    parts = name.split(":", 3)
    if len(parts) < 4:
        raise invalid("Write _has:Type:reference:parameter, like _has:Observation:patient:code.", "_has")
    _, source, reference, rest = parts
    if has >= DEEPEST_HAS:
        raise invalid(f"_has can stand in itself at most {DEEPEST_HAS} times.", "_has")
    if not _knows(type, name):
        raise invalid("_has names a type and a reference parameter of it that points here.", "_has")
    parameter = parameters_of(source)[reference]
    deeper = _asked_of(source, whole, rest, value, at, hops, has + 1)
    places = tuple(place.id for place in parameter.places if place.kind == "reference")
    match: Match = PointedAt(source, places, deeper)
    return Criterion(whole, match)
