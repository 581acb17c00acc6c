"""Write audit rows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from telepraxis.base.access import Actor

from .models import AuditEvent

WATCHED_FOR = timedelta(minutes=15)
MOST_WATCHING = 10_000
_NEVER = datetime.min.replace(tzinfo=UTC)
_watched_at: dict[tuple, datetime] = {}


def looked(
    by: Actor, action: str, *, patient: UUID | None = None, entity: tuple[str, object] = ("", ""), reason: str = ""
) -> None:
    """Record that the actor saw something. `action` is a code such as `chart.read`; `entity` is (type, id)."""
    _record(AuditEvent.Kind.READ, by, action, patient, entity, reason)


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


def wrote_many(by: Actor, changes: list[tuple[str, UUID | None, tuple[str, object]]]) -> None:
    """Record many changes of one transaction in one statement; each is (action, patient, entity)."""
    AuditEvent.objects.bulk_create(
        (_event(AuditEvent.Kind.WRITE, by, action, patient, entity, "") for action, patient, entity in changes),
        batch_size=1000,
    )


def _record(kind, by: Actor, action: str, patient: UUID | None, entity: tuple[str, object], reason: str) -> None:
    _event(kind, by, action, patient, entity, reason).save(force_insert=True)


def _event(
    kind, by: Actor, action: str, patient: UUID | None, entity: tuple[str, object], reason: str
) -> AuditEvent:
    """Return the row of one look or change."""
    return AuditEvent(
        organization_id=by.organization_id,
        kind=kind,
        action=action,
        account_id=by.account_id,
        actor_name=by.name,
        actor_roles=sorted(by.roles),
        via=by.via,
        patient_id=patient,
        entity_type=entity[0],
        entity_id=str(entity[1]),
        acting_for_patient=patient is not None and patient in by.acts_for,
        reason=reason,
        address=by.address,
        request_id=by.request_id,
    )
