"""What a search finds documents by: rows derived from each document, kept in step with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import connection

from telepraxis.base.fhir.extracting import Entries, entries_of

from .models import Document

EDITION = 2  # raise it when a document gives other entries or columns than before: they are then made afresh
NOTHING = Entries(words=set(), moments=set(), amounts=set(), patient=None, at=None, lines=set())


@dataclass(frozen=True)
class Table:
    """A table of entries: its columns in the order in which an entry carries them, and their types."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]

    @cached_property
    def insert(self) -> str:
        """The statement that adds entries: the organization, then one array for each column, then the uids."""
        return (
            f"INSERT INTO {self.name} (organization_id, {', '.join(self.columns)}, uid) "
            f"SELECT %b::uuid, * FROM unnest({self.arrays}) ON CONFLICT DO NOTHING"
        )

    @cached_property
    def delete(self) -> str:
        """The statement that takes entries away: the same arrays, then the organization."""
        same = " AND ".join(
            f"entry.{name} = gone.{name}" + (' COLLATE "C"' if of == "text" else "")
            for name, of in zip(self.columns, self.types, strict=True)
        )
        return (
            f"DELETE FROM {self.name} entry USING unnest({self.arrays}) AS gone({', '.join(self.columns)}, uid) "
            f"WHERE entry.organization_id = %b::uuid AND {same} AND entry.uid = gone.uid"
        )

    @property
    def arrays(self) -> str:
        """What holds one value of each column, and the uid, for many entries."""
        return ", ".join(f"%b::{of}[]" for of in (*self.types, "uuid"))

    def values(self, entries: Iterable[tuple[UUID, set[tuple]]]) -> list[list]:
        """Return the values of entries, one list for each column and one for the uids; [] where there are none.

        In the order of the table's key: what lies side by side is written side by side, and fills its pages.
        """
        flat = sorted((*entry, uid) for uid, found in entries for entry in found)
        return [list(column) for column in zip(*flat, strict=True)]


TABLES = {
    "words": Table("record_word", ("place", "key", "n"), ("int", "text", "smallint")),
    "moments": Table("record_moment", ("place", "low", "high", "n"), ("int", "timestamptz", "timestamptz", "smallint")),
    "amounts": Table(
        "record_amount", ("place", "low", "high", "unit", "n"), ("int", "float8", "float8", "text", "smallint")
    ),
    "lines": Table("record_line", ("patient_id", "place", "key", "at"), ("uuid", "int", "text", "timestamptz")),
}


@dataclass(slots=True)
class Replaced:
    """A document whose entries change: what it was found by before, and what it is found by now; its former labels."""

    row: Document
    before: Entries
    lines_before: set[tuple]
    now: Entries
    labels_before: int = 0


def additions(changes: list[Replaced]) -> list[tuple[str, list]]:
    """Return the statements, each with its values, that add what the documents are found by now and were not before."""
    organization = changes[0].row.organization_id
    return [
        (table.insert, [organization, *values])
        for kind, table in TABLES.items()
        if (values := table.values(_new(kind, each) for each in changes))
    ]


def removals(changes: list[Replaced]) -> list[tuple[str, list]]:
    """Return the statements, each with its values, that take away what the documents are no longer found by."""
    organization = changes[0].row.organization_id
    return [
        (table.delete, [*values, organization])
        for kind, table in TABLES.items()
        if (values := table.values(_gone(kind, each) for each in changes))
    ]


def _new(kind: str, change: Replaced) -> tuple[UUID, set[tuple]]:
    return change.row.uid, _of(kind, change, change.now) - _of(kind, change, change.before)


def _gone(kind: str, change: Replaced) -> tuple[UUID, set[tuple]]:
    return change.row.uid, _of(kind, change, change.before) - _of(kind, change, change.now)


def _of(kind: str, change: Replaced, entries: Entries) -> set[tuple]:
    if kind == "lines":
        return change.lines_before if entries is change.before else lines_of(change.row, entries)
    if kind == "moments":
        return {(place, _open(low, "-infinity"), _open(high, "infinity"), n) for place, low, high, n in entries.moments}
    return getattr(entries, kind)


def lines_of(row: Document, entries: Entries) -> set[tuple]:
    """Return the lines of the patient's chart that the document makes."""
    patient = getattr(row, "patient_id", None)
    if patient is None:
        return set()
    return {(patient, place, key, _open(entries.at, "-infinity")) for place, key in entries.lines}


def _open(moment: datetime | None, end: str) -> str:
    return moment.isoformat() if moment else end


def forget_all(organization: UUID) -> None:
    """Take away every entry of an organization, to make them afresh."""
    with connection.cursor() as cursor:
        for table in TABLES.values():
            cursor.execute(f"DELETE FROM {table.name} WHERE organization_id = %s", [organization])


__all__ = ["EDITION", "NOTHING", "Entries", "Replaced", "additions", "entries_of", "forget_all", "lines_of", "removals"]
