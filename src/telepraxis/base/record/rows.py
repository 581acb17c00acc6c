"""Rows of documents: their columns, and many of them written in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django.db import connection, models

from telepraxis.base import prepared
from telepraxis.base.fhir.extracting import Entries

from .labels import NEVER_CLOSED, closing
from .models import TYPES, Document, Resource, table_of
from .projections import columns_of
from .references import Reference

SIGNED = ("final", "amended")
IDENTITY = {"uid", "organization_id", "type", "logical_id"}


class ClosedToReader(Exception):
    """The document is labelled, and not open to whom the transaction serves."""


def new(type: str, **columns: Any) -> Document:
    """Return a row of the type's table that is not written yet."""
    return TYPES[type](**columns) if type in TYPES else Resource(type=type, **columns)


def of_type(type: str, manager: models.Manager) -> models.QuerySet:
    """Return those of the manager's rows that are of the type."""
    return manager.all() if type in TYPES else manager.filter(type=type)


def locked(type: str, ids: Iterable[str]) -> list[Document]:
    """Lock those of the ids that are here, deleted ones too, and return their rows. Mostly none is: one question.

    :raises ClosedToReader: one of them is here and not to be seen.
    """
    table, ids = table_of(type), sorted(ids)
    named = [ids, *([type] if table is Resource else []), *([] if type in NEVER_CLOSED else [type, ids])]
    found = prepared.rows_of(_locking(table, type in NEVER_CLOSED), named)
    if any(is_closed for _, is_closed in found):
        raise ClosedToReader(f"One of these is not open to you: {type}.")
    return list(table.every.filter(uid__in=[uid for uid, _ in found])) if found else []


@cache
def _locking(table: type[Document], is_never_closed: bool) -> str:
    of_type = " AND type = %b::varchar" if table is Resource else ""
    here = (
        f"SELECT uid FROM {table._meta.db_table} WHERE logical_id = ANY(%b::varchar[]){of_type} "
        "ORDER BY logical_id FOR UPDATE"
    )
    if is_never_closed:
        return f"SELECT uid, false FROM ({here}) here"
    closed = "SELECT uid, true FROM withheld_among(%b::text, %b::text[])"
    return f"WITH here AS ({here}) SELECT uid, false FROM here UNION ALL {closed}"


def type_of(row: Document) -> str:
    """Return the resource type of a row."""
    return row.type if isinstance(row, Resource) else type(row).__name__


def is_signed(row: Document) -> bool:
    """Tell whether the present version is signed, so that the database lets it change no more."""
    return getattr(row, "doc_status", None) in SIGNED or (type_of(row) == "Composition" and row.status in SIGNED)


def may_follow_signed(doc: dict) -> bool:
    """Tell whether this may come after a signed version: what was wrong may be marked so."""
    after = ("entered-in-error",) if doc["resourceType"] == "Composition" else ("entered-in-error", "superseded")
    return doc.get("status") in after


def has_chart(patient: Document) -> bool:
    """Tell whether anything is kept about the patient."""
    tables = [table for table in (*TYPES.values(), Resource) if hasattr(table, "patient_id")]
    return any(table.objects.filter(patient_id=patient.uid).exists() for table in tables)


def shadow_of(row: Document, doc: dict, entries: Entries) -> dict[str, Any]:
    """Return the columns that the document gives; a `Reference` stands for the uid of that document's row."""
    always = {"at": entries.at, "labels": int(closing(doc))}
    if not isinstance(row, Resource):
        return always | _fitting(type(row), columns_of(doc))
    return always | {"patient": Reference("Patient", entries.patient) if entries.patient else None}


def project(row: Document, shadow: dict[str, Any], known: dict[Reference, Any]) -> None:
    """Set the row's columns; what refers to a document that is not here stays empty until that arrives."""
    for column, value in shadow.items():
        if column in _foreign_keys(type(row)):
            setattr(row, f"{column}_id", known.get(value))
        else:
            setattr(row, column, value)


@dataclass(frozen=True)
class Shape:
    """The columns of a table and their types, and the statements that write many of its rows, or one.

    One row goes as plain values: an array of one costs the driver more than the value.
    """

    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]

    def insert(self, written: list[models.Model]) -> tuple[str, list]:
        """Return the statement that adds rows, and its values."""
        return self._insert[len(written) == 1], self._values(written)

    def update(self, written: list[models.Model]) -> tuple[str, list]:
        """Return the statement that replaces rows, found by their uid, and its values."""
        return self._update[len(written) == 1], self._values(written)

    def _values(self, written: list[models.Model]) -> list:
        if len(written) == 1:
            return [getattr(written[0], name) for name in self.columns]
        return [[getattr(row, name) for row in written] for name in self.columns]

    @cached_property
    def _insert(self) -> tuple[str, str]:
        begin = f"INSERT INTO {self.table} ({', '.join(self.columns)})"
        return f"{begin} SELECT * FROM unnest({self._arrays})", f"{begin} VALUES ({self._plain})"

    @cached_property
    def _update(self) -> tuple[str, str]:
        new_values = ", ".join(f"{name} = new.{name}" for name in self.columns if name not in IDENTITY)
        begin, named = f"UPDATE {self.table} AS old SET {new_values} FROM", f"AS new({', '.join(self.columns)})"
        same = "WHERE old.organization_id = new.organization_id AND old.uid = new.uid"
        return f"{begin} unnest({self._arrays}) {named} {same}", f"{begin} (VALUES ({self._plain})) {named} {same}"

    @property
    def _arrays(self) -> str:
        return ", ".join(f"%b::{of}[]" for of in self.types)

    @property
    def _plain(self) -> str:
        return ", ".join(f"%b::{of}" for of in self.types)


@cache
def shape_of(table: type[models.Model]) -> Shape:
    """Return the shape of a table."""
    fields = table._meta.concrete_fields
    types = tuple((field.rel_db_type if field.is_relation else field.db_type)(connection) for field in fields)
    return Shape(table._meta.db_table, tuple(field.column for field in fields), types)


@cache
def _foreign_keys(table: type[models.Model]) -> frozenset[str]:
    return frozenset(field.name for field in table._meta.concrete_fields if field.is_relation)


def _fitting(table: type[Document], shadow: dict[str, Any]) -> dict[str, Any]:
    """Return the columns cut to what the table holds: the whole stands in the document."""
    return {column: _fit(_limits(table).get(column), value) for column, value in shadow.items()}


def _fit(limit: tuple[int, int] | int | None, value: Any) -> Any:
    if isinstance(value, str):
        value = value.replace("\x00", "")
        return value[:limit] if isinstance(limit, int) else value
    if isinstance(value, Decimal):
        digits, places = limit if isinstance(limit, tuple) else (24, 8)
        return round(value, places) if value.is_finite() and abs(value) < 10 ** (digits - places) else None
    return value


@cache
def _limits(table: type[Document]) -> dict[str, Any]:
    return {
        field.name: (field.max_digits, field.decimal_places)
        if isinstance(field, models.DecimalField)
        else field.max_length
        for field in table._meta.concrete_fields
    }


def tables() -> Iterable[type[Document]]:
    """Return every table of documents."""
    return (*TYPES.values(), Resource)
