"""What kind of document it is, by its title and by words that such papers contain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from .rows import Phrases, Row, Token, words_of
from .shapes import Reason
from .vocabulary import table

TOP = 12  # rows in which a title stands
LONGER = 4  # words that a line may have beside its title
TITLE, SIGN, ENOUGH, MARGIN = 6, 1, 4, 1


@dataclass(frozen=True)
class Title:
    """A line that says what the document is."""

    type: tuple[str, str]
    tokens: tuple[Token, ...]
    page: int

    @property
    def reason(self) -> Reason:
        said = " ".join(each.text for each in self.tokens)
        return Reason("title", said.strip(" :"), self.page, words_of(self.tokens))


@cache
def _titles() -> Phrases:
    return Phrases({title: (row["code"], row["display"]) for row in table("type") for title in row["titles"]})


@cache
def _signs() -> Phrases:
    kinds: dict[str, list[tuple[str, str]]] = {}
    for row in table("type"):
        for sign in row["signs"]:
            kinds.setdefault(sign, []).append((row["code"], row["display"]))
    return Phrases({sign: tuple(types) for sign, types in kinds.items()})


def title_on(rows: Sequence[Row]) -> Title | None:
    """Return the first title in the upper part of a page. The one with most words wins on a line."""
    return next(_titles_on(rows[:TOP]), None)


def _titles_on(rows: Sequence[Row]) -> Iterator[Title]:
    for row in rows:
        for segment in row.segments():
            for first in range(min(3, len(segment))):
                found = _titles().at(segment, first)
                if found and _is_title(segment, first, found[0]):
                    yield Title(found[1], segment[first : found[0]], row.page)
                    break


def _is_title(segment: Sequence[Token], first: int, after: int) -> bool:
    """A title begins with a capital letter, hardly anything stands beside it, and no value follows a colon."""
    if segment[first].text.lstrip("(*-")[:1].islower() or len(segment) - (after - first) > LONGER:
        return False
    follows = segment[after - 1].text.endswith(":") and after < len(segment)
    return not follows and not segment[-1].text.endswith((".", ",")) or after - first == len(segment)


def type_of(pages: Sequence[Sequence[Row]]) -> tuple[tuple[str, str] | None, tuple[Reason, ...]]:
    """Return ((LOINC code, display), why), None where nothing or two things equally speak for a type."""
    points: dict[tuple[str, str], int] = {}
    why: dict[tuple[str, str], list[Reason]] = {}
    title = next((found for rows in pages if (found := title_on(rows))), None)
    if title:
        points[title.type] = TITLE
        why[title.type] = [title.reason]
    for type, reason in _signs_on(pages):
        points[type] = points.get(type, 0) + SIGN
        why.setdefault(type, []).append(reason)
    ranked = sorted(points, key=lambda type: (-points[type], type))
    if not ranked or points[ranked[0]] < ENOUGH:
        return None, ()
    if title is None and len(ranked) > 1 and points[ranked[0]] - points[ranked[1]] < MARGIN:
        return None, ()
    best = title.type if title else ranked[0]
    return best, tuple(why[best][:4])


def _signs_on(pages: Sequence[Sequence[Row]]) -> Iterator[tuple[tuple[str, str], Reason]]:
    """Yield each sign once for each type it speaks for."""
    seen = set()
    for rows in pages:
        for row in rows:
            for first, after, types in _signs().all_in(row.tokens):
                tokens = row.tokens[first:after]
                said = " ".join(token.plain for token in tokens)
                if said not in seen:
                    seen.add(said)
                    yield from ((type, Reason("sign", said, row.page, words_of(tokens))) for type in types)
