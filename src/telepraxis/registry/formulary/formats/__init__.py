"""The files in which catalogues come: each reader yields (where, medicine) or says what is wrong and where.

A reader counts in `left_out` what it could not take, under the words that the operator is told.
"""

from collections.abc import Iterator

from ..listed import Listed

Lines = Iterator[tuple[str, Listed]]


class BadLine(ValueError):
    """A line cannot be taken as it is; `where` is what a person looks up: `line 12`, `RXNREL.RRF, line 3`."""

    def __init__(self, why: str, where: str = ""):
        super().__init__(f"{where}: {why}" if where else why)
