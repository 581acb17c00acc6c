"""What a person may do through an app, by role: the table in rights.toml."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from telepraxis.base.access import Role

TABLE = Path(__file__).with_name("rights.toml")
READING = frozenset("rs")


def may(roles: Iterable[Role], type: str, letter: str) -> bool:
    """Tell whether one of the roles may do this (c, r, u, d or s) with resources of the type."""
    column = "read" if letter in READING else "write"
    return any(not _types(role.value, column).isdisjoint(("*", type)) for role in roles)


def is_beside_a_chart(type: str, letter: str) -> bool:
    """Tell whether this may be read along with any one chart."""
    return letter in READING and type in _table()["beside_a_chart"]["read"]


@cache
def _types(role: str, column: str) -> frozenset[str]:
    """Return the types of one cell of the table, its lists written out."""
    named = _table()["roles"].get(role, {}).get(column, ())
    lists = _table()["lists"]
    return frozenset(type for name in named for type in lists.get(name, (name,)))


@cache
def _table() -> dict:
    return tomllib.loads(TABLE.read_text())
