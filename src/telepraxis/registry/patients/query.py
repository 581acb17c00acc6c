"""What somebody typed into the search box, taken apart: name fragments, birth dates, a number."""

import re
from dataclasses import dataclass
from datetime import date

from .names import PARTICLES, fold, words_of

MONTHS = {
    1: "january jan enero ene janeiro januar jänner styczeń stycznia sty janvier gennaio",
    2: "february feb febrero fevereiro fev februar luty lutego lut février febbraio",
    3: "march mar marzo março märz maerz mrz marzec marca mars",
    4: "april apr abril abr kwiecień kwietnia kwi avril aprile",
    5: "may mayo maio mai maj maja maggio mag",
    6: "june jun junio junho juni czerwiec czerwca cze juin giugno",
    7: "july jul julio julho juli lipiec lipca lip juillet luglio",
    8: "august aug agosto ago sierpień sierpnia sie août",
    9: "september sep sept septiembre setembro set wrzesień września wrz septembre settembre",
    10: "october oct octubre outubro out oktober okt październik października paź octobre ottobre",
    11: "november nov noviembre novembro listopad listopada lis novembre",
    12: "december dec diciembre dic dezembro dez dezember grudzień grudnia gru décembre dicembre",
}
MONTH_OF = {fold(name): month for month, names in MONTHS.items() for name in names.split()}

NUMBERED = re.compile(r"(?<![\d+])(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{2,4})(?!\d)")
NAMED_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\.?\s*(?:de\s+)?([^\W\d_]{3,})\.?,?\s*(?:de[l]?\s+)?(\d{4}|\d{2})(?!\d)")
NAMED_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
TOGETHER = re.compile(r"(?<![\d+])(\d{8})(?!\d)")
NUMBER = re.compile(r"(?<![\w-])\+?\d[\d\s()./-]{3,}\d(?![\w-])")
EMAIL = re.compile(r"\S+@\S+")
EARLIEST_YEAR = 1890


@dataclass(frozen=True)
class Query:
    """The parts of a search: folded name fragments, possible birth dates, digits, an e-mail, words as typed."""

    fragments: tuple[str, ...] = ()
    birth_dates: frozenset[date] = frozenset()
    digits: str = ""
    email: str = ""
    codes: tuple[str, ...] = ()

    def __bool__(self):
        return bool(self.fragments or self.birth_dates or self.digits or self.email or self.codes)


def read_query(text: str, today: date) -> Query:
    """Return what was typed, taken apart; nonsense yields an empty query, never an error.

    Dates are read in the order day-month-year, month-day-year and year-month-day, whichever exist in the calendar.
    """
    text = text[:200].replace("\x00", " ").strip()
    email = _take(EMAIL, text)
    text = EMAIL.sub(" ", text)
    birth_dates, text = _take_birth_dates(text, today)
    digits = "".join(letter for letter in _take(NUMBER, text) if letter.isdigit())
    pieces = NUMBER.sub(" ", text).split()
    codes = [plain(piece) for piece in pieces if _has_digit(piece)]
    letters = words_of(" ".join(piece for piece in pieces if not _has_digit(piece)))
    names = [word for word in letters if word not in PARTICLES] or letters
    return Query(tuple(names[:8]), frozenset(birth_dates), digits, fold(email), tuple(codes[:3]))


def plain(code: str) -> str:
    """Return an identifier's letters and digits alone, folded: `A204-881X` becomes `a204881x`."""
    return "".join(letter for letter in fold(code) if letter.isalnum())


def _has_digit(piece: str) -> bool:
    return any(letter.isdigit() for letter in piece)


def _take(pattern: re.Pattern, text: str) -> str:
    found = pattern.search(text)
    return found.group(0) if found else ""


def _take_birth_dates(text: str, today: date) -> tuple[set[date], str]:
    """Return the dates the first date-like piece may mean, and the text without it."""
    for pattern, read in READERS:
        for found in pattern.finditer(text):
            dates = {day for day in read(*found.groups(), today) if day <= today and day.year >= EARLIEST_YEAR}
            if dates:
                return dates, text[: found.start()] + " " + text[found.end() :]
    return set(), text


def _numbered(first: str, second: str, third: str, today: date) -> set[date]:
    if len(first) == 4:
        return _dates([int(first)], [(int(second), int(third))])
    if len(first) > 2 or len(third) == 3:
        return set()
    pairs = [(int(second), int(first)), (int(first), int(second))]
    return _dates(_years(third, today), pairs)


def _day_first(day: str, month: str, year: str, today: date) -> set[date]:
    return _dates(_years(year, today), [(MONTH_OF.get(fold(month), 0), int(day))])


def _month_first(month: str, day: str, year: str, today: date) -> set[date]:
    return _day_first(day, month, year, today)


def _together(digits: str, today: date) -> set[date]:
    year_first = _dates([int(digits[:4])], [(int(digits[4:6]), int(digits[6:]))])
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return year_first | _dates([year], [(month, day), (day, month)])


READERS = (
    (NAMED_DAY_FIRST, _day_first),
    (NAMED_MONTH_FIRST, _month_first),
    (NUMBERED, _numbered),
    (TOGETHER, _together),
)


def _years(written: str, today: date) -> list[int]:
    """Return the years meant: of two digits, the last two centuries that are not ahead of today."""
    year = int(written)
    if len(written) == 4:
        return [year]
    century = today.year // 100 * 100
    return [guess for guess in (century + year, century - 100 + year) if guess <= today.year]


def _dates(years: list[int], month_days: list[tuple[int, int]]) -> set[date]:
    found = set()
    for year in years:
        for month, day in month_days:
            try:
                found.add(date(year, month, day))
            except ValueError:
                continue  # not in the calendar: 31 February means no day at all
    return found
