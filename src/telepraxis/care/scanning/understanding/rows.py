"""Words of a page as the rows in which a person reads them, column beside column, and words as OCR may slip on them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Any

from telepraxis.registry.patients.names import fold

from ..reading.shapes import Page, Word

MANY_WORDS = 5_000  # a page of a telephone book; what stands below is not looked at
LABEL_AND_VALUE = re.compile(r"(?<=[^\W\d_]):(?=[^\s:])")
AROUND = " \t.,:;()[]{}<>*#°®?¿!¡\"'“”‘’«»|_-–—·•="
SMALL = 0.5  # of the usual height: a dash, a star
DOTTED = re.compile(r"(?<=[^\W\d])\.(?=[^\W\d])")
LOOSE = str.maketrans({"1": "l", "i": "l", "|": "l", "!": "l", "0": "o", "5": "s", "8": "b"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a page, or a part of one: `DOB:3/4/1980` is two. `word` is its index on the page."""

    text: str
    word: int
    confidence: float
    left: int
    right: int
    top: int
    height: int

    @property
    def plain(self) -> str:
        return plain(self.text)

    @property
    def loose(self) -> str:
        return loose(self.text)


class OfTokens:
    """Something that consists of tokens: what it says, and on which words it stands."""

    __slots__ = ()
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    @property
    def words(self) -> tuple[int, ...]:
        return words_of(self.tokens)


@dataclass(frozen=True, slots=True)
class Row(OfTokens):
    """What stands beside each other on one height of a page."""

    tokens: tuple[Token, ...]
    page: int = 0

    @property
    def top(self) -> int:
        return min(token.top for token in self.tokens)

    @property
    def bottom(self) -> int:
        return max(token.top + token.height for token in self.tokens)

    @property
    def height(self) -> float:
        return median(token.height for token in self.tokens)

    def segments(self) -> list[tuple[Token, ...]]:
        """Return the pieces of the row between wide gaps: cells of a table, columns of a letterhead."""
        pieces: list[list[Token]] = []
        for token in self.tokens:
            if not pieces or is_apart(pieces[-1][-1], token):
                pieces.append([])
            pieces[-1].append(token)
        return [tuple(piece) for piece in pieces]


@lru_cache(maxsize=30_000)
def plain(text: str) -> str:
    """Return the word in small letters without accents and the signs around it."""
    return fold(text).strip(AROUND)


@lru_cache(maxsize=30_000)
def loose(text: str) -> str:
    """Return what is left of a word where OCR cannot mistake one letter for another: `Narne` and `Name` are one."""
    return DOTTED.sub("", plain(text)).translate(LOOSE).replace("rn", "m").replace("vv", "w")


def words_of(tokens: Iterable[Token]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(token.word for token in tokens))


def is_apart(before: Token, after: Token) -> bool:
    """Return whether the gap between two neighbours is wider than one within a sentence."""
    return after.left - before.right > 1.6 * max(before.height, after.height, 1)


def rows_of(page: Page, number: int = 0) -> list[Row]:
    """Return the rows of a page from top to bottom, wherever OCR saw columns. A dash or a star, which fills little of
    its row, stands in the row that it touches."""
    placed = [(index, word) for index, word in enumerate(page.words[:MANY_WORDS])]
    usual = median(word.height for _, word in placed) if placed else 0
    rows: list[list[tuple[int, Word]]] = []
    for each in sorted(placed, key=lambda each: (each[1].height < SMALL * usual, _middle(each[1]))):
        row = min(rows, key=lambda row: abs(_middle(row[0][1]) - _middle(each[1])), default=None)
        if row is not None and abs(_middle(row[0][1]) - _middle(each[1])) <= 0.5 * max(
            each[1].height, row[0][1].height, 1
        ):
            row.append(each)
        else:
            rows.append([each])
    rows.sort(key=lambda row: _middle(row[0][1]))
    made = (_row(sorted(row, key=lambda each: each[1].left), number) for row in rows)
    return [row for row in made if row.tokens]


def _middle(word: Word) -> float:
    return word.top + word.height / 2


def _row(placed: Sequence[tuple], number: int) -> Row:
    return Row(tuple(token for index, word in placed for token in _tokens(index, word)), number)


def _tokens(index: int, word) -> Iterator[Token]:
    parts = _parts(word.text)
    letters = sum(len(part) for part in parts) or 1
    left = float(word.left)
    for part in parts:
        wide = word.width * len(part) / letters
        yield Token(part, index, word.confidence, round(left), round(left + wide), word.top, word.height)
        left += wide


def _parts(text: str) -> list[str]:
    places = [match.start() + 1 for match in LABEL_AND_VALUE.finditer(text)]
    cuts = [0, *places, len(text)]
    return [part for start, end in zip(cuts, cuts[1:], strict=False) if (part := text[start:end].strip())]


class Phrases:
    """Phrases and what each means, found among tokens whatever OCR did to single letters; the longest one wins."""

    def __init__(self, meanings: dict[str, Any]) -> None:
        self.by_first: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for phrase, meaning in meanings.items():
            parts = tuple(part for word in phrase.split() if (part := loose(word)))
            self.by_first.setdefault(parts[0], []).append((parts, meaning))
        for found in self.by_first.values():
            found.sort(key=lambda each: -len(each[0]))

    def at(self, tokens: Sequence[Token], place: int = 0) -> tuple[int, Any] | None:
        """Return the place after the phrase that begins at `place`, and what it means."""
        if place >= len(tokens):
            return None
        for parts, meaning in self.by_first.get(tokens[place].loose, ()):
            if end := _end_of(parts, tokens, place):
                return end, meaning
        return None

    def all_in(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, Any]]:
        """Yield (first, after the last, meaning) of the phrases among the tokens; none overlaps another."""
        place = 0
        while place < len(tokens):
            if found := self.at(tokens, place):
                yield place, *found
                place = found[0]
            else:
                place += 1


def _end_of(parts: tuple[str, ...], tokens: Sequence[Token], place: int) -> int:
    """Return the place after the words of a phrase, 0 where they do not stand there. Lone signs between are passed."""
    for part in parts:
        while place < len(tokens) and not tokens[place].loose:
            place += 1
        if place >= len(tokens) or tokens[place].loose != part:
            return 0
        place += 1
    return place
