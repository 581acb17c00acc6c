"""Search inside one chart, over everything that its documents say.

Row-level security takes full-text indexes away (facts of the platform, 2): the lines of one person are read one by one,
newest first, and that is quick enough. What was read on scanned paper stands in the narrative of its document.
"""

from collections.abc import Sequence
from uuid import UUID

from telepraxis.registry.patients.names import fold

from .reading import Found, cut, lines_of, newest_first, of_kind

MOST_WORDS = 8


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
