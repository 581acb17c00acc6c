"""How a value becomes a key, for the index and for a question alike.

Keys are text, compared byte by byte with `=`, `<` and `^@` only: these work through row-level security. A token is
"code US hash of its system"; what is not a plain value begins with a control character of its own, so that it never
meets one. No key is longer than an index takes, and none holds a control character of the sender's.
"""

import base64
import hashlib
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

US = "\x1f"
SYSTEM, TEXT, TYPED, IDENTIFIER = "\x1e", "\x1d", "\x1c", "\x1b"  # first characters of the other kinds of keys
LONGEST = 500
STRING_LENGTH = 200
CURRENCY = "urn:iso:std:iso:4217"
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
TIME = re.compile(r"T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?(Z|[+-][0-9]{2}:[0-9]{2})?")


@lru_cache(4096)
def system_hash(system: str) -> str:
    """Return 12 characters that stand for a system, "" for none."""
    if not system:
        return ""
    return base64.b64encode(hashlib.blake2b(system.encode("utf-8", "replace"), digest_size=9).digest()).decode()


def clean(text: str) -> str:
    """Return the text without control characters, cut and ended with its hash where it is too long for an index."""
    if not text.isprintable():
        text = "".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff" and c != "\x7f")
    if len(text) > LONGEST:
        text = text[: LONGEST - 12] + system_hash(text)
    return text


@lru_cache(16384)
def token(code: str, system: str = "") -> str:
    """Key of a code in a system; equality answers `system|code`, and `|code` with the empty system.

    An element of type code carries no system in FHIR's JSON, so its key has none; `system|code` asked of such a place
    must be asked with the empty system too.
    """
    return clean(code) + US + system_hash(system)


def token_prefix(code: str) -> str:
    """Prefix of the keys of a code in whatever system: answers `code`."""
    return clean(code) + US


def system(system: str) -> str:
    """Key that an identifier has any value in this system: answers `system|`."""
    return SYSTEM + system_hash(system)


def text(text: str) -> str:
    """Key of the words that stand beside a code; as a prefix it answers `:text`."""
    return TEXT + folded(text)


def of_type(type_system: str, type_code: str, value: str) -> str:
    """Key of an identifier of a certain type: answers `:of-type=system|code|value`."""
    return TYPED + clean(type_code) + US + system_hash(type_system) + US + clean(value)


def identifier(value: str, system: str = "") -> str:
    """Key of a reference that names its target by identifier: answers `:identifier`."""
    return IDENTIFIER + token(value, system)


def string(value: str) -> str:
    """Key of a string: its folded form, by whose beginning it is found, and what `:exact` compares."""
    return folded(value) + US + exact(value)


def exact(value: str) -> str:
    """The part of a string key that is as it was written."""
    return clean(value[:STRING_LENGTH])


@lru_cache(8192)
def folded(value: str) -> str:
    """Return the text without case, marks and doubled blanks, as R4 3.1.1.4.8 wants strings compared."""
    value = value[:STRING_LENGTH]
    if value.isascii():
        plain = value.lower()
    else:
        apart = unicodedata.normalize("NFKD", value.casefold())
        plain = "".join(c for c in apart if not unicodedata.combining(c)).casefold()
    return " ".join(clean(" ".join(plain.split())).split())[:STRING_LENGTH]


def reference(target: str, own_base: str = "") -> str | None:
    """Key of a reference: `Patient/123` for one of ours, the address of any other; without its version.

    None for a contained one. `own_base` is the address of our own API, with or without its last slash.
    """
    if own_base and target.startswith(base := own_base.rstrip("/") + "/"):
        target = target[len(base) :]
    if not target or target[0] == "#":
        return None
    if "/_history/" in target:
        target = target.partition("/_history/")[0]
    return clean(target)


def uri(value: str) -> str:
    """Key of an address: the text."""
    return clean(value)


def canonical(value: str) -> str:
    """Key of a canonical address: the text, and its version behind US where it has one."""
    address, _, version = value.partition("|")
    return clean(address) + US + clean(version) if version else clean(address)


@lru_cache(4096)
def unit(code: str, system: str = "") -> str:
    """Key of a quantity's unit: as a token; "" where a quantity has none."""
    return clean(code) + US + system_hash(system) if code else ""


@lru_cache(8192)
def moment(text: str) -> tuple[datetime, datetime] | None:
    """Return the stretch of time that a date, dateTime or instant means, in UTC, its end exclusive; None for nonsense.

    2012 means the whole year, 10:15 the whole minute, 10:15:30.5 a tenth of a second. Without a zone UTC is meant. A
    leap second is the second after, 24:00 the next day's first.
    """
    day = DATE.match(text)
    if day is None:
        return None
    try:
        low, high = _days(*day.groups())
        if day.end() == len(text):
            return low, high
        hour = TIME.fullmatch(text, day.end()) if day[3] else None
        return _time(low, *hour.groups()) if hour else None
    except ValueError:
        return None


def _days(year: str, month: str | None, day: str | None) -> tuple[datetime, datetime]:
    low = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
    if day:
        return low, _later(low, timedelta(days=1))
    following = int(year) * 12 + (int(month) if month else 12)
    return low, LATEST if following >= 120_000 else datetime(following // 12, following % 12 + 1, 1, tzinfo=UTC)


def _time(day: datetime, hour: str, minute: str, second: str | None, part: str | None, zone: str | None):
    into = timedelta(hours=int(hour), minutes=int(minute), seconds=int(second or 0))
    if int(hour) > 24 or int(minute) > 59 or int(second or 0) > 60:
        raise ValueError
    length = timedelta(seconds=1) if second else timedelta(minutes=1)
    if part:
        into += timedelta(microseconds=int(part[:6].ljust(6, "0")))
        length = timedelta(microseconds=10 ** (6 - min(len(part), 6)))
    if zone and zone != "Z":
        ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        into += ahead if zone[0] == "-" else -ahead
    low = _later(day, into)
    return low, _later(low, length)


def _later(start: datetime, by: timedelta) -> datetime:
    try:
        return start + by
    except OverflowError:
        return LATEST if by > timedelta() else EARLIEST


def number_range(text: str) -> tuple[float, float]:
    """Return what a number in a question means by its written digits, R4 3.1.1.4.6: 5.4 is from 5.35 to below 5.45.

    :raises ValueError: not a number.
    """
    try:
        number = Decimal(text)
        half = Decimal(5).scaleb(number.as_tuple().exponent - 1)
    except (InvalidOperation, TypeError):
        raise ValueError(text) from None
    return float(number - half), float(number + half)
