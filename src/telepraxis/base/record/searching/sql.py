"""Pieces of SQL that carry their parameters with them."""

from collections.abc import Iterable
from typing import Any


class Sql:
    """A piece of a statement. Each `{}` of the text is filled by a piece, or by a parameter for anything else."""

    __slots__ = ("params", "text")

    def __init__(self, text: str, *parts: Any) -> None:
        if not parts:
            self.text, self.params = text, []
            return
        first, *rest = text.split("{}")
        texts, params = [first], []
        for part, after in zip(parts, rest, strict=True):
            if isinstance(part, Sql):
                texts.append(part.text)
                params += part.params
            else:
                texts.append("%s")
                params.append(part)
            texts.append(after)
        self.text, self.params = "".join(texts), params


def joined(word: str, pieces: Iterable[Sql]) -> Sql:
    """Return the pieces with the word between them."""
    whole, texts = Sql(""), []
    for piece in pieces:
        texts.append(piece.text)
        whole.params = whole.params + piece.params
    whole.text = word.join(texts)
    return whole


def all_of(pieces: Iterable[Sql]) -> Sql:
    """Return what holds when all of the pieces do."""
    return joined(" AND ", pieces)


def any_of(pieces: list[Sql]) -> Sql:
    """Return what holds when one of the pieces does; with none, nothing holds."""
    if not pieces:
        return Sql("false")
    return pieces[0] if len(pieces) == 1 else Sql("({})", joined(" OR ", pieces))


def behind(text: str) -> str | None:
    """Return the first text that comes after all that begin with this one, in the order of code points.

    A prefix is asked as a range between the two: unlike `^@` it finds its index even when the plan is made before the
    value is known. None when nothing comes after.
    """
    while text:
        last = ord(text[-1])
        if last < 0x10FFFF:
            return text[:-1] + chr(0xE000 if last == 0xD7FF else last + 1)
        text = text[:-1]
    return None
