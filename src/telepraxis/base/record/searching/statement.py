"""A statement on its way to the database, and the plan of an answer."""

from dataclasses import dataclass
from typing import Any

from .sql import Sql


class ByValue(str):
    """The text of a statement whose best plan depends on its values: it is never prepared, but planned each time.

    After a few runs the server takes one plan for all values of a prepared statement; where one value is a patient and
    another half of the record, that costs seconds.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Text and parameters, for Django's cursor as well as for psycopg's own."""

    sql: str
    params: list[Any]


def statement(sql: Sql, *, steady: bool = False) -> Statement:
    """Return a statement; a `steady` one has the same best plan for all values."""
    return Statement(sql.text if steady else ByValue(sql.text), sql.params)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one page is found: rows are a Row and then the values of `width` sort keys.

    A `hurried` plan walks a limited stretch of an index in which a document may stand more than once: its rows end
    with how many entries it walked over and where it stopped. A `steady` plan is best for all values.
    """

    sql: Sql
    width: int
    hurried: int = 0
    steady: bool = False
