"""Vital signs in letters and sheets: blood pressure, pulse, breathing, temperature, saturation, weight, height."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .rows import AROUND, Phrases, Row, Token, words_of
from .sections import FAMILY, MEDICINE, parts_of
from .shapes import LOINC, VITAL, Reason, Value
from .units import number_in
from .vocabulary import table

LETTERS_ALONE = ("p", "t")  # believed with a unit only
PRESSURE_CODE, TEMPERATURE, HEIGHT = "85354-9", "8310-5", "8302-2"
UNITS = {row["code"]: row["units"] for row in table("vital")}
SIGNS = Phrases({name: row["code"] for row in table("vital") for name in row["names"]})
PRESSURE = re.compile(r"^(\d{2,3})/(\d{2,3})\D*$")
FEET = re.compile(r"^(\d)['’](\d{1,2})[\"”]?[.,;]?$")
GLUED = re.compile(r"^([\d.,]+)(.*)$")
PASSED = frozenset("is was of de es arterial rate actual current : = - a the at aprox ap".split())
DEGREES = re.compile(r"^[^a-z]{1,2}([cf])$")
FAR = 3  # words between the name and its number


def vitals_on(rows: Sequence[Row]) -> list[Value]:
    """Return the vital signs on the rows of one page."""
    found: list[Value] = []
    for part in parts_of(rows):
        if part.meaning in (FAMILY, MEDICINE):
            continue
        heading = (Row((*part.heading, *part.rows[0].tokens), part.page),) if part.heading and part.rows else ()
        for row in (*heading, *part.rows[len(heading) :]):
            for first, after, code in SIGNS.all_in(row.tokens):
                if value := _sign(row, first, after, code):
                    name = " ".join(token.text for token in row.tokens[first:after])
                    found.append(replace(value, name=name.strip(AROUND)))
    return found


def _sign(row: Row, first: int, after: int, code: str) -> Value | None:
    tokens, place = row.tokens, after
    code = TEMPERATURE if "ª" in tokens[first].text else code  # Tª is no TA
    while place < len(tokens) and place - after < FAR and (not tokens[place].plain or tokens[place].plain in PASSED):
        place += 1
    if place >= len(tokens):
        return None
    if code == PRESSURE_CODE:
        as_temperature = _number(row, first, place, TEMPERATURE) if tokens[first].plain == "ta" else None  # Tª misread
        is_one = as_temperature is not None and row.tokens[place].text not in as_temperature.text.split()[-1]
        return _pressure(row, first, place) or (as_temperature if is_one else None)
    if code == HEIGHT and (feet := FEET.match(tokens[place].text)):
        inches = Decimal(feet[1]) * 12 + Decimal(feet[2])
        return _value(row, first, place + 1, code, inches, "[in_i]", 0.9)
    return _number(row, first, place, code)


def _number(row: Row, first: int, place: int, code: str) -> Value | None:
    tokens = row.tokens
    found = number_in(tokens[place].text)
    if not found:
        return None
    read, rest = found
    unit, end = _degrees(rest.lower().strip(".,;)")), place + 1
    if not unit and end < len(tokens):
        for pieces in (2, 1):
            said = _degrees("".join(token.text for token in tokens[end : end + pieces]).lower().strip(".,;)"))
            if said and any(said in each["printed"] for each in UNITS[code]):
                unit, end = said, end + pieces
                break
    if not unit and tokens[first].plain in LETTERS_ALONE:
        return None
    row_of = _unit(code, unit, read.readings[0])
    if row_of is None:
        return None
    number = read.readings[0] * row_of["times"]
    if not _is_possible(row_of, number):
        return _value(row, first, end, code, number, row_of["ucum"], 0.25, why="implausible")
    sure = (0.9 if unit else 0.75) * (0.75 if read.slipped else 1)
    return _value(row, first, end, code, number, row_of["ucum"], sure)


def _degrees(printed: str) -> str:
    """Return a unit with whatever OCR made of the sign of degrees taken off: `2C`, `*F`."""
    return DEGREES.sub(r"\1", printed)


def _unit(code: str, printed: str, number: Decimal) -> dict | None:
    """Return the unit as printed; where none is, the only one in which the number is possible: 98.6 is Fahrenheit."""
    for row in UNITS[code]:
        if printed in row["printed"]:
            return row
    fitting = [row for row in UNITS[code] if row["times"] == 1 and _is_possible(row, number)] if not printed else []
    return fitting[0] if len(fitting) == 1 else None


def _is_possible(row: dict, number: Decimal) -> bool:
    return Decimal(str(row["low"])) <= number <= Decimal(str(row["high"]))


def _pressure(row: Row, first: int, place: int) -> Value | None:
    tokens = row.tokens
    for pieces in (1, 2, 3):
        found = PRESSURE.match("".join(token.text for token in tokens[place : place + pieces]))
        if found:
            upper, lower = Decimal(found[1]), Decimal(found[2])
            end = place + pieces
            if end < len(tokens) and tokens[end].text.lower().strip(".,;()") in ("mmhg", "mm"):
                end += 1
            likely = 50 <= upper <= 300 and 20 <= lower <= 200 and lower < upper
            why = "vital_sign" if likely else "implausible"
            return _value(
                row, first, end, PRESSURE_CODE, upper, "mm[Hg]", 0.95 if likely else 0.25, second=lower, why=why
            )
    return None


def _value(
    row: Row, first: int, end: int, code: str, number: Decimal, unit: str, sure: float, *, second=None, why="vital_sign"
) -> Value:
    standing: tuple[Token, ...] = row.tokens[first:end]
    said = " ".join(token.text for token in standing).strip(" ,;")
    return Value(
        kind=VITAL,
        text=said,
        code=code,
        system=LOINC,
        number=number,
        unit=unit,
        words=words_of(standing),
        page=row.page,
        confidence=round(min(token.confidence for token in standing) * sure, 2),
        why=Reason(why, said, row.page, words_of(standing)),
        second=second,
    )
