"""Units and numbers as laboratories print them and OCR reads them, to UCUM and to decimals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from telepraxis.registry.patients.names import fold

from .rows import Token
from .vocabulary import table

PRINTED = {printed: row["ucum"] for row in table("unit") for printed in row["printed"]}
SAME_AMOUNT = {"ng/mL{FEU}": ("ng/mL",), "ug/mL{FEU}": ("mg/L",), "{INR}": ("",), "[pH]": ("",), "{ratio}": ("",)}
LITRE = re.compile(r"(?<=/)(d|m|u)?[i1|!]$")
NUMBER = r"\d+(?:[.,]\d+)*"
VALUE = re.compile(rf"^(?P<sign><=|>=|[<>≤≥])?(?P<number>{NUMBER})(?P<rest>.*)$")
RANGE = re.compile(rf"^[\[(]*\s*(?P<low>{NUMBER})\s*(?:-|–|—|~|a|to|hasta|al)\s*(?P<high>{NUMBER})\s*[\])]*$")
LIMIT = r"(?:<=|>=|[<>≤≥]|hasta|up to|menor de|mayor de|menos de|mas de|less than|more than|inf\.? a|sup\.? a)"
BOUND = re.compile(rf"^[\[(]*\s*{LIMIT}\s*=?\s*{NUMBER}\s*[\])]*$")
MISREAD = re.compile(r"^[<>≤≥=]*[\dOolI|.,]*\d[\dOolI|.,]*$")
LETTERS_FOR_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})


@dataclass(frozen=True)
class Number:
    """A number on paper: what it may be, and whether letters had to be taken for digits."""

    printed: str
    readings: tuple[Decimal, ...]  # the likelier one first
    comparator: str = ""
    slipped: bool = False


def ucum_of(text: str) -> str:
    """Return the UCUM unit of a printed one, "" where it is none that we know."""
    level = fold(text.replace("µ", "u").replace("μ", "u").replace("Μ", "u")).replace(" ", "").strip("()[],;:")
    level = level.rstrip(".") or level
    for form in (level, LITRE.sub(lambda found: f"{found[1] or ''}l", level)):
        if form in PRINTED:
            return PRINTED[form]
    return ""


def unit_at(tokens: Sequence[Token], place: int) -> tuple[str, int]:
    """Return (UCUM unit, place after it) where a unit begins at `place`; ("", place) otherwise."""
    for pieces in (4, 3, 2, 1):
        here = tokens[place : place + pieces]
        if len(here) == pieces and (unit := ucum_of("".join(token.text for token in here))):
            return unit, place + pieces
    return "", place


def number_in(text: str, language: str = "") -> tuple[Number, str] | None:
    """Return the number at the beginning of a word and what follows it in the word, None where there is none."""
    level = text.lstrip("([*").rstrip(",")
    slipped = bool(MISREAD.match(level)) and any(letter.isalpha() or letter == "|" for letter in level)
    found = VALUE.match(level.translate(LETTERS_FOR_DIGITS) if slipped else level)
    if found is None:
        return None
    slipped = slipped or (found["rest"][:1] == ")" and "(" not in text)  # 3) may have been 31
    sign = {"≤": "<=", "≥": ">="}.get(found["sign"] or "", found["sign"] or "")
    return Number(found["number"], readings_of(found["number"], language), sign, slipped), found["rest"]


def readings_of(printed: str, language: str = "") -> tuple[Decimal, ...]:
    """Return what a number may be: `4.500` is four and a half to some and four thousand five hundred to others."""
    marks = [letter for letter in printed if letter in ".,"]
    if not marks:
        return (Decimal(printed),)
    if len(set(marks)) > 1:  # 1.234,5
        thousands = marks[0]
        return (Decimal(printed.replace(thousands, "").replace(marks[-1], ".")),)
    whole = Decimal(printed.replace(marks[0], ""))
    if len(marks) > 1:
        return (whole,)
    before, after = printed.split(marks[0])
    point = Decimal(f"{before}.{after}")
    if len(after) != 3 or before.startswith("0") or len(before) > 3:
        return (point,)
    decimal_mark = "," if language == "es" else "."
    return (point, whole) if marks[0] == decimal_mark else (whole, point)


def range_in(text: str) -> str:
    """Return a reference range as printed, "" where the words are none: 70-110, (0,6 - 1,2), < 200."""
    level = fold(text)
    return text.strip("()[]") if RANGE.match(level) or BOUND.match(level) else ""


def limits_of(reference: str, language: str = "") -> tuple[Decimal, Decimal] | None:
    """Return the two ends of a printed range."""
    found = RANGE.match(fold(reference))
    if not found:
        return None
    low, high = (readings_of(found[name], language)[0] for name in ("low", "high"))
    return (low, high) if low <= high else None
