"""Dates, numbers and quantities: a prefix and a value that is as exact as it is written (R4 3.1.1.4.5 to 3.1.1.4.8)."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from .. import keys
from ..outcome import invalid
from .query import Measure, Stretch
from .splitting import plain, split

PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")
BLANK_ZONE = re.compile(r"(T[0-9:.]+) ([0-9]{2}:[0-9]{2})$")  # a plus that was not percent-encoded
ABOUT = 10  # one part in ten, as the standard recommends


def stretch(text: str, now: datetime) -> Stretch:
    """Return what a value such as ge2026-03 is compared with.

    :raises Refused: it is no date.
    """
    prefix, rest = _prefix(text)
    found = keys.moment(BLANK_ZONE.sub(r"\1+\2", rest))
    if found is None:
        raise invalid("A date is written like 2026-03-14 or 2026-03-14T09:30:00Z, with a prefix such as ge before it.")
    low, high = found
    if prefix == "ap":
        margin = abs(now - (low + (high - low) / 2)) / ABOUT
        low, high = _moved(low, -margin), _moved(high, margin)
    return Stretch(prefix, low, high)


def measure(text: str) -> Measure:
    """Return what a value such as gt5.4|http://unitsofmeasure.org|mmol/L is compared with; `text` is still escaped.

    :raises Refused: it is no number.
    """
    number, *unit = [plain(part) for part in split(text, "|")]
    prefix, rest = _prefix(number)
    if not NUMBER.fullmatch(rest):
        raise invalid("A number is written like 5.4, 1e3 or gt5.4, and with a unit like 5.4|system|code or 5.4||unit.")
    value, (low, high) = float(Decimal(rest)), _range(prefix, rest)
    if len(unit) > 2:
        raise invalid("A quantity has at most a number, a system and a code.")
    code, system = unit[-1] if unit else "", unit[0] if len(unit) == 2 else ""
    if not code:
        return Measure(prefix, value, low, high)
    if not system:
        return Measure(prefix, value, low, high, unit_starts=keys.token_prefix(code))
    return Measure(prefix, value, low, high, unit=keys.unit(code, system))


def _range(prefix: str, digits: str) -> tuple[float, float]:
    value = Decimal(digits)
    if prefix == "ap":
        margin = abs(value) / ABOUT
        return float(value - margin), float(value + margin)
    if "e" in digits.lower() and value.as_tuple().exponent > 0:
        half = Decimal(5).scaleb(value.as_tuple().exponent - 2)  # "1e2 is from 95 to below 105", says the standard
        return float(value - half), float(value + half)
    return keys.number_range(digits)


def _prefix(text: str) -> tuple[str, str]:
    return (text[:2], text[2:]) if text[:2] in PREFIXES else ("eq", text)


def _moved(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return keys.LATEST if by > timedelta() else keys.EARLIEST
