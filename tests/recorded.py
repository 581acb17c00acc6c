"""People that many tests ask for: made by the real verbs once in a file, by the same statements afterwards.

The first test of a file that asks for Dr Carvalho has her enrolled; what that wrote is remembered, and the next test
that begins alike runs those statements again in one trip, under ids of its own. Where they do not fit (a number is
taken by then), or what is written would be committed and told, the verbs make the person anew.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, models, transaction

IDS = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(-?)[0-9a-f]{4}\1[47][0-9a-f]{3}\1[0-9a-f]{4}\1[0-9a-f]{12}(?![0-9a-f])")
READS = re.compile(r"\s*(SELECT(?!.*(set_config|nextval))|SAVEPOINT|RELEASE)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Recording:
    """What making somebody wrote, the ids that were there then, and who came of it."""

    script: str
    ids: tuple[UUID, ...]
    made: Any


class Beginning:
    """How a test began: in which file, who was made, in which order, and the ids that came with them."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.made: tuple[str, ...] = ()
        self.ids: tuple[UUID, ...] = ()


_recordings: dict[tuple[str, ...], Recording | None] = {}
_recorded_for: Path | None = None


@pytest.fixture
def beginning(request, db) -> Beginning:
    return Beginning(request.path)


def recorded(make: Callable) -> Callable:
    """Let a fixture that makes somebody write the same again, the next time a test begins alike.

    It must ask for `beginning` and return what consists of ids, words, dataclasses and rows.
    """

    @wraps(make)
    def again(**given):
        beginning = given["beginning"]
        beginning.made += (make.__name__,)
        if not connection.in_atomic_block:  # a scene that commits: others hear of it
            return make(**given)
        _forget_other_files(beginning.file)
        known = _recordings.get(beginning.made)
        if known is not None and (fresh := _replayed(known, beginning)) is not None:
            return fresh
        if beginning.made in _recordings:
            return make(**given)
        return _record(make, given, beginning)

    return again


def _forget_other_files(file: Path) -> None:
    global _recorded_for
    if file != _recorded_for:
        _recordings.clear()
        _recorded_for = file


def _record(make: Callable, given: dict, beginning: Beginning):
    written: list[str] = []
    with connection.execute_wrapper(_listener(written)):
        made = make(**given)
    script = ";\n".join(written)
    beginning.ids += tuple(sorted({UUID(found[0]) for found in IDS.finditer(script)} - {*beginning.ids}))
    is_plain = "ROLLBACK" not in script
    _recordings[beginning.made] = Recording(script, beginning.ids, made) if is_plain else None
    return made


def _listener(written: list[str]) -> Callable:
    import psycopg

    def listen(execute, statement, values, many, context):
        if not READS.match(statement):
            literal = psycopg.ClientCursor(connection.connection)
            each = values if many else [values]
            written.extend(_literal(literal, statement, one) for one in each)
        return execute(statement, values, many, context)

    return listen


def _literal(cursor, statement: str, values) -> str:
    return cursor.mogrify(statement.replace("%b", "%s"), values) if values else statement


def _replayed(known: Recording, beginning: Beginning):
    from telepraxis.base.uuid7 import uuid7

    ids = beginning.ids + tuple(uuid7() for _ in known.ids[len(beginning.ids) :])
    new = dict(zip(known.ids, ids, strict=True))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(IDS.sub(lambda found: _as_written(new, *found.group(0, 1)), known.script))
    except DatabaseError:
        _recordings[beginning.made] = None
        return None
    beginning.ids = ids
    return _renamed(known.made, new)


def _as_written(new: dict[UUID, UUID], old: str, dash: str) -> str:
    fresh = new.get(UUID(old))
    return old if fresh is None else str(fresh) if dash else fresh.hex


def _renamed(value, new: dict[UUID, UUID]):
    """Return the value with the ids of this test."""
    match value:
        case UUID():
            return new.get(value, value)
        case frozenset() | tuple() | list() | set():
            return type(value)(_renamed(each, new) for each in value)
        case models.Model():
            copied = type(value).from_db(None, [], [])
            copied.__dict__.update(
                {name: _renamed(each, new) for name, each in vars(value).items() if name != "_state"}
            )
            copied._state.adding, copied._state.db = False, "default"
            return copied
    if is_dataclass(value):
        return replace(value, **{field.name: _renamed(getattr(value, field.name), new) for field in fields(value)})
    return value
