"""The parts of a page under their headings, and what is listed there line by line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .labels import ELSE, NAME, RECORD, labelled
from .rows import Phrases, Row, Token, words_of
from .vocabulary import phrases

PROBLEM, PAST, MEDICINE, ALLERGY, FAMILY = "problem", "past", "medicine", "allergy", "family"
URINE, BLOOD, NEITHER = "urine", "blood", "neither"
HEADINGS = Phrases({phrase: meaning for meaning, all_of in phrases("headings").items() for phrase in all_of})
BULLET = re.compile(r"^(?:\(?\d{1,2}[.)\-]\)?|[-–—•*·►▪o]|#\d{0,2})$")
GAP = 3.0  # heights after which a list has ended


@dataclass(frozen=True)
class Part:
    """Rows under one heading, without it. `heading` are its words."""

    meaning: str
    heading: tuple[Token, ...]
    rows: tuple[Row, ...]
    page: int


def parts_of(rows: Sequence[Row]) -> list[Part]:
    """Return the parts of a page in their order; what stands before the first heading has the meaning ""."""
    parts = [Part("", (), (), rows[0].page)] if rows else []
    for row in rows:
        found = heading_of(row)
        if found:
            after, meaning = found
            rest = row.tokens[after:]
            while rest and not rest[0].loose:
                rest = rest[1:]
            first = (Row(rest, row.page),) if rest else ()
            parts.append(Part(meaning, row.tokens[:after], first, row.page))
        elif _ends_list(parts[-1], row):
            parts.append(Part("", (), (row,), row.page))
        else:
            parts[-1] = replace(parts[-1], rows=(*parts[-1].rows, row))
    return parts


def heading_of(row: Row) -> tuple[int, str] | None:
    """Return (place after it, meaning) of the heading with which a row begins, None where it begins with none."""
    for first in (0, 1):
        if first and not (row.tokens and BULLET.match(row.tokens[0].text)):
            break
        if found := HEADINGS.at(row.tokens, first):
            after, meaning = found
            follows = row.tokens[after] if after < len(row.tokens) else None
            has_colon = row.tokens[after - 1].text.endswith(":") or (follows is not None and follows.text[0] in ":/")
            if has_colon or (follows is None and row.tokens[first].text[:1].isupper()):
                return after, meaning
    return None


def _ends_list(part: Part, row: Row) -> bool:
    """A list ends at a wide gap, and where the form goes on with the patient or with who signs."""
    if part.meaning in ("", NEITHER, URINE, BLOOD) or not part.rows:
        return False
    far = row.top - part.rows[-1].bottom > GAP * row.height
    labels = [each for each in labelled([row]) if each.kind in (NAME, RECORD, ELSE) and each.label[0] is row.tokens[0]]
    signed = {row.tokens[0].plain.rstrip("."), row.tokens[-1].plain} & {"dr", "dra", "prof", "md", "m.d"}
    return far or bool(labels) or bool(signed)


@dataclass(frozen=True)
class Item:
    """One thing of a list, its number or bullet taken off."""

    tokens: tuple[Token, ...]
    page: int

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens).strip(" ,;")

    @property
    def words(self) -> tuple[int, ...]:
        return words_of(self.tokens)

    @property
    def confidence(self) -> float:
        return sum(token.confidence for token in self.tokens) / len(self.tokens)


def items_of(part: Part, *, commas: bool = False) -> list[Item]:
    """Return what a part lists: a line each, parted at semicolons (and commas, where asked); a line that begins with a
    small letter goes on with the one before."""
    lines: list[list[Token]] = []
    for row in part.rows:
        bulleted = bool(BULLET.match(row.tokens[0].text))
        tokens = list(row.tokens[bulleted:])
        while tokens and not tokens[0].loose:
            tokens.pop(0)
        if not tokens:
            continue
        goes_on = lines and not bulleted and tokens[0].text[:1].islower()
        if goes_on and lines[-1][-1].text[-1] not in ".;":
            lines[-1].extend(tokens)
        else:
            lines.append(tokens)
    return [Item(piece, part.page) for line in lines for piece in _pieces(line, commas) if piece]


def _pieces(line: Sequence[Token], commas: bool) -> Iterator[tuple[Token, ...]]:
    piece: list[Token] = []
    depth = 0
    for token in line:
        piece.append(token)
        depth += token.text.count("(") - token.text.count(")")
        if depth <= 0 and (token.text[-1] in (";,|" if commas else ";|") or _ends_sentence(token, line)):
            yield tuple(piece)
            piece, depth = [], 0
    yield tuple(piece)


def _ends_sentence(token: Token, line: Sequence[Token]) -> bool:
    """Return whether a point ends a sentence: a longer word before it and a capital letter after it."""
    after = line.index(token) + 1
    follows = after < len(line) and line[after].text[:1].isupper()
    return token.text[-1] == "." and len(token.plain) > 3 and follows
