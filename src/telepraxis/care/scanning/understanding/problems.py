"""Diagnoses listed under their heading, with the ICD-10 code where one is printed. What is denied, or is said of
relatives, is not the patient's; what is only suspected says so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .rows import Row, Token, words_of
from .sections import PAST, PROBLEM, Item, items_of, parts_of
from .shapes import ICD10, UNCERTAIN, Reason, Value
from .shapes import PROBLEM as PROBLEM_KIND

CODE = re.compile(r"^[\[(]*([A-Z][0-9OlI][0-9ABOlI])(\.[0-9A-ZOlI]{1,4})?[\])]*[.,;:]?$")
LETTER = re.compile(r"^[\[(]?[A-Z]$")
ONE_FOR_I = re.compile(r"^[\[(]*[1l|](\d\d(?:\.\d{1,2})?)[\])]+[.,;]?$")
SLIPS = str.maketrans({"O": "0", "l": "1", "I": "1"})
NOT_CODES = frozenset(("B12", "B1", "B6", "T3", "T4", "D3", "D2", "K2", "G6P"))
DENIED_FIRST = frozenset(
    "no none denies negative without nil sin ninguno ninguna niega negativo ausencia nada not".split()
)
DENIED = re.compile(
    r"\b(ruled out|no evidence of|no history of|negative for|sin evidencia|se descarta|descartad[oa])\b"
)
SUSPECTED = re.compile(
    r"\b(possible|possibly|probable|probably|suspected|suspicion|rule out|r/o|query|likely|questionable|versus|vs"
    r"|posible|sospecha|a descartar|descartar|a estudio|presunt[oa]|compatible con|impresiona)\b|\?"
)
RELATIVES = re.compile(
    r"\b(mother|father|brother|sister|grandmother|grandfather|aunt|uncle|son|daughter|family|relatives?"
    r"|madre|padre|hermano|hermana|abuelo|abuela|tio|tia|hijo|hija|familia|familiares|familiar de)\b"
)
ICD_WORDS = frozenset("icd-10 icd10 icd-10-cm icd cie-10 cie10 cie cie-10-es code codigo cod dx".split())
LONG = 16  # words: a sentence, not a diagnosis


def problems_on(rows: Sequence[Row]) -> list[Value]:
    """Return the diagnoses on the rows of one page."""
    found: list[Value] = []
    for part in parts_of(rows):
        if part.meaning in (PROBLEM, PAST):
            sure = 0.85 if part.meaning == PROBLEM else 0.65
            found += [value for item in items_of(part) if (value := _problem(item, sure, part.heading))]
        else:
            found += [value for row in part.rows if (value := _by_code(row))]
    return found


def _by_code(row: Row) -> Value | None:
    """Return a diagnosis outside any list, where ICD-10 or CIE-10 is written beside its code."""
    if not any(token.plain in ICD_WORDS - {"code", "codigo", "cod", "dx", "icd", "cie"} for token in row.tokens):
        return None
    value = _problem(Item(row.tokens, row.page), 0.7, ())
    return value if value and value.code else None


def _problem(item: Item, sure: float, heading: Sequence[Token]) -> Value | None:
    level = " ".join(token.plain or token.text for token in item.tokens)
    if item.tokens[0].plain in DENIED_FIRST or DENIED.search(level) or RELATIVES.search(level):
        return None
    code = _code_in(item.tokens)
    words = _without(item.tokens, code)
    name = " ".join(token.text for token in words).strip(" ()[].,;:-–")
    if len(words) > LONG or not any(sum(map(str.isalpha, token.plain)) >= 2 for token in words):
        return None
    suspected = bool(SUSPECTED.search(item.text.lower()) or SUSPECTED.search(level))
    sure = min(0.95, sure + 0.1 * bool(code)) * (0.6 if suspected else 1) * (0.7 if code and code.slipped else 1)
    on = heading or (code.tokens if code else ())
    return Value(
        kind=PROBLEM_KIND,
        text=item.text,
        code=code.code if code else None,
        system=ICD10 if code else "",
        words=item.words,
        page=item.page,
        confidence=round(item.confidence * sure, 2),
        why=Reason("listed_under" if heading else "icd_code", _said(on), item.page, words_of(on)),
        name=name,
        flag=UNCERTAIN if suspected else "",
    )


@dataclass(frozen=True)
class Code:
    """An ICD-10 code as it should read, its tokens, and whether a letter had to be taken for a digit or the like."""

    code: str
    tokens: tuple[Token, ...]
    slipped: bool = False


def _code_in(tokens: Sequence[Token]) -> Code | None:
    """Return the ICD-10 code among the words of a diagnosis. One without a point counts at either end, in brackets or
    after `ICD-10`: the B12 of a vitamin is none."""
    for place in range(len(tokens)):
        here = _whole_code(tokens, place) or _parted_code(tokens, place) or _misread_code(tokens, place)
        if here and here.code not in NOT_CODES:
            ends = place == 0 or place + len(here.tokens) == len(tokens)
            if "." in here.code or ends or _is_pointed_out(tokens, place):
                return here
    return None


def _is_pointed_out(tokens: Sequence[Token], place: int) -> bool:
    return tokens[place].text[0] in "([" or (place > 0 and tokens[place - 1].plain in ICD_WORDS)


def _whole_code(tokens: Sequence[Token], place: int) -> Code | None:
    found = CODE.match(tokens[place].text)
    return _read(found, tokens[place : place + 1]) if found else None


def _parted_code(tokens: Sequence[Token], place: int) -> Code | None:
    """`E 11.9`, as OCR sometimes parts it."""
    pair = tokens[place : place + 2]
    if len(pair) < 2 or not LETTER.match(pair[0].text):
        return None
    found = CODE.match(pair[0].text + pair[1].text)
    return _read(found, pair) if found and found[2] else None


def _misread_code(tokens: Sequence[Token], place: int) -> Code | None:
    """`(121.4)` for (I21.4): only where it is pointed out."""
    found = ONE_FOR_I.match(tokens[place].text)
    if not found or not _is_pointed_out(tokens, place):
        return None
    return Code("I" + found[1], tuple(tokens[place : place + 1]), slipped=True)


def _read(found: re.Match, tokens: Sequence[Token]) -> Code:
    printed = found[1] + (found[2] or "")
    code = printed[0] + printed[1:].translate(SLIPS)
    return Code(code, tuple(tokens), slipped=code != printed)


def _without(tokens: Sequence[Token], code: Code | None) -> list[Token]:
    """Return the words of a diagnosis without its code and what announces it."""
    kept: list[Token] = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        announced = before is not None and before.plain in ICD_WORDS and token.plain == "10"
        if token.plain not in ICD_WORDS and not announced and not (code and token in code.tokens):
            kept.append(token)
    return kept


def _said(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens).strip(" :")
