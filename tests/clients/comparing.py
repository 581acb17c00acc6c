"""What R4 (3.1.1.4) says of each kind of parameter, once more and simply: values, questions, and who answers them."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import inf
from typing import NamedTuple

START, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
IS_TIME = re.compile(r"\d{4}(-\d\d){0,2}(T.*)?")  # a string may stand where a time may
IS_LOCAL = re.compile(r"[A-Z]\w+/[\w.-]+")
NAME_PARTS = ("text", "family", "given", "prefix", "suffix")
ADDRESS_PARTS = ("text", "line", "city", "district", "state", "postalCode", "country")


class Token(NamedTuple):
    """A code; `system` is None where the element cannot name one, `code` where it names only a system."""

    code: str | None
    system: str | None


class Words(NamedTuple):
    """The words that stand beside a code."""

    words: str


class Link(NamedTuple):
    """What a reference or address names: `Type/id` of one of ours, the whole address of any other."""

    target: str
    version: str = ""


class Named(NamedTuple):
    """Whom a reference means by an identifier."""

    identifier: Token


class Span(NamedTuple):
    """A stretch of time, or of numbers in one of the units; the end of time is not within it."""

    low: datetime | float
    high: datetime | float
    units: frozenset[tuple[str, str | None]] = frozenset()


@dataclass(frozen=True)
class Question:
    """`name{modifier}=text`, and which of a document's values answer it. `negated`: no value may."""

    modifier: str
    text: str
    answers: Callable[[object], bool]
    negated: bool = False

    def is_met_by(self, values: list) -> bool:
        return any(self.answers(value) for value in values) != self.negated


def values_of(kind: str, element, picked: frozenset[str] = frozenset()) -> list:
    """Return the values of one element that a parameter of this kind can be asked for.

    Of references it may pick those to some types; the address must tell.
    """
    return [value for value in VALUES[kind](element) if not picked or type_of(value) in picked]


def type_of(value: Link | Named) -> str:
    """Return the type that a reference's address names, "" when it names none."""
    names = value.target.split("/") if isinstance(value, Link) else []
    return names[-2] if len(names) > 1 else ""


def _tokens(element) -> Iterator[Token | Words]:
    if isinstance(element, bool):
        yield Token("true" if element else "false", None)
    elif isinstance(element, str):
        yield Token(element, None)
    elif "coding" in element or ("text" in element and "code" not in element):
        for coding in element.get("coding", ()):
            yield from _tokens(coding)
        yield from _said(element.get("text"))
    elif "code" in element or "display" in element:
        if "code" in element:
            yield Token(element["code"], element.get("system", ""))
        yield from _said(element.get("display"))
    elif "value" in element or "system" in element:
        is_contact = element.get("system", "").isalpha()
        yield Token(element.get("value"), None if is_contact else element.get("system", ""))
        yield from _said(element.get("type", {}).get("text"))


def _said(text: str | None) -> Iterator[Words]:
    if text:
        yield Words(text)


def _strings(element) -> Iterator[str]:
    if isinstance(element, str):
        yield element
        return
    for part in NAME_PARTS if "family" in element or "given" in element or "prefix" in element else ADDRESS_PARTS:
        said = element.get(part, [])
        yield from [said] if isinstance(said, str) else said


def _links(element) -> Iterator[Link]:
    if isinstance(element, dict) and "resourceType" in element:
        if "id" in element:
            yield Link(f"{element['resourceType']}/{element['id']}")
    elif isinstance(element, dict):
        target = element.get("reference", "").partition("/_history/")[0]
        if target and not target.startswith("#"):
            yield Link(target)
        if "value" in (named := element.get("identifier", {})):
            yield Named(Token(named["value"], named.get("system", "")))
    elif not element.startswith("#"):
        yield from _addresses(element)


def _addresses(element: str) -> Iterator[Link]:
    address, _, version = element.partition("|")
    yield Link(address, version)


def _times(element) -> Iterator[Span]:
    if isinstance(element, str):
        if IS_TIME.fullmatch(element):
            yield time(element)
    elif "start" in element or "end" in element:
        yield _period(element)
    else:
        spans = [time(each) for each in element.get("event", ())]
        if bounds := element.get("repeat", {}).get("boundsPeriod"):
            spans.append(_period(bounds))
        if spans:
            yield Span(min(each.low for each in spans), max(each.high for each in spans))


def _period(period: dict) -> Span:
    return Span(
        time(period["start"]).low if "start" in period else START, time(period["end"]).high if "end" in period else END
    )


def time(text: str) -> Span:
    """Return the stretch of time that is meant: 2012 is a whole year, 10:15:30.5 a tenth of a second."""
    if "T" not in text:
        numbers = [int(part) for part in text.split("-")]
        low = datetime(*numbers, *[1] * (3 - len(numbers)), tzinfo=UTC)
        days = (1, monthrange(low.year, low.month)[1], 366 if monthrange(low.year, 2)[1] == 29 else 365)
        return Span(low, low + timedelta(days=days[3 - len(numbers)]))
    low = datetime.fromisoformat(text)
    _, _, part = text.partition(".")
    digits = len(part.rstrip("Z").partition("+")[0].partition("-")[0])
    low = low if low.tzinfo else low.replace(tzinfo=UTC)
    return Span(low.astimezone(UTC), low.astimezone(UTC) + timedelta(seconds=1) / 10**digits)


def _numbers(element) -> Iterator[Span]:
    if isinstance(element, dict):
        yield Span(_end(element, "low", -inf), _end(element, "high", inf))
    else:
        yield Span(float(element), float(element))


def _end(element: dict, name: str, otherwise: float) -> float:
    return float(element.get(name, {}).get("value", otherwise))


def _quantities(element: dict) -> Iterator[Span]:
    if "low" in element or "high" in element:
        units = _units(element.get("low") or element["high"])
        yield Span(_end(element, "low", -inf), _end(element, "high", inf), units)
    elif "origin" in element:
        origin, factor = float(element["origin"]["value"]), float(element.get("factor", 1))
        samples = [origin + factor * float(each) for each in element["data"].split() if each not in "EUL"]
        yield Span(min(samples), max(samples), _units(element["origin"]))
    elif "currency" in element:
        amount = float(element["value"])
        yield Span(amount, amount, frozenset({(element["currency"], "urn:iso:std:iso:4217")}))
    elif "value" in element:
        amount, comparator = float(element["value"]), element.get("comparator", "")
        yield Span(-inf if "<" in comparator else amount, inf if ">" in comparator else amount, _units(element))


def _units(quantity: dict) -> frozenset[tuple[str, str | None]]:
    coded = {(quantity["code"], quantity.get("system", ""))} if "code" in quantity else set()
    return frozenset(coded | ({(quantity["unit"], None)} if "unit" in quantity else set()))


VALUES: dict[str, Callable[..., Iterator]] = {
    "token": _tokens, "string": _strings, "reference": _links, "uri": _addresses, "date": _times,
    "number": _numbers, "quantity": _quantities,
}  # fmt: skip


def folded(text: str) -> str:
    """Return a text as it is compared: without case, accents and doubled blanks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\,|$" else letter for letter in text)


def about_token(value: Token | Words) -> Iterator[Question]:
    """Yield what can be asked to find this value."""
    if isinstance(value, Words):
        start = " ".join(value.words.split()[:2])[:20]
        yield Question(":text", escaped(start), lambda other: is_said(other, start))
        return
    code, system = value
    if code:
        yield Question("", escaped(code), lambda other: isinstance(other, Token) and other.code == code)
        yield Question(
            ":not", escaped(code), lambda other: isinstance(other, Token) and other.code == code, negated=True
        )
    if code and system is not None:
        yield Question("", f"{escaped(system)}|{escaped(code)}", lambda other: other == value)
    if system:
        yield Question("", f"{escaped(system)}|", lambda other: isinstance(other, Token) and other.system == system)


def is_said(value: Token | Words, start: str) -> bool:
    return isinstance(value, Words) and folded(value.words).startswith(folded(start))


def about_string(value: str) -> Iterator[Question]:
    start, part = value[:6].strip(), value[2:14].strip()
    yield Question("", escaped(start).swapcase(), lambda other: folded(other).startswith(folded(start)))
    if folded(part):
        yield Question(":contains", escaped(part), lambda other: folded(part) in folded(other))
    if len(value) <= 200:
        yield Question(":exact", escaped(value), lambda other: other == value)


def about_link(value: Link | Named) -> Iterator[Question]:
    """Yield what can be asked of a reference to a resource, or of a canonical address."""
    if isinstance(value, Named):
        code, system = value.identifier
        yield Question(":identifier", f"{escaped(system)}|{escaped(code)}", lambda other: other == value)
    elif IS_LOCAL.fullmatch(value.target):
        type, _, id = value.target.partition("/")
        yield Question("", value.target, lambda other: other == value)
        yield Question(f":{type}", id, lambda other: other == value)
        yield Question("", id, lambda other: is_called(other, id))
    elif "://" in value.target:
        yield from about_address(value)


def is_called(value: Link | Named, id: str) -> bool:
    return isinstance(value, Link) and IS_LOCAL.fullmatch(value.target) and value.target.partition("/")[2] == id


def about_address(value: Link) -> Iterator[Question]:
    yield Question("", escaped(value.target), lambda other: getattr(other, "target", "") == value.target)
    if value.version:
        yield Question("", escaped(f"{value.target}|{value.version}").replace("\\|", "|"), lambda other: other == value)


COMPARED: dict[str, Callable[[Span, Span], bool]] = {
    "eq": lambda asked, found: asked.low <= found.low and found.high <= asked.high,
    "gt": lambda asked, found: found.high > asked.high,
    "lt": lambda asked, found: found.low < asked.low,
    "sa": lambda asked, found: found.low >= asked.high,
    "eb": lambda asked, found: found.high <= asked.low,
}


def about_time(value: Span) -> Iterator[Question]:
    """Yield questions of the day on which a stretch begins, or else ends; by every prefix but `ap`."""
    day = value.low if value.low != START else value.high
    text = day.date().isoformat()
    asked = time(text)
    yield Question("", text, lambda other: COMPARED["eq"](asked, other))
    for prefix, compare in COMPARED.items():
        yield Question("", prefix + text, lambda other, compare=compare: compare(asked, other))
    yield Question("", f"ne{text}", lambda other: not COMPARED["eq"](asked, other))
    yield Question("", f"ge{text}", lambda other: COMPARED["gt"](asked, other) or COMPARED["eq"](asked, other))
    yield Question("", f"le{text}", lambda other: COMPARED["lt"](asked, other) or COMPARED["eq"](asked, other))


def about_amount(value: Span) -> Iterator[Question]:
    """Yield questions of a number, plain by what its digits mean and with prefixes by itself, and of its units."""
    number = Decimal(str(value.low if value.low != -inf else value.high))
    text, exact = format(number, "f"), float(number)
    half = Decimal(5).scaleb(Decimal(text).as_tuple().exponent - 1)
    low, high = float(number - half), float(number + half)

    def is_meant(other: Span) -> bool:
        return low <= other.low and other.high < high

    yield Question("", text, is_meant)
    yield Question("", f"gt{text}", lambda other: other.high > exact)
    yield Question("", f"lt{text}", lambda other: other.low < exact)
    yield Question("", f"ge{text}", lambda other: other.high >= exact)
    yield Question("", f"le{text}", lambda other: other.low <= exact)
    for code, system in sorted(value.units, key=str):
        if system is None:
            yield Question(
                "", f"{text}||{escaped(code)}", lambda other, code=code: is_meant(other) and _in(other, code)
            )
        else:
            yield Question(
                "",
                f"{text}|{escaped(system)}|{escaped(code)}",
                lambda other, unit=(code, system): is_meant(other) and unit in other.units,
            )


def _in(span: Span, unit: str) -> bool:
    return any(code == unit for code, _ in span.units)


ABOUT: dict[str, Callable[..., Iterator[Question]]] = {  # the questions that find a value, as the standard words them
    "token": about_token, "string": about_string, "reference": about_link, "uri": about_address, "date": about_time,
    "number": about_amount, "quantity": about_amount,
}  # fmt: skip
ABSENT = {
    "token": "no-such-code-anywhere", "string": "Xyzzy Nobody", "reference": "nobody-is-called-so",
    "uri": "http://nowhere.example/at/all", "date": "1492-10-12", "number": "-987654321", "quantity": "-987654321",
}  # fmt: skip
