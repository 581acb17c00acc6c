"""Types of which nothing is stored: a room computes their resources when they are asked for, free time above all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Source(Protocol):
    """Computes the resources of one type; both are questions in the transaction that serves the organization."""

    def read(self, logical_id: str, *, now: datetime) -> dict | None:
        """Return the resource of this id as it is now, None where there is none."""

    def search(self, asked: Sequence[tuple[str, str]], *, now: datetime) -> list[dict]:
        """Return the resources for the (parameter, value) pairs of a search URL, in its order.

        :raises Refused: a parameter that this type does not know, a value that is none, or too wide a question (400).
        """


def learn(type: str, source: Source) -> None:
    """Let a room compute a type."""
    _learned[type] = source


def source_of(type: str) -> Source | None:
    """Return who computes a type, None for one that is stored."""
    return _learned.get(type)


_learned: dict[str, Source] = {}
