"""The primitive types: whether a JSON value is one (R4, http://hl7.org/fhir/R4/datatypes.html#primitive)."""

import binascii
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

Test = Callable[[Any], Any]  # true where the value is legal; a TypeError means that it is not

LONGEST = 1024 * 1024  # characters of a string
WIDEST = 400  # powers of ten, up or down, that a decimal may reach

_YEAR, _MONTH, _DAY = r"(?!0000)[0-9]{4}", r"-(?:0[1-9]|1[0-2])", r"-(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]{1,9})?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_legal_text = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]+").fullmatch
_like_a_date = re.compile(rf"{_YEAR}(?:{_MONTH}(?:{_DAY})?)?").fullmatch
_like_a_moment = re.compile(rf"{_YEAR}(?:{_MONTH}(?:{_DAY}(?:T{_CLOCK}{_ZONE})?)?)?").fullmatch
_like_an_instant = re.compile(rf"{_YEAR}{_MONTH}{_DAY}T{_CLOCK}{_ZONE}").fullmatch


def is_string(value: Any) -> bool:
    """Text with at least one character, and none that only steers a machine."""
    return (
        type(value) is str
        and value != ""
        and len(value) <= LONGEST
        and (value.isprintable() or _legal_text(value) is not None)
    )


def is_date(value: Any) -> bool:
    """A day of the calendar, a month or a year."""
    return _like_a_date(value) is not None and _in_calendar(value)


def is_moment(value: Any) -> bool:
    """A dateTime: as a date, or with a time and its zone."""
    return _like_a_moment(value) is not None and _in_calendar(value)


def is_instant(value: Any) -> bool:
    """A moment to the second at least."""
    return _like_an_instant(value) is not None and _in_calendar(value)


def _in_calendar(value: str) -> bool:
    if len(value) < 10 or value[8:10] < "29":
        return True
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def is_boolean(value: Any) -> bool:
    """true or false."""
    return value is True or value is False


def is_integer(value: Any) -> bool:
    """A whole number of 32 bits."""
    return type(value) is int and -2147483648 <= value <= 2147483647


def is_unsigned(value: Any) -> bool:
    """A whole number from 0."""
    return type(value) is int and 0 <= value <= 2147483647


def is_positive(value: Any) -> bool:
    """A whole number from 1."""
    return type(value) is int and 1 <= value <= 2147483647


def is_decimal(value: Any) -> bool:
    """A number; beyond 10^400 nothing can count with it."""
    if isinstance(value, Decimal):
        return value.is_finite() and -WIDEST <= value.adjusted() <= WIDEST
    if type(value) is int:
        return value.bit_length() < 3 * WIDEST
    return type(value) is float and isfinite(value)


def is_base64(value: Any) -> bool:
    """Bytes, in base64; blanks and line ends may stand between."""
    if type(value) is not str or not value:
        return False
    try:
        binascii.a2b_base64(value if value.isalnum() else "".join(value.split()), strict_mode=True)
    except ValueError:
        return False
    return True


TESTS: dict[str, Test] = {
    "base64Binary": is_base64,
    "boolean": is_boolean,
    "canonical": re.compile(r"[^\s\x00-\x1f]+").fullmatch,
    "code": re.compile(r"[^\s\x00-\x1f]+(?:\s[^\s\x00-\x1f]+)*").fullmatch,
    "date": is_date,
    "dateTime": is_moment,
    "decimal": is_decimal,
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}").fullmatch,
    "instant": is_instant,
    "integer": is_integer,
    "markdown": is_string,
    "oid": re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+").fullmatch,
    "positiveInt": is_positive,
    "string": is_string,
    "time": re.compile(_CLOCK).fullmatch,
    "unsignedInt": is_unsigned,
    "uri": re.compile(r"[^\s\x00-\x1f]+").fullmatch,
    "url": re.compile(r"[^\s\x00-\x1f]+").fullmatch,
    "uuid": re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch,
}

MEANT: dict[str, str] = {
    "base64Binary": "bytes in base64",
    "boolean": "true or false",
    "canonical": "a URL without blanks",
    "code": "a code: text without blanks at its ends or twice in a row",
    "date": "a date like 2026-11-29, 2026-11 or 2026 that is in the calendar",
    "dateTime": "a date, or a date with a time and zone like 2026-11-29T08:30:00Z, that is in the calendar",
    "decimal": "a number",
    "id": "an id: letters, digits, '-' and '.', at most 64",
    "instant": "a date with a time and zone like 2026-11-29T08:30:00Z",
    "integer": "a whole number of 32 bits",
    "markdown": "text that is not empty and has at most 1,048,576 characters",
    "oid": "an OID like urn:oid:1.2.3",
    "positiveInt": "a whole number from 1",
    "string": "text that is not empty and has at most 1,048,576 characters",
    "time": "a time like 08:30:00",
    "unsignedInt": "a whole number from 0",
    "uri": "a URI without blanks",
    "url": "a URL without blanks",
    "uuid": "a UUID like urn:uuid:c757873d-ec9a-4326-a141-556f43239520, in small letters",
    "xhtml": "one XHTML div with plain formatting only",
}
