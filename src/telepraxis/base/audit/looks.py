"""Audit rows as plain tuples, and one statement that writes many: for the API, which shows more than a page does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

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
    "actor_roles": "text[]",
    "via": "text",
    "patient_id": "uuid",
    "entity_type": "text",
    "entity_id": "text",
    "acting_for_patient": "bool",
    "reason": "text",
    "address": "text",
    "request_id": "text",
}
_NAMES = tuple(COLUMNS)
INSERT = (
    f"INSERT INTO audit_auditevent ({', '.join(COLUMNS)}) SELECT {', '.join(COLUMNS)} FROM "
    f"json_to_recordset(%s::json) AS new({', '.join(f'{name} {of}' for name, of in COLUMNS.items())}) "
    "ON CONFLICT DO NOTHING"  # a connection that broke just after its commit is asked again
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
        sorted(by.roles),
        by.via[:16],
        patient,
        entity[0],
        entity[1][:64],
        patient is not None and patient in by.acts_for,
        reason,
        address[:64],
        request_id,
    )


def insert(rows: Sequence[Row]) -> tuple[str, list[str]]:
    """Return the statement that adds the rows, and its parameters; all rows are of one organization.

    COPY would be quicker, but the database refuses it where row-level security holds; arrays cost Python 30 us a row.
    """
    return INSERT, [orjson.dumps([dict(zip(_NAMES, row, strict=True)) for row in rows]).decode()]
