"""Search inside one chart, over everything that its documents say.

Row-level security takes full-text indexes away (facts of the platform, 2): the lines of one person are read one by one,
newest first, and that is quick enough. Rooms that hold more text of a document than stands in it (a scanned page) say
so by `also_searched`.
"""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from telepraxis.registry.patients.names import fold

from .reading import Found, cut, lines_of, newest_first, of_kind

MOST_WORDS = 8
Further = Callable[[list[UUID]], dict[UUID, str]]

_further: dict[str, list[Further]] = {}


def also_searched(type: str, further: Further) -> None:
    """Let a room add text to documents of a type: `further(uids)` returns {uid: text} of those that have some.

    It is read when a line is made: a document whose text comes later needs a new version, or `keeping.make_afresh`.
    """
    _further.setdefault(type, []).append(further)


def also_said(type: str, uids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what rooms add to these documents."""
    said: dict[UUID, list[str]] = {}
    for further in _further.get(type, ()):
        for uid, text in further(list(uids)).items():
            said.setdefault(uid, []).append(text)
    return {uid: "\n".join(texts) for uid, texts in said.items()}


def words_typed(typed: str) -> list[str]:
    """Return the words to look for, folded as the lines are."""
    return fold(typed.replace("\x00", " ")).split()[:MOST_WORDS]


def search(records: Sequence[UUID], typed: str, *, kind: str = "", after: UUID | None = None) -> Found:
    """Return lines in which every word typed occurs, newest first, bills and the like included. One query."""
    lines, words = lines_of(records), words_typed(typed)
    for word in sorted(words, key=len, reverse=True):
        lines = lines.filter(folded__contains=word)
    lines = of_kind(lines, kind) if kind else lines
    return cut(newest_first(lines, after).defer("folded"), words)
