"""Documents as JSON text, read and written so that nothing changes.

Keys keep their order and numbers their digits: `1.50` is not `1.5` (R4, http://hl7.org/fhir/R4/datatypes.html#decimal).
"""

import json
import re
from decimal import Decimal, DecimalException
from typing import Any

import orjson

from .outcome import Refused, invalid, too_large

LARGEST = 16 * 1024 * 1024  # bytes
DEEPEST = 64  # containers inside each other
MOST_VALUES = 2_000_000
PLAIN_DIGITS = 15  # up to here an integer is an int, beyond it is kept as written
NAME = re.compile(r"_?[A-Za-z][A-Za-z0-9]{0,63}")


class Written(Decimal):
    """A number that remembers how it was spelled."""

    __slots__ = ("text",)

    def __new__(cls, text: str) -> "Written":
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __reduce__(self):
        return Written, (self.text,)


def read(data: bytes | str, *, largest: int = LARGEST) -> dict:
    """Return the resource that stands in JSON text.

    :raises Refused: it is too large (413), or no legal JSON object with a `resourceType` (400); the issue says where.
    """
    text = _text_of(data, largest)
    doc = _parsed(text)
    if type(doc) is not dict:
        raise invalid("Send one JSON object: a resource begins with '{'.", code="structure")
    if not isinstance(doc.get("resourceType"), str) or not doc["resourceType"]:
        raise invalid("Say which resource this is: 'resourceType' is missing.", "resourceType", code="structure")
    if "\\u" in text:
        _refuse_what_is_no_text(doc)
    return doc


def written(doc: dict) -> str:
    """Return the resource as compact JSON text, its numbers digit by digit.

    :raises TypeError: it holds something that JSON has no word for.
    """
    return orjson.dumps(doc, default=_as_written).decode()


def _text_of(data: bytes | str, largest: int) -> str:
    if len(data) > largest:
        raise too_large(f"This is larger than {largest} bytes. Send it in smaller parts.")
    try:
        return str(data.encode() if type(data) is str else data, "utf-8")
    except UnicodeError as fault:
        raise invalid(
            f"This is not UTF-8: what stands at position {fault.start} fits nowhere.", code="structure"
        ) from None


def _parsed(text: str) -> Any:
    if len(text) > MOST_VALUES and text.count(",") > MOST_VALUES:
        raise too_large(f"This holds more than {MOST_VALUES} values. Send it in smaller parts.")
    try:
        doc = _decode(text)
    except json.JSONDecodeError as fault:
        raise _no_json(fault) from None
    except RecursionError:
        raise _too_deep() from None
    except (DecimalException, _NoNumber):
        raise invalid("A number is too large or too small to be kept, or no number (NaN, Infinity).") from None
    except _Twice:
        raise _said_twice(text) from None
    if text.count("{") + text.count("[") > DEEPEST and _depth(doc) > DEEPEST:
        raise _too_deep()
    return doc


def _object(pairs: list[tuple[str, Any]]) -> dict:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise _Twice
    return content


def _integer(text: str) -> int | Written:
    return int(text) if len(text) <= PLAIN_DIGITS and text != "-0" else Written(text)


def _no_number(text: str) -> None:
    raise _NoNumber


class _Twice(Exception):
    """A key stands twice in one object."""


class _NoNumber(Exception):
    """NaN or Infinity."""


_decode = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=Written, parse_constant=_no_number
).decode


def _no_json(fault: json.JSONDecodeError) -> Refused:
    place = f"line {fault.lineno}, column {fault.colno}"
    return invalid(f"This is not JSON: {fault.msg} at {place}.", code="structure")


def _too_deep() -> Refused:
    return invalid(f"This is nested deeper than {DEEPEST} levels.", code="structure")


def _depth(value: Any) -> int:
    """Return how many containers stand inside each other, counting no further than one too many."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) is dict or type(inner) is list
        ]
    return depth


class _Pairs(list):
    """An object as its pairs, to find the key that stands twice."""


def _said_twice(text: str) -> Refused:
    """Read once more, slowly, to tell where."""
    place = _place_of_the_second(json.loads(text, object_pairs_hook=_Pairs, parse_int=str, parse_float=str), "")
    return invalid("A key stands twice in one object. Keep one of the two.", place, code="structure")


def _place_of_the_second(value: Any, place: str) -> str:
    if type(value) is _Pairs:
        seen: set[str] = set()
        for key, inner in value:
            if key in seen:
                return _inside(place, key)
            seen.add(key)
            if found := _place_of_the_second(inner, _inside(place, key)):
                return found
    elif type(value) is list:
        for n, inner in enumerate(value):
            if found := _place_of_the_second(inner, f"{place}[{n}]"):
                return found
    return ""


def _inside(place: str, key: str) -> str:
    """Return the place of a key; a key that is no element's name may be anything and is not repeated."""
    key = key if NAME.fullmatch(key) else "?"
    return f"{place}.{key}" if place else key


def _refuse_what_is_no_text(value: Any, place: str = "") -> None:
    """Escapes can spell what is no text: half a surrogate pair, or U+0000, which no database keeps."""
    if type(value) is str:
        if "\0" in value or not _is_text(value):
            raise invalid("A string holds U+0000 or half of a surrogate pair. Remove it.", place)
    elif type(value) is dict:
        for key, inner in value.items():
            _refuse_what_is_no_text(key, _inside(place, key))
            _refuse_what_is_no_text(inner, _inside(place, key))
    elif type(value) is list:
        for n, inner in enumerate(value):
            _refuse_what_is_no_text(inner, f"{place}[{n}]")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _as_written(value: Any) -> orjson.Fragment:
    """Return a decimal digit by digit; anything else is no part of a document."""
    if type(value) is Written:
        return orjson.Fragment(value.text)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise TypeError(f"{type(value).__name__} cannot stand in a document.")
    return orjson.Fragment(format(value, "f") if -30 < value.as_tuple().exponent <= 0 else str(value))
