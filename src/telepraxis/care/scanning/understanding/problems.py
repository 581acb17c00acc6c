"""Diagnoses listed under their heading, with the ICD-10 code where one is printed. What is denied, or is said of
relatives, is not the patient's; what is only suspected says so."""

import re
from collections.abc import Sequence

from .rows import Row, Token, words_of
from .sections import PAST, PROBLEM, Item, items_of, parts_of
from .shapes import ICD10, UNCERTAIN, Reason, Value
from .shapes import PROBLEM as PROBLEM_KIND

CODE = re.compile(r"^[\[(]*([A-TV-Z][0-9OlI][0-9ABOlI])(\.[0-9A-TV-ZOlI]{1,4})?[\])]*[.,;:]?$")
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
    coded, slipped = _code_of(item.tokens)
    words = [token for token in item.tokens if token is not coded and token.plain not in ICD_WORDS]
    name = " ".join(token.text for token in words).strip(" ()[].,;:-–")
    if len(words) > LONG or not any(sum(map(str.isalpha, token.plain)) >= 2 for token in words):
        return None
    suspected = bool(SUSPECTED.search(" ".join(token.text for token in item.tokens).lower()) or SUSPECTED.search(level))
    sure = min(0.95, sure + 0.1 * bool(coded)) * (0.6 if suspected else 1) * (0.8 if slipped else 1)
    on = heading or ((coded,) if coded else ())
    return Value(
        kind=PROBLEM_KIND,
        text=item.text,
        code=_clean(coded) if coded else None,
        system=ICD10 if coded else "",
        words=item.words,
        page=item.page,
        confidence=round(item.confidence * sure, 2),
        why=Reason("listed_under" if heading else "icd_code", _said(on), item.page, words_of(on)),
        name=name,
        flag=UNCERTAIN if suspected else "",
    )


def _code_of(tokens: Sequence[Token]) -> tuple[Token | None, bool]:
    """Return the token that is an ICD-10 code and whether letters had to be read as digits. A code without a point
    counts at either end or in brackets: the B12 of a vitamin is none."""
    for place, token in enumerate(tokens):
        found = CODE.match(token.text)
        if not found or _clean(token) in NOT_CODES:
            continue
        bracketed = token.text[0] in "(["
        told = place > 0 and tokens[place - 1].plain in ICD_WORDS
        if found[2] or bracketed or told or place in (0, len(tokens) - 1):
            return token, _clean(token) != token.text.strip("()[].,;:")
    return None, False


def _clean(token: Token) -> str:
    found = CODE.match(token.text)
    return found[1][0] + found[1][1:].translate(SLIPS) + (found[2] or "").translate(SLIPS)


def _said(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens).strip(" :")
