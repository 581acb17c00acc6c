"""Write audit rows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from telepraxis.base import prepared
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

from .models import AuditEvent

Change = tuple[str, UUID | None, tuple[str, object]]  # action, patient, entity

INSERT = """
INSERT INTO audit_auditevent (
    organization_id, kind, account_id, actor_name, actor_roles, via, reason, address, request_id,
    id, action, patient_id, entity_type, entity_id, acting_for_patient
)
SELECT %b::uuid, %b::varchar, %b::uuid, %b::varchar, %b::varchar[], %b::varchar, %b::text, %b::varchar, %b::varchar, *
FROM unnest(%b::uuid[], %b::varchar[], %b::uuid[], %b::varchar[], %b::varchar[], %b::boolean[])
"""
WATCHED_FOR = timedelta(minutes=15)
MOST_WATCHING = 10_000
_NEVER = datetime.min.replace(tzinfo=UTC)
_watched_at: dict[tuple, datetime] = {}


def looked(
    by: Actor, action: str, *, patient: UUID | None = None, entity: tuple[str, object] = ("", ""), reason: str = ""
) -> None:
    """Record that the actor saw something. `action` is a code such as `chart.read`; `entity` is (type, id)."""
    _record(AuditEvent.Kind.READ, by, action, patient, entity, reason)


def looked_at_many(by: Actor, action: str, patients: list[UUID]) -> None:
    """Record in one statement that the actor saw something of each of these patients; of nobody, that they looked."""
    _insert(AuditEvent.Kind.READ, by, [(action, patient, ("", "")) for patient in patients or [None]], "")


def watched(by: Actor, action: str, *, now: datetime) -> None:
    """Record that the actor watches a board that keeps itself fresh: when they open it, and once in each quarter hour
    that it stays open (for each process that serves it), not with every change of a busy house.
    """
    key = (by.organization_id, by.account_id, action)
    if now - _watched_at.get(key, _NEVER) < WATCHED_FOR:
        return
    looked(by, action)
    if len(_watched_at) > MOST_WATCHING:
        _watched_at.clear()
    transaction.on_commit(lambda: _watched_at.__setitem__(key, now))


def wrote(
    by: Actor, action: str, *, patient: UUID | None = None, entity: tuple[str, object] = ("", ""), reason: str = ""
) -> None:
    """Record, in the transaction of the change, that the actor changed something."""
    _record(AuditEvent.Kind.WRITE, by, action, patient, entity, reason)


def wrote_many(by: Actor, changes: list[Change]) -> None:
    """Record many changes of one transaction in one statement."""
    if changes:
        _insert(AuditEvent.Kind.WRITE, by, changes, "")


def _record(kind, by: Actor, action: str, patient: UUID | None, entity: tuple[str, object], reason: str) -> None:
    _insert(kind, by, [(action, patient, entity)], reason)


def _insert(kind, by: Actor, events: list[Change], reason: str) -> None:
    """One actor did or saw all of these; the moment is the database's."""
    each = [
        (uuid7(), action, patient, entity[0], str(entity[1])[:64], patient is not None and patient in by.acts_for)
        for action, patient, entity in events
    ]
    prepared.run(INSERT, [*_who(kind, by, reason), *(list(column) for column in zip(*each, strict=True))])


def _who(kind, by: Actor, reason: str) -> list:
    roles = sorted(str(role) for role in by.roles)
    return [
        by.organization_id, str(kind), by.account_id, by.name, roles, by.via, reason, by.address, by.request_id,
    ]  # fmt: skip
