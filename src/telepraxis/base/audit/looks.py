"""Audit rows as plain tuples, and one statement that writes many: for the API, which shows more than a page does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

READ, WRITE = "read", "write"

Row = tuple[Any, ...]

COLUMNS = {
    "id": "uuid",
    "organization_id": "uuid",
    "at": "timestamptz",
    "kind": "text",
    "action": "text",
    "account_id": "uuid",
    "actor_name": "text",
    "actor_roles": "text",  # joined by commas: an array of arrays would be flattened
    "via": "text",
    "patient_id": "uuid",
    "entity_type": "text",
    "entity_id": "text",
    "acting_for_patient": "bool",
    "reason": "text",
    "address": "text",
    "request_id": "text",
}
_chosen = ", ".join("string_to_array(actor_roles, ',')" if name == "actor_roles" else name for name in COLUMNS)
_arrays = ", ".join(f"%s::{of}[]" for of in COLUMNS.values())
INSERT = (
    f"INSERT INTO audit_auditevent ({', '.join(COLUMNS)}) "
    f"SELECT {_chosen} FROM unnest({_arrays}) AS new({', '.join(COLUMNS)})"
)


def row(
    kind: str,
    by: Actor,
    action: str,
    *,
    at: datetime,
    patient: UUID | None,
    entity: tuple[str, str],
    reason: str,
    address: str,
    request_id: str,
) -> Row:
    """Return one row, in the order of COLUMNS."""
    return (
        uuid7(),
        by.organization_id,
        at,
        kind,
        action,
        by.account_id,
        by.name[:200],
        ",".join(sorted(by.roles)),
        by.via[:16],
        patient,
        entity[0],
        entity[1][:64],
        patient is not None and patient in by.acts_for,
        reason,
        address[:64],
        request_id,
    )


def insert(rows: Sequence[Row]) -> tuple[str, list[list]]:
    """Return the statement that adds the rows, and its parameters; all rows are of one organization.

    COPY would be quicker, but the database refuses it where row-level security holds.
    """
    return INSERT, [list(column) for column in zip(*rows, strict=True)]
