"""From the values of one parameter to what matches them, as R4 3.1.1.4 has it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .. import keys
from ..outcome import Refused, invalid, not_supported
from ..parameters import Parameter, Place, types
from . import measures, references, tokens
from .query import NOTHING, Amounts, Criterion, Either, Ids, Match, Moments, Together, Updated, Words
from .splitting import plain, split

MOST_VALUES = 1_000
MODIFIERS = {
    "token": ("missing", "not", "text", "in", "not-in", "of-type", "above", "below"),
    "string": ("missing", "exact", "contains"),
    "reference": ("missing", "identifier"),
    "uri": ("missing", "above", "below"),
    "date": ("missing",),
    "number": ("missing",),
    "quantity": ("missing",),
    "composite": (),
}
ID = re.compile(r"[A-Za-z0-9.\-]{1,64}")  # no other is the id of anything
NEGATING = {"not", "not-in"}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What values are read with: the moment of asking (for `ap`) and the address of our own API."""

    now: datetime
    base: str = ""


def criterion(name: str, parameter: Parameter, modifier: str, value: str, at: Circumstances) -> Criterion:
    """Return what `name=value` asks for.

    :raises Refused: the modifier or the value cannot be understood.
    """
    _refuse_modifier(name, parameter, modifier)
    if modifier == "missing":
        return Criterion(name, _anything(parameter), negated=_yes_or_no(name, value))
    values = split(value, ",")
    if len(values) > MOST_VALUES:
        raise invalid(f"{name} lists more than {MOST_VALUES} values: ask in several smaller questions.", name)
    try:
        match = _match(parameter, modifier, values, at)
    except Refused as problem:
        raise _about(name, problem) from None
    return Criterion(name, match, negated=modifier in NEGATING)


def _refuse_modifier(name: str, parameter: Parameter, modifier: str) -> None:
    known = MODIFIERS.get(parameter.type, ())
    if parameter.type == "special":
        raise not_supported(f"{parameter.name} is not supported by this server.", name)
    if not modifier or modifier in known or (parameter.type == "reference" and modifier in parameter.targets):
        if modifier and not parameter.places:
            raise not_supported(f"{parameter.name} takes no modifier.", name)
        return
    may = ", ".join(f":{each}" for each in known) or "no modifier"
    may += " and the name of a type it points at" if parameter.type == "reference" else ""
    raise not_supported(f"{parameter.name} does not take this modifier; it takes {may}.", name)


def _about(name: str, problem: Refused) -> Refused:
    issue = problem.issues[0]
    return invalid(issue.diagnostics, name, code=issue.code)


def _yes_or_no(name: str, value: str) -> bool:
    if value not in ("true", "false"):
        raise invalid(f"{name} is either true or false.", name)
    return value == "true"


def _anything(parameter: Parameter) -> Match:
    found: list[Match] = []
    for kind, there in _grouped(parameter.places).items():
        places = _ids(there)
        if kind == "date":
            found.append(Moments(places))
        elif kind in ("number", "quantity"):
            found.append(Amounts(places))
        elif kind == "reference":
            found.append(references.anything(there, parameter))
        else:
            found.append(Words(places))
    return _either(found)


def _match(parameter: Parameter, modifier: str, values: list[str], at: Circumstances) -> Match:
    if parameter.name == "_id":
        return Ids(tuple(dict.fromkeys(value for value in values if ID.fullmatch(value))))
    if parameter.name == "_lastUpdated":
        return Updated(tuple(measures.stretch(plain(value), at.now) for value in values))
    if parameter.type == "composite":
        return _together(parameter, values, at)
    matches = []
    for kind, places in _grouped(parameter.places).items():
        matches.append(READ[kind](places, parameter, modifier, values, at))
    return _either(matches)


def _tokens(places: tuple[Place, ...], parameter, modifier: str, values: list[str], at: Circumstances) -> Match:
    return tokens.match(places, modifier, values)


def _strings(places: tuple[Place, ...], parameter, modifier: str, values: list[str], at: Circumstances) -> Match:
    ids, texts = _ids(places), [_not_blank(plain(value)) for value in values]
    if modifier == "exact":
        return Words(ids, equal=tuple(keys.string(text) for text in texts))
    folded = tuple(dict.fromkeys(keys.folded(text) for text in texts))
    return Words(ids, holds=folded) if modifier == "contains" else Words(ids, starts=folded)


def _not_blank(text: str) -> str:
    if not keys.folded(text):
        raise invalid("A value is empty.")
    return text


def _references(places: tuple[Place, ...], parameter, modifier: str, values: list[str], at: Circumstances) -> Match:
    return references.match(_ids(places), parameter, modifier, values, at.base)


def _uris(places: tuple[Place, ...], parameter, modifier: str, values: list[str], at: Circumstances) -> Match:
    return references.addresses(_ids(places), modifier, values)


def _dates(places: tuple[Place, ...], parameter, modifier: str, values: list[str], at: Circumstances) -> Match:
    return Moments(_ids(places), tuple(measures.stretch(plain(value), at.now) for value in values))


def _numbers(places: tuple[Place, ...], parameter, modifier: str, values: list[str], at: Circumstances) -> Match:
    return Amounts(_ids(places), tuple(measures.measure(value) for value in values))


READ: dict[str, Callable[..., Match]] = {
    "token": _tokens,
    "string": _strings,
    "reference": _references,
    "uri": _uris,
    "date": _dates,
    "number": _numbers,
    "quantity": _numbers,
}


def _together(parameter: Parameter, values: list[str], at: Circumstances) -> Match:
    """Each value has its parts apart by dollars; each alternative names one place for each part."""
    found = []
    for value in values:
        parts = split(value, "$")
        for places in parameter.components:
            if len(parts) != len(places):
                raise invalid(f"A value of this parameter has {len(places)} parts with $ between them.")
            found.append(
                tuple(
                    READ[place.kind]((place,), _part(parameter, place), "", [part], at)
                    for place, part in zip(places, parts, strict=True)
                )
            )
    return Together(tuple(found))


def _part(parameter: Parameter, place: Place) -> Parameter:
    targets = types() if place.kind == "reference" else ()
    return Parameter(parameter.name, place.kind, (place,), targets, (), "", "")


def _grouped(places: tuple[Place, ...]) -> dict[str, tuple[Place, ...]]:
    if len(places) == 1:
        return {places[0].kind: places}
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(place.kind, []).append(place)
    return {kind: tuple(some) for kind, some in found.items()}


def _ids(places: tuple[Place, ...]) -> tuple[int, ...]:
    return tuple(place.id for place in places)


def _either(matches: list[Match]) -> Match:
    matches = [match for match in matches if match != NOTHING]
    return matches[0] if len(matches) == 1 else Either(tuple(matches))
