"""Read what a scanner reads from a medicine's box: GS1 element strings (GS1 General Specifications, sections 3 and
7.11). Pure.

Understood: what a keyboard reader types (with or without the symbology identifier `]d2`, `]C1`, `]e0`, `]Q3`, `]J1`;
FNC1 as ASCII 29), and the human readable form `(01)09506000134352(17)261231(10)AB-1`.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

SEPARATOR = "\x1d"
SYMBOLOGIES = ("]d2", "]C1", "]e0", "]Q3", "]J1")
LONGEST = 400  # characters; a DataMatrix of a box holds less than a hundred
# What may stand in an element: GS1 General Specifications, figure 7.11-1 (a part of ISO/IEC 646).
ALLOWED = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*")


class NotGs1(ValueError):
    """This is no GS1 element string, or a misread one."""


@dataclass(frozen=True)
class Element:
    """One application identifier: how long its value is (from, to), and whether it consists of digits."""

    shortest: int
    longest: int
    digits: bool = False


def _fixed(length: int) -> Element:
    return Element(length, length, digits=True)


_DATE, _TEXT_20, _TEXT_30 = _fixed(6), Element(1, 20), Element(1, 30)
# The identifiers that a box of medicine or a carton of supplies bears. What is not listed cannot be told apart from
# what follows it, so that it is refused.
ELEMENTS: dict[str, Element] = {
    "00": _fixed(18),  # SSCC of a pallet
    "01": _fixed(14),  # GTIN
    "02": _fixed(14),  # GTIN of what a carton contains
    "10": _TEXT_20,  # batch or lot
    "11": _DATE,  # produced
    "12": _DATE,  # due
    "13": _DATE,  # packed
    "15": _DATE,  # best before
    "16": _DATE,  # sell by
    "17": _DATE,  # expiry
    "20": _fixed(2),  # variant
    "21": _TEXT_20,  # serial
    "22": _TEXT_20,  # consumer product variant
    "30": Element(1, 8, digits=True),  # count of items
    "37": Element(1, 8, digits=True),  # count of what a carton contains
    "90": _TEXT_30,
    **{str(number): Element(1, 90) for number in range(91, 100)},  # of the company itself
    "235": Element(1, 28),
    "240": _TEXT_30,  # additional product identification
    "241": _TEXT_30,  # customer's part number
    "242": Element(1, 6, digits=True),
    "243": _TEXT_20,
    "250": _TEXT_30,  # secondary serial
    "251": _TEXT_30,
    "400": _TEXT_30,  # customer's order
    "401": _TEXT_30,
    "402": _fixed(17),
    "403": _TEXT_30,
    **{str(number): _fixed(13) for number in (410, 411, 412, 413, 414, 415, 416, 417)},
    "420": _TEXT_20,
    "422": _fixed(3),
    **{str(number): _TEXT_20 for number in range(710, 717)},  # national healthcare numbers
    "7003": _fixed(10),  # expiry with time: YYMMDDHHMM
    "7001": _fixed(13),
    "7006": _DATE,
    "8004": _TEXT_30,
    "8012": _TEXT_20,
    "8017": _fixed(18),
    "8018": _fixed(18),
    "8020": Element(1, 25),
    **{f"{family}{decimals}": _fixed(6) for family in range(310, 317) for decimals in range(6)},  # measures
    **{f"{family}{decimals}": _fixed(6) for family in range(320, 338) for decimals in range(6)},
    **{f"{family}{decimals}": _fixed(6) for family in range(340, 350) for decimals in range(6)},
    **{f"{family}{decimals}": _fixed(6) for family in range(350, 370) for decimals in range(6)},
}
# The beginnings whose length everybody knows, so that no separator follows: GS1 General Specifications, figure 7.8.5-2.
PREDEFINED = frozenset(
    "00 01 02 03 04 11 12 13 14 15 16 17 18 19 20 31 32 33 34 35 36 41".split()
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What a box says. `count` is (30), or (37) of a carton; `others` all elements as they came."""

    gtin: str = ""
    lot: str = ""
    expires_on: date | None = None
    serial: str = ""
    produced_on: date | None = None
    count: int | None = None
    others: dict[str, str] = field(default_factory=dict)


def read(text: str, *, today: date) -> Read:
    """Read an element string. Two-digit years are those nearest to today.

    :raises NotGs1: it is none: a check digit, a date, a length or a sign is wrong, or something is said twice.
    """
    return _said(elements(text), today)


def elements(text: str) -> dict[str, str]:
    """Return each application identifier with its value, in the order in which they came.

    :raises NotGs1: it is no element string.
    """
    text = text.strip(" \t\r\n")
    if len(text) > LONGEST:
        raise NotGs1("too long")
    for prefix in SYMBOLOGIES:
        text = text.removeprefix(prefix)
    found: dict[str, str] = {}
    pairs = _readable(text) if text.startswith("(") else _raw(text)
    for identifier, value in pairs:
        _check(identifier, value)
        if found.setdefault(identifier, value) != value:
            raise NotGs1(f"({identifier}) is said twice")
    if not found:
        raise NotGs1("nothing is said")
    return found


def _readable(text: str) -> list[tuple[str, str]]:
    """Split the human readable form: identifiers in parentheses. A parenthesis in a value is no identifier."""
    parts = re.split(r"\((\d{2,4})\)", text)
    if parts[0] or len(parts) < 3:
        raise NotGs1("no identifier in parentheses")
    found: list[tuple[str, str]] = []
    for identifier, value in zip(parts[1::2], parts[2::2], strict=True):
        if identifier in ELEMENTS:
            found.append((identifier, value.strip()))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}({identifier}){value.strip()}")
        else:
            raise NotGs1(f"({identifier}) is not known")
    return found


def _raw(text: str) -> list[tuple[str, str]]:
    found = []
    rest = text.lstrip(SEPARATOR)
    while rest:
        identifier = _identifier(rest)
        rest = rest[len(identifier) :]
        if identifier[:2] in PREDEFINED:
            length = ELEMENTS[identifier].longest
            value, rest = rest[:length], rest[length:]
        else:
            value, _, rest = rest.partition(SEPARATOR)
        found.append((identifier, value))
        rest = rest.lstrip(SEPARATOR)
    return found


def _identifier(text: str) -> str:
    for length in (2, 3, 4):
        if text[:length] in ELEMENTS and len(text) >= length:
            return text[:length]
    raise NotGs1(f"{text[:4]!r} is no identifier")


def _check(identifier: str, value: str) -> None:
    element = ELEMENTS[identifier]
    if not element.shortest <= len(value) <= element.longest:
        raise NotGs1(f"({identifier}) is too short or too long")
    if element.digits and not (value.isascii() and value.isdigit()):
        raise NotGs1(f"({identifier}) consists of digits")
    if not ALLOWED.fullmatch(value):
        raise NotGs1(f"({identifier}) holds a sign that cannot stand there")


def _said(found: dict[str, str], today: date) -> Read:
    gtin = found.get("01") or found.get("02") or ""
    if gtin and not has_check_digit(gtin):
        raise NotGs1("the check digit of the GTIN is wrong")
    expiry = found.get("17") or found.get("7003", "")[:6]
    count = found.get("30") or found.get("37")
    return Read(
        gtin=gtin,
        lot=found.get("10", ""),
        expires_on=day_of(expiry, today) if expiry else None,
        serial=found.get("21", ""),
        produced_on=day_of(found["11"], today) if "11" in found else None,
        count=int(count) if count else None,
        others=found,
    )


def day_of(six: str, today: date) -> date:
    """Return the day of YYMMDD. Day 00 is the last of its month; the century is the one nearest to today (General
    Specifications, 7.12): 51 years or more ahead are in the last century, 50 years or more behind in the next.

    :raises NotGs1: there is no such day.
    """
    if len(six) != 6 or not (six.isascii() and six.isdigit()):
        raise NotGs1(f"{six!r} is no date")
    short, month, day = int(six[:2]), int(six[2:4]), int(six[4:])
    ahead = short - today.year % 100
    century = today.year // 100 - (ahead >= 51) + (ahead <= -50)
    year = century * 100 + short
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except (ValueError, IndexError) as none:
        raise NotGs1(f"{six} is no date") from none


def check_digit(digits: str) -> str:
    """Return the check digit (modulo 10) that follows these digits of a GTIN."""
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-weighed % 10)


def has_check_digit(gtin: str) -> bool:
    """Tell whether the last digit fits the others."""
    return gtin.isascii() and gtin.isdigit() and len(gtin) > 1 and check_digit(gtin[:-1]) == gtin[-1]


def gtin_14(text: str) -> str:
    """Return a GTIN of 8, 12, 13 or 14 digits, as it stands beneath a bar code, with 14 digits.

    :raises NotGs1: it is none.
    """
    digits = re.sub(r"[\s-]", "", text)
    if len(digits) not in (8, 12, 13, 14) or not has_check_digit(digits):
        raise NotGs1("no GTIN: digits are missing or mistyped")
    return digits.zfill(14)
