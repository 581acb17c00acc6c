"""Laboratory results: the analyte, its number, unit, usual range and flag, each in its place on a row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from .rows import Phrases, Row, Token, is_apart, words_of
from .sections import ALLERGY, FAMILY, MEDICINE, URINE, parts_of
from .shapes import LOINC, RESULT, Reason, Value
from .units import SAME_AMOUNT, Number, limits_of, number_in, range_in, ucum_of, unit_at
from .vocabulary import table

FLAGS = {
    printed: flag
    for flag, all_printed in {
        "H": "h high hi alto alta elevado elevada ↑",
        "L": "l low lo bajo baja b ↓",
        "HH": "hh ↑↑",
        "LL": "ll ↓↓",
        "A": "a * ** + abnormal anormal critical",
    }.items()
    for printed in all_printed.split()
}
PASSED = frozenset(
    """serum plasma suero sangre blood level total in en of de was is es fue result resultado calculated calculado s p b
    srm and y conc nivel niveles value valor venous venosa fasting basal ayunas enzymatic enzimatico auto automated
    whole capillary el la del""".split()
)
SHORT = 3  # letters up to which a name is only believed with its unit
FILLERS = 4
MANY_TIMES = 8  # the usual: a point was lost
URINE_SAID = frozenset("urine orina u ur uri urinary urinaria".split())


@dataclass(frozen=True)
class Analyte:
    """A row of `analytes.toml` as it was named on the paper."""

    name: str
    specimen: str
    anywhere: bool
    units: tuple[dict, ...]


@cache
def _names() -> Phrases:
    meanings: dict[str, list[Analyte]] = {}
    for row in table("analyte"):
        analyte = Analyte(row["names"][0], row.get("specimen", ""), row.get("anywhere", False), tuple(row["units"]))
        for name in row["names"]:
            meanings.setdefault(name, []).append(analyte)
    return Phrases({name: tuple(analytes) for name, analytes in meanings.items()})


def results_on(rows: Sequence[Row], language: str) -> list[Value]:
    """Return the results that stand on the rows of one page."""
    found: list[Value] = []
    for part in parts_of(rows):
        if part.meaning in (MEDICINE, ALLERGY, FAMILY):
            continue
        for row in part.rows:
            found += _results_of(row, part.meaning == URINE, language)
    return found


def _results_of(row: Row, is_urine: bool, language: str) -> Iterator[Value]:
    named = list(_named(row.tokens, is_urine))
    for place, (first, after, analyte) in enumerate(named):
        end = named[place + 1][0] if place + 1 < len(named) else len(row.tokens)
        if value := _result(row, first, after, end, analyte, language):
            yield value


def _named(tokens: Sequence[Token], is_urine: bool) -> Iterator[tuple[int, int, Analyte]]:
    """Yield (first, after, analyte) of each name; one of blood is none where the urine is spoken of."""
    for first, after, analytes in _names().all_in(tokens):
        says_urine = is_urine or any(token.plain in URINE_SAID for token in tokens[first : after + 2])
        fitting = [each for each in analytes if (each.specimen == "urine") == says_urine or each.anywhere]
        if fitting:
            yield first, after, fitting[0]
        elif says_urine:
            yield first, after, Analyte(" ".join(token.text for token in tokens[first:after]), "urine", False, ())


@dataclass
class _Read:
    """What stands after the name of an analyte."""

    number: Number | None = None
    tokens: tuple[Token, ...] = ()
    unit: str = ""
    printed_unit: str = ""
    reference: str = ""
    flag: str = ""
    others: int = 0  # further numbers, such as the result before
    strange: int = 0  # words before the number that we do not know


def _result(row: Row, first: int, after: int, end: int, analyte: Analyte, language: str) -> Value | None:
    tokens = row.tokens
    read = _read(tokens, after, end, language)
    if read.number is None:
        return None
    begins = first == 0 or is_apart(tokens[first - 1], tokens[first]) or not tokens[first - 1].plain.isalpha()
    unit = _unit_of(analyte, read)
    name = "".join(token.plain for token in tokens[first:after])
    if unit is None and (read.strange or not begins or len(name) <= SHORT or read.unit):
        return _uncoded(row, first, after, read) if read.unit and begins and not read.strange else None
    if name in ("k", "na", "cl", "ca", "mg", "fe", "p") and not tokens[first].text[0].isupper():
        return None
    number, sure, why = _chosen(analyte, unit, read, language)
    entry = _entry(analyte, unit, number)
    coded = entry is not None and bool(entry["code"]) and not read.strange
    standing = (*tokens[first:after], *read.tokens)
    return Value(
        kind=RESULT,
        text=_text(standing),
        code=entry["code"] if coded else None,
        system=LOINC if coded else "",
        number=number,
        unit=(entry["ucum"] if entry else "") or read.unit,
        words=words_of(standing),
        page=row.page,
        confidence=_confidence(standing, sure),
        why=Reason(why, entry["display"] if coded else analyte.name, row.page, words_of(tokens[first:after])),
        name=" ".join(token.text for token in tokens[first:after]).strip(" :.,*"),
        comparator=read.number.comparator,
        reference=read.reference,
        flag=read.flag,
    )


def _uncoded(row: Row, first: int, after: int, read: _Read) -> Value:
    """Return a result for which we have no code: sugar in the urine, a unit in which it is not usual."""
    standing = (*row.tokens[first:after], *read.tokens)
    name = " ".join(token.text for token in row.tokens[first:after]).strip(" :.,*")
    return Value(
        kind=RESULT,
        text=_text(standing),
        number=read.number.readings[0],
        unit=read.unit,
        words=words_of(standing),
        page=row.page,
        confidence=_confidence(standing, 0.5),
        why=Reason("no_code", name, row.page, words_of(row.tokens[first:after])),
        name=name,
        comparator=read.number.comparator,
        reference=read.reference,
        flag=read.flag,
    )


def _read(tokens: Sequence[Token], after: int, end: int, language: str) -> _Read:
    """Read number, unit, range and flag from `after` on, in whatever order a laboratory prints them."""
    read, place = _Read(), after
    while place < end:
        token = tokens[place]
        if read.number is not None and not read.reference and (found := _range_at(tokens, place, end)):
            read.reference, place = found[0], _take(read, tokens, place, found[1])
        elif read.number is None and (range_end := _range_before_value(tokens, place, end)):
            read.reference = range_in(" ".join(each.text for each in tokens[place:range_end]))
            place = _take(read, tokens, place, range_end)
        elif read.number is None and (found := _number_at(tokens, place, language)):
            read.number, rest, next_place = found
            read.flag = FLAGS.get(rest.strip("()[]").lower(), read.flag)
            read.unit = ucum_of(rest) or read.unit
            read.printed_unit = rest if read.unit else ""
            place = _take(read, tokens, place, next_place)
        elif not read.unit and (found := unit_at(tokens, place)) and found[0] and read.number is not None:
            read.unit, place = found[0], _take(read, tokens, place, found[1])
        elif (
            (flag := FLAGS.get(token.text.strip("()[]:;,").lower())) and not read.flag and (read.number or flag == "A")
        ):
            read.flag, place = flag, _take(read, tokens, place, place + 1)
        elif read.number is None:
            if _is_strange(token):
                read.strange += 1
            if place - after >= FILLERS + 2 or read.strange > FILLERS - 1:
                break
            place += 1
        else:
            read.others += number_in(token.text) is not None
            place += 1
    return read


def _take(read: _Read, tokens: Sequence[Token], place: int, end: int) -> int:
    read.tokens += tuple(tokens[place:end])
    return end


def _number_at(tokens: Sequence[Token], place: int, language: str) -> tuple[Number, str, int] | None:
    """Return (number, what follows in its word, place after it); `< 5` may be two words."""
    text = tokens[place].text
    if text in ("<", ">", "≤", "≥", "<=", ">=") and place + 1 < len(tokens):
        found = number_in(text + tokens[place + 1].text, language)
        return (*found, place + 2) if found else None
    found = number_in(text, language)
    if not found or not _may_follow(found[1]):
        return None
    return (*found, place + 1)


def _may_follow(rest: str) -> bool:
    """Return whether what stands in one word with a number is a unit or a flag: `105mg/dL`, `105H`."""
    return not rest.strip("()[],;.*") or bool(ucum_of(rest)) or rest.strip("()[],;.*").lower() in FLAGS


def _range_at(tokens: Sequence[Token], place: int, end: int) -> tuple[str, int] | None:
    for pieces in (5, 4, 3, 2, 1):
        here = tokens[place : min(place + pieces, end)]
        if len(here) == pieces and (found := range_in(" ".join(token.text for token in here))):
            return found, place + pieces
    return None


def _range_before_value(tokens: Sequence[Token], place: int, end: int) -> int:
    """Return where a range ends that is printed before its value, 0 where there is none or no number follows."""
    found = _range_at(tokens, place, end)
    if not found or found[0].lstrip("([")[:1] in "<>≤≥":
        return 0
    later = any(number_in(token.text) and not range_in(token.text) for token in tokens[found[1] : end])
    return found[1] if later else 0


def _is_strange(token: Token) -> bool:
    word = token.plain
    return (
        bool(word) and word not in PASSED | URINE_SAID and not (token.text.startswith("(") or token.text.endswith(")"))
    )


def _unit_of(analyte: Analyte, read: _Read) -> str | None:
    """Return the unit of the analyte in which the number is printed, None where it is printed in none of them."""
    for unit in analyte.units:
        if read.unit == unit["ucum"] or read.unit in SAME_AMOUNT.get(unit["ucum"], ()):
            return unit["ucum"]
    return None


def _entry(analyte: Analyte, unit: str | None, number: Decimal) -> dict | None:
    """Return the unit's row; with no unit printed the one in which alone the number is possible."""
    if unit is not None:
        return next(row for row in analyte.units if row["ucum"] == unit)
    possible = [row for row in analyte.units if _is_possible(row, number)]
    return possible[0] if len({row["code"] for row in possible}) == 1 else None


def _is_possible(row: dict, number: Decimal) -> bool:
    return Decimal(str(row["low"])) <= number <= Decimal(str(row["high"]))


def _chosen(analyte: Analyte, unit: str | None, read: _Read, language: str) -> tuple[Decimal, float, str]:
    """Return (number, how sure, why): of the readings the one that is possible, by the printed range where it tells."""
    rows = [row for row in analyte.units if unit in (None, row["ucum"])]
    possible = [each for each in read.number.readings if any(_is_possible(row, each) for row in rows)]
    if not possible:
        return read.number.readings[0], 0.3, "implausible"
    limits = limits_of(read.reference, language)
    usual = [each for each in possible if limits and limits[0] / MANY_TIMES <= each <= limits[1] * MANY_TIMES]
    number = (usual or possible)[0]
    if limits and not usual:
        return number, 0.4, "far_from_range"
    if len(possible) > 1 and not limits:
        return number, 0.5, "two_readings"
    sure = 0.95 if unit is not None else 0.7
    sure *= (0.75 if read.number.slipped else 1.0) * (0.85 if read.others else 1.0) * (0.6 if read.strange else 1.0)
    return number, sure, "analyte_and_unit" if unit is not None else "analyte_without_unit"


def _confidence(tokens: Sequence[Token], sure: float) -> float:
    return round(min(token.confidence for token in tokens) * sure, 2)


def _text(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)
