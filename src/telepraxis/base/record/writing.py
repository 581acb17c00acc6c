"""Everything that changes with documents of one table, in one statement: the rows, their versions, their entries."""

from contextlib import nullcontext
from functools import cache
from itertools import groupby

from telepraxis.base import prepared, tenancy

from . import index, rows
from .models import Version

Statements = list[tuple[str, list]]

# What has or had a label: by this its versions, its existence and the sum of a chart are judged (0011_walls_of_labels).
LABELLED = """
INSERT INTO record_labelled (organization_id, type, logical_id, uid, patient_id, labels, version, is_gone)
SELECT * FROM unnest(
    %b::uuid[], %b::varchar[], %b::varchar[], %b::uuid[], %b::uuid[], %b::smallint[], %b::int[], %b::boolean[]
)
ON CONFLICT (organization_id, type, logical_id) DO UPDATE SET
    patient_id = excluded.patient_id, labels = excluded.labels, version = excluded.version, is_gone = excluded.is_gone
"""


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
    labelled = [change.row for change in changes if change.row.labels or change.labels_before]
    statements += _labelled(labelled) if labelled else []
    whole = _as_one(tuple(statement for statement, _ in statements))
    # Whoever may write may put a label on what is then closed to them.
    with tenancy.seeing_everything() if labelled else nullcontext():
        prepared.run(whole, [value for _, values in statements for value in values])


def _labelled(written: list) -> Statements:
    told = [
        (
            row.organization_id, rows.type_of(row), row.logical_id, row.uid, getattr(row, "patient_id", None),
            row.labels, row.version, row.deleted_at is not None,
        )
        for row in written
    ]  # fmt: skip
    return [(LABELLED, [list(column) for column in zip(*told, strict=True)])]


@cache
def _as_one(statements: tuple[str, ...]) -> str:
    *first, last = statements
    parts = ", ".join(f"part_{number} AS ({each})" for number, each in enumerate(first))
    return f"WITH {parts} {last}" if first else last
