"""A statement on its way to the database, and the plan of an answer."""

from dataclasses import dataclass
from typing import Any

from .sql import Sql


@dataclass(frozen=True, slots=True)
class Statement:
    """Text and parameters, for Django's cursor as well as for psycopg's own."""

    sql: str
    params: list[Any]


def statement(sql: Sql) -> Statement:
    return Statement(sql.text, sql.params)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one page is found: rows are a Row and then the values of `width` sort keys.

    A `hurried` plan walks a limited stretch of an index in which a document may stand more than once: its rows end
    with how many entries it walked over and where it stopped.
    """

    sql: Sql
    width: int
    hurried: int = 0
