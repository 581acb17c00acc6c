"""The row that a search shows."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from .view import table_of


class Row(NamedTuple):
    """One document as stored. `patient_id` is the uid of the Patient whose chart it belongs to, None without one."""

    type: str
    uid: UUID
    logical_id: str
    version: int
    last_updated: datetime
    doc: str
    patient_id: UUID | None


WIDTH = len(Row._fields)


def columns(d: str, type: str) -> str:
    """Return the columns of a Row, read from the row `d` of the type's table."""
    table = table_of(type)
    kind = f"{d}.type" if table.shares else f"'{type}'"
    patient = f"{d}.{table.patient}" if table.patient else "NULL::uuid"
    return f"{kind}::text, {d}.uid, {d}.logical_id, {d}.version, {d}.last_updated, {d}.doc, {patient}"
