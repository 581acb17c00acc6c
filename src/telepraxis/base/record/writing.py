"""Everything that changes with documents of one table, in one statement: the rows, their versions, their entries."""

from functools import cache
from itertools import groupby

from telepraxis.base import prepared

from . import index, rows
from .models import Version

Statements = list[tuple[str, list]]


def write_new(written: list[index.Replaced], versions: list[Version]) -> None:
    """Add documents with their versions and entries."""
    for table, changes, of_table in _by_table(written, versions):
        documents = rows.shape_of(table).insert([change.row for change in changes])
        _together([documents], of_table, changes, changed=False)


def write_changed(written: list[index.Replaced], versions: list[Version]) -> None:
    """Replace documents; their new versions and entries come, the entries they no longer have go."""
    for table, changes, of_table in _by_table(written, versions):
        documents = rows.shape_of(table).update([change.row for change in changes])
        _together([documents], of_table, changes, changed=True)


def _by_table(written: list[index.Replaced], versions: list[Version]):
    """Yield each table with the changes and the versions of its documents."""
    both = sorted(zip(written, versions or [None] * len(written), strict=True), key=_table_name)
    for _, group in groupby(both, key=_table_name):
        changes, of_table = zip(*group, strict=True)
        yield type(changes[0].row), list(changes), [version for version in of_table if version]


def _table_name(pair: tuple[index.Replaced, Version | None]) -> str:
    return pair[0].row._meta.db_table


def _together(statements: Statements, versions: list[Version], changes: list[index.Replaced], *, changed: bool) -> None:
    if versions:
        statements.append(rows.shape_of(Version).insert(versions))
    if changed:
        statements += index.removals(changes)
    statements += index.additions(changes)
    whole = _as_one(tuple(statement for statement, _ in statements))
    prepared.run(whole, [value for _, values in statements for value in values])


@cache
def _as_one(statements: tuple[str, ...]) -> str:
    *first, last = statements
    parts = ", ".join(f"part_{number} AS ({each})" for number, each in enumerate(first))
    return f"WITH {parts} {last}" if first else last
