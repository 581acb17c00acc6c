"""The institution at the head of a page, and who wrote and signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from telepraxis.registry.patients.names import PARTICLES, fold

from .identity import CLINICIANS, TITLES
from .labels import Labelled
from .rows import Row, Token, words_of
from .shapes import Reason
from .vocabulary import phrases

HEAD = 5  # rows
HOUSES = frozenset(
    """hospital hospitals clinic clinics clinica clinicas policlinica policlinico laboratory laboratories laboratorio
    laboratorios sanatorio ambulatorio surgery practice infirmary medical health healthcare salud centro consultorio
    radiology imaging diagnostics diagnosticos pharmacy farmacia university hospitalario instituto institute nhs
    associates consultants ministerio department consejeria servicio""".split()
)
WROTE = frozenset(phrases("labels")["wrote"])
BEFORE_ALL = tuple("signed electronically digitally e-signed firmado fdo reported informado validado".split())


@dataclass(frozen=True)
class Found:
    """What stands on the paper, for a line of text of its own."""

    text: str = ""
    why: tuple[Reason, ...] = ()


def institution_on(rows: Sequence[Row]) -> Found:
    """Return the institution in the first rows of a page: a line with a word such as Hospital in capitals."""
    for row in rows[:HEAD]:
        for segment in row.segments():
            if _is_institution(segment):
                return _found("letterhead", segment, row.page)
    return Found()


def _is_institution(segment: Sequence[Token]) -> bool:
    words = [token.plain for token in segment]
    houses = [word for word in words if word in HOUSES]
    if not houses or not 2 <= len(words) <= 9 or any(token.text.endswith(":") for token in segment):
        return False
    capitals = [token for token in segment if token.text[:1].isupper()]
    return len(capitals) * 2 >= len(words) and segment[0].text[:1].isupper() and not _is_of_a_form(words)


def _is_of_a_form(words: Sequence[str]) -> bool:
    """`Health Insurance Card`, `Medical Record`: what the paper is, not whose."""
    return bool(
        {"card", "report", "record", "note", "summary", "informe", "historia", "tarjeta", "form", "results", "letter"}
        & set(words)
    )


def same_house(one: str, other: str) -> bool:
    """Return whether two letterheads are of one house, a word misread or left out allowed."""
    a, b = ({word for word in fold(text).split() if len(word) > 2} for text in (one, other))
    return len(a & b) * 2 >= min(len(a), len(b)) if a and b else True


def author_in(found: Sequence[Labelled], pages: Sequence[Sequence[Row]]) -> Found:
    """Return who signed or wrote, by a label or by a line that begins with Dr; the last signature counts."""
    told = [each for each in found if each.phrase in WROTE and _clinician(each.value, True)]
    told.sort(key=lambda each: not each.phrase.startswith(BEFORE_ALL))
    if told:
        return _found("signed", _clinician(told[0].value, True), told[0].page)
    lines = [
        (segment, row.page)
        for rows in pages
        for row in rows
        for segment in row.segments()
        if segment[0].plain.rstrip(".") in ("dr", "dra") or segment[-1].plain in ("md", "m.d")
    ]
    for segment, page in reversed(lines):
        if (taken := _clinician(segment, False)) and len(taken) <= 7:
            return _found("signed", taken, page)
    return Found()


def _clinician(value: Sequence[Token], labelled: bool) -> tuple[Token, ...]:
    """Return the words of a name at the beginning of a value, with Dr and MD, () where there is none."""
    taken: list[Token] = []
    for token in value:
        if not (_is_title(token) or _is_capital(token) or (taken and token.plain in PARTICLES)):
            break
        taken.append(token)
        if len(taken) == 7 or (token.text[-1] in ";|)" or (token.text.endswith(",") and not _md_follows(value, token))):
            break
    if labelled and value and value[0].plain in HOUSES:
        return ()
    names = [token for token in taken if len(token.plain) > 1 and not _is_title(token)]
    return tuple(taken) if len(names) >= (1 if taken and taken[0].plain in ("dr", "dra") else 2) else ()


def _is_title(token: Token) -> bool:
    return token.plain.rstrip(".") in CLINICIANS | TITLES


def _is_capital(token: Token) -> bool:
    return token.text[:1].isupper() and all(letter.isalpha() or letter in "-'." for letter in token.plain)


def _md_follows(value: Sequence[Token], token: Token) -> bool:
    after = value[list(value).index(token) + 1 :]
    return bool(after) and _is_title(after[0])


def _found(code: str, tokens: Sequence[Token], page: int) -> Found:
    text = " ".join(token.text for token in tokens).strip(" ,;:|-")
    return Found(text, (Reason(code, text, page, words_of(tokens)),))
