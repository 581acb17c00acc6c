"""Dates as paper writes them, English and Spanish, with every day that one may mean: 03/04/1980 is two of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from telepraxis.registry.patients.names import fold

from .rows import OfTokens, Token

MONTHS = (
    ("january", "jan", "enero", "ene"),
    ("february", "feb", "febrero"),
    ("march", "mar", "marzo"),
    ("april", "apr", "abril", "abr"),
    ("may", "mayo"),
    ("june", "jun", "junio"),
    ("july", "jul", "julio"),
    ("august", "aug", "agosto", "ago"),
    ("september", "sept", "sep", "septiembre", "setiembre", "set"),
    ("october", "oct", "octubre"),
    ("november", "nov", "noviembre"),
    ("december", "dec", "diciembre", "dic"),
)
MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
NAMES = "|".join(sorted(MONTH, key=len, reverse=True))
D = "[0-9ol|]"  # a digit, or a letter that OCR takes for one
SLIPS = str.maketrans("ol|", "011")
APART = r"\s?[-/.]\s?"
ISO = rf"(?P<year>{D}{{4}}){APART}(?P<month>{D}{{1,2}}){APART}(?P<day>{D}{{1,2}})(?:t[\d:]*)?"
YEAR = rf"(?P<year>{D}{{4}}|'?{D}{{2}})"
EDGE, END = r"(?<![\w/.,-])", r"(?![\w/-])(?![.,]\d)"
FORMS = (
    ("ymd", re.compile(rf"{EDGE}{ISO}{END}")),
    ("any", re.compile(rf"{EDGE}(?P<day>{D}{{1,2}}){APART}(?P<month>{D}{{1,2}}){APART}{YEAR}{END}")),
    (
        "dmy",
        re.compile(
            rf"{EDGE}(?P<day>{D}{{1,2}})\s?(?:st|nd|rd|th|o|º|°)?[\s./-]{{0,2}}(?:de\s|del\s|of\s)?"
            rf"(?P<month>{NAMES})\b[\s.,/-]{{0,2}}(?:de\s|del\s)?{YEAR}{END}"
        ),
    ),
    (
        "mdy",
        re.compile(
            rf"{EDGE}(?P<month>{NAMES})[\s./-]{{1,2}}(?P<day>{D}{{1,2}})(?:st|nd|rd|th)?"
            rf"[\s,./-]{{1,2}}{YEAR}{END}"
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Said(OfTokens):
    """A date on the paper: the days it may mean to who writes the day first, or the month, and where it stands."""

    day_first: frozenset[date]
    month_first: frozenset[date]
    tokens: tuple[Token, ...]
    page: int = 0

    @property
    def readings(self) -> frozenset[date]:
        return self.day_first | self.month_first

    @property
    def order(self) -> str:
        """What it tells of how dates are written here: "day", "month" or "" where it may be either."""
        if self.day_first and self.month_first:
            return ""
        return "day" if self.day_first else "month"

    @property
    def confidence(self) -> float:
        return min(token.confidence for token in self.tokens)

    def before(self, day: date | None) -> frozenset[date]:
        """Return the readings that are not after the day."""
        return self.readings if day is None else frozenset(each for each in self.readings if each <= day)


def dates_in(tokens: Sequence[Token], page: int = 0) -> list[Said]:
    """Return the dates among tokens that follow each other, in their order."""
    text, starts = "", []
    for token in tokens:
        starts.append(len(text))
        text += _level(token.text) + " "
    found: list[tuple[int, int, frozenset[date], frozenset[date]]] = []
    for order, form in FORMS:
        for match in form.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end, *_ in found):
                days, months = _readings(order, match)
                if days or months:
                    found.append((match.start(), match.end(), days, months))
    found.sort(key=lambda each: each[0])
    return [Said(days, months, _between(tokens, starts, start, end), page) for start, end, days, months in found]


def _between(tokens: Sequence[Token], starts: list[int], start: int, end: int) -> tuple[Token, ...]:
    ends = [*starts[1:], float("inf")]
    return tuple(token for token, low, high in zip(tokens, starts, ends, strict=True) if low < end and start < high - 1)


def _level(text: str) -> str:
    """Return the word in small letters, as long as before or shorter, with letters that stand for digits as such."""
    level = fold(text)
    return level.replace("i", "l") if {letter for letter in level if letter.isalpha()} <= set("oil") else level


def _readings(order: str, match: re.Match) -> tuple[frozenset[date], frozenset[date]]:
    """Return the days it means with the day first, and with the month first."""
    if sum(letter.isdigit() for letter in match[0]) < len(match["year"]):
        return frozenset(), frozenset()
    day, month, years = match["day"], match["month"], _years(match["year"])
    as_written = frozenset(each for year in years if (each := _day(year, day, month)))
    if order != "any":
        return as_written, as_written
    return as_written, frozenset(each for year in years if (each := _day(year, month, day)))


def _years(text: str) -> tuple[int, ...]:
    year = int(text.lstrip("'").translate(SLIPS))
    return (year,) if len(text.lstrip("'")) == 4 else (1900 + year, 2000 + year)


def _day(year: int, day: str, month: str) -> date | None:
    number = MONTH.get(month) or int(month.translate(SLIPS))
    try:
        return date(year, number, int(day.translate(SLIPS))) if 1850 <= year <= 2200 else None
    except ValueError:
        return None
