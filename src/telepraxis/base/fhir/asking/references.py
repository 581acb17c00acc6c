"""References and addresses (R4 3.1.1.4.12 and 3.1.1.4.13)."""

import re

from .. import keys
from ..outcome import invalid
from ..parameters import Parameter, Place, types
from .elements import element_at
from .query import NOTHING, Match, Words
from .splitting import plain, split

LOCAL = re.compile(r"(?:([A-Z][A-Za-z]+)/)?([A-Za-z0-9.\-]{1,64})")
AFTER_US = chr(ord(keys.US) + 1)


def match(places: tuple[int, ...], parameter: Parameter, modifier: str, values: list[str], base: str) -> Match:
    """Return what points at one of the values.

    :raises Refused: a value is no reference.
    """
    if modifier == "identifier":
        return _by_identifier(places, values)
    targets = (modifier,) if modifier else parameter.targets
    equal = tuple(dict.fromkeys(key for value in values for key in _keys(plain(value), targets, base)))
    return Words(places, equal=equal) if equal else NOTHING


def addresses(places: tuple[int, ...], modifier: str, values: list[str]) -> Words:
    """Return what matches one of the addresses; a canonical one is matched in any version unless it names one."""
    equal: list[str] = []
    starts: list[str] = []
    for value in values:
        address = plain(value)
        if not address:
            raise invalid("A value is empty.")
        if modifier == "below":
            starts.append(keys.uri(address))
        elif modifier == "above":
            equal += [keys.uri(each) for each in _above(address)]
        else:
            equal.append(keys.canonical(address))
            starts += [] if "|" in address else [keys.uri(address) + keys.US]
    return Words(places, equal=tuple(dict.fromkeys(equal)), starts=tuple(dict.fromkeys(starts)))


def anything(places: tuple[Place, ...], parameter: Parameter) -> Words:
    """Return what points at anything at all, or where the parameter picks some of what may stand there, at one of those
    types; of what lies elsewhere the address tells its type.
    """
    ids = tuple(place.id for place in places)
    if not any(_picks(place, parameter) for place in places):
        return Words(ids)
    return Words(
        ids,
        starts=tuple(f"{type}/" for type in parameter.targets),
        holds=tuple(f"/{type}/" for type in parameter.targets),
    )


def _picks(place: Place, parameter: Parameter) -> bool:
    """Whether references of other types than the parameter's may stand at this place too."""
    element = element_at(place.path)
    if not element or not {"Reference", "Resource"} & set(element.get("types", ())):
        return False
    return not set(element.get("targets") or types()) <= set(parameter.targets)


def _by_identifier(places: tuple[int, ...], values: list[str]) -> Words:
    equal, starts = [], []
    for value in values:
        parts = [plain(part) for part in split(value, "|")]
        if len(parts) > 2 or not parts[-1]:
            raise invalid("An identifier is written as value, system|value or |value.")
        if len(parts) == 2:
            equal.append(keys.identifier(parts[1], parts[0]))
        else:
            starts.append(keys.IDENTIFIER + keys.token_prefix(parts[0]))
    return Words(places, equal=tuple(equal), starts=tuple(starts))


def _keys(value: str, targets: tuple[str, ...], base: str) -> list[str]:
    if "://" in value or value.startswith("urn:"):
        found = keys.reference(value, base)
        local = LOCAL.fullmatch(found or "")
        return [found] if found and (not local or not local[1] or local[1] in targets) else []
    local = LOCAL.fullmatch(value.partition("/_history/")[0])
    if not local:
        raise invalid("A reference is written as id, Type/id or a whole address.")
    type, id = local.groups()
    if type and type not in types():
        raise invalid("R4 has no such resource type as the reference names.")
    return [f"{each}/{id}" for each in targets if type in (None, each)]


def _above(address: str) -> list[str]:
    """Return the address and all above it: http://a/b/c, http://a/b, http://a."""
    start, slashes, path = address.partition("://")
    if not slashes:
        return [address]
    names = path.rstrip("/").split("/")
    found = [f"{start}://{'/'.join(names[:length])}" for length in range(len(names), 0, -1)]
    return [address, *found] if address not in found else found
