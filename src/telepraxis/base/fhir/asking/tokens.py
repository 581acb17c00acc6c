"""Codes and identifiers (R4 3.1.1.4.10)."""

from .. import keys, terminology
from ..outcome import invalid, not_supported
from ..parameters import Place
from . import terms
from .plain_codes import never_says_its_system, system_is_implied
from .query import Words
from .splitting import plain, split

MOST_CODES = 10_000


def match(places: tuple[Place, ...], modifier: str, values: list[str]) -> Words:
    """Return what matches one of the values.

    :raises Refused: a value has the wrong form, or its value set or code system is not here.
    """
    ids = tuple(place.id for place in places)
    if modifier == "text":
        return Words(ids, starts=tuple(keys.text(_said(plain(value))) for value in values))
    if modifier == "of-type":
        return Words(ids, equal=tuple(_of_type(value) for value in values))
    if modifier in ("in", "not-in"):
        return Words(ids, equal=_coded(places, [code for value in values for code in _codes_in(plain(value))]))
    if modifier in ("above", "below"):
        return Words(ids, equal=_coded(places, [code for value in values for code in _hierarchy(modifier, value)]))
    return _plain(places, ids, values)


def _plain(places: tuple[Place, ...], ids: tuple[int, ...], values: list[str]) -> Words:
    equal: list[str] = []
    starts: list[str] = []
    ends: list[str] = []
    for value in values:
        parts = [plain(part) for part in split(value, "|")]
        if len(parts) > 2 or not any(parts):
            raise invalid("A token is written as code, system|code, |code or system|.")
        if len(parts) == 1 and all(never_says_its_system(place) for place in places):
            equal.append(keys.token(parts[0]))
        elif len(parts) == 1:
            starts.append(keys.token_prefix(parts[0]))
        elif not parts[1]:
            equal.append(keys.system(parts[0]))
            ends.append(keys.US + keys.system_hash(parts[0]))
        else:
            equal += _coded(places, [(parts[0], parts[1])])
    if ends and all(place.path.endswith("identifier") for place in places):
        ends = []  # every identifier has a key of its own for its system
    return Words(ids, tuple(dict.fromkeys(equal)), tuple(dict.fromkeys(starts)), tuple(ends))


def _coded(places: tuple[Place, ...], codes: list[tuple[str, str]]) -> tuple[str, ...]:
    """Return the keys of codes, also of those whose system is not written because it goes without saying."""
    found = dict.fromkeys(keys.token(code, system) for system, code in codes)
    for system, code in codes:
        if system and any(system_is_implied(place, system) for place in places):
            found[keys.token(code)] = None
    return tuple(found)


def _said(text: str) -> str:
    if not keys.folded(text):
        raise invalid("A value is empty.")
    return text


def _of_type(value: str) -> str:
    parts = [plain(part) for part in split(value, "|")]
    if len(parts) != 3 or not all(parts):
        raise invalid("A value of :of-type is written as system|code|value, all three of them.")
    return keys.of_type(*parts)


def _codes_in(url: str) -> list[tuple[str, str]]:
    listed = terminology.codes_of(url)
    if listed is None:
        raise not_supported("The codes of this value set cannot be listed here: name the codes themselves.")
    codes = [(system, code) for system in sorted(listed) for code in sorted(listed[system])]
    if len(codes) > MOST_CODES:
        raise not_supported(f"This value set has more than {MOST_CODES} codes: name the codes themselves.")
    return codes


def _hierarchy(modifier: str, value: str) -> list[tuple[str, str]]:
    parts = [plain(part) for part in split(value, "|")]
    if len(parts) != 2 or not all(parts):
        raise invalid(f"A value of :{modifier} is written as system|code.")
    codes = (terms.below if modifier == "below" else terms.above)(*parts)
    if codes is None:
        raise not_supported("The hierarchy of this code system is not known here: name the codes themselves.")
    return [(parts[0], code) for code in codes]
