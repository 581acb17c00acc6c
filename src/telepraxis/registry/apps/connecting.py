"""Verbs on connections: a person gives an app leave, and somebody ends it. What ends takes all its tokens along."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.registry.accounts import security_log

from .models import App, Connection, Token
from .permissions import may_connect_apps, may_see_connections

DISCONNECTED, MISUSED, REVOKED = "disconnected", "misused", "revoked"


class NotYours(Exception):
    """The connection is somebody else's."""


@dataclass(frozen=True, kw_only=True)
class Leave:
    """What a person lets an app do: the scopes they left ticked, and whose chart it is about."""

    scopes: list[str]
    patient: UUID | None = None
    encounter: str = ""
    session_id: UUID | None = None  # None: it outlives the session (offline access)
    strong: bool = False
    factor_elsewhere: bool = False


@transaction.atomic
def connect(*, app: App, leave: Leave, by: Actor, now: datetime) -> Connection:
    """Give the app the actor's leave."""
    may_connect_apps.require(by)
    connection = Connection(
        organization_id=by.organization_id,
        app=app,
        account_id=by.account_id,
        patient_id=leave.patient,
        encounter=leave.encounter,
        scopes=leave.scopes,
        as_staff=by.is_staff,
        strong=leave.strong,
        factor_elsewhere=leave.factor_elsewhere,
        session_id=leave.session_id,
        connected_at=now,
        address=by.address,
    )
    connection.save(force_insert=True)
    said = f"{app.name}: {' '.join(leave.scopes)}"[:500]
    audit.wrote(by, "apps.connected", patient=leave.patient, entity=("Connection", connection.id), reason=said)
    security_log.note("app_connected", account_id=by.account_id, now=now, address=by.address, detail=app.name)
    return connection


@transaction.atomic
def connection_of_service(*, app: App, now: datetime) -> Connection:
    """Return the connection on which a backend service's tokens hang; it is made at its first token."""
    kept = Connection.objects.filter(
        organization_id=app.organization_id, app=app, account=None, ended_at=None, scopes=app.scopes
    ).first()
    if kept is not None:
        return kept
    connection = Connection(organization_id=app.organization_id, app=app, scopes=app.scopes, connected_at=now)
    connection.save(force_insert=True)
    by = Actor(organization_id=app.organization_id, name=app.name, via="app")
    audit.wrote(by, "apps.connected", entity=("Connection", connection.id), reason=" ".join(app.scopes)[:500])
    return connection


@transaction.atomic
def disconnect(connection: Connection, *, by: Actor, now: datetime) -> None:
    """End a connection of one's own, or as somebody who oversees apps: its tokens are refused from now on.

    :raises NotYours: it is somebody else's, and the actor oversees nothing.
    """
    _refuse_others(connection, by)
    _end(connection, DISCONNECTED, by=by, now=now)


@transaction.atomic
def end_token(token: Token, *, by: Actor, now: datetime) -> None:
    """Refuse one token from now on; the connection and its other tokens stand.

    :raises NotYours: it is somebody else's, and the actor oversees nothing.
    """
    connection = token.connection
    _refuse_others(connection, by)
    if not Token.objects.filter(id=token.id, revoked_at=None).update(revoked_at=now):
        return
    audit.wrote(
        by, "apps.token_ended", patient=connection.patient_id, entity=("Connection", connection.id),
        reason=f"{connection.app.name}: {token.kind}",
    )  # fmt: skip


def _refuse_others(connection: Connection, by: Actor) -> None:
    own = connection.account_id is not None and connection.account_id == by.account_id
    if not own and not may_see_connections.allows(by):
        raise NotYours(connection.id)


@transaction.atomic
def give_up(connection: Connection, *, by: Actor, now: datetime) -> None:
    """End a connection because the app itself gave its token back (RFC 7009)."""
    _end(connection, REVOKED, by=by, now=now)


@transaction.atomic
def end_misused(connection: Connection, *, now: datetime, address: str) -> None:
    """End a connection of which a used code or token came a second time: one of the two who held it is a thief."""
    by = Actor(organization_id=connection.organization_id, name=connection.app.name, via="app", address=address)
    if _end(connection, MISUSED, by=by, now=now):
        audit.wrote(by, "apps.misused", patient=connection.patient_id, entity=("Connection", connection.id))


def _end(connection: Connection, why: str, *, by: Actor, now: datetime) -> bool:
    ended = Connection.objects.filter(id=connection.id, ended_at=None).update(ended_at=now, ended_why=why)
    if not ended:
        return False
    Token.objects.filter(connection=connection, revoked_at=None).update(revoked_at=now)
    audit.wrote(
        by, "apps.disconnected", patient=connection.patient_id, entity=("Connection", connection.id),
        reason=f"{connection.app.name}: {why}",
    )  # fmt: skip
    if connection.account_id:
        kind = "app_misused" if why == MISUSED else "app_disconnected"
        security_log.note(
            kind, account_id=connection.account_id, now=now, address=by.address, detail=connection.app.name
        )
    return True


def connections() -> QuerySet[Connection]:
    """Return every connection of the served organization, the newest first, with app and person."""
    return (
        Connection.objects.filter(organization_id=tenancy.served_organization())
        .select_related("app", "account")
        .order_by("-connected_at")
    )


def open_connections(account_id: UUID | None = None) -> QuerySet[Connection]:
    """Return the connections that nobody has ended, of one account or of all."""
    found = connections().filter(ended_at=None)
    return found.filter(account_id=account_id) if account_id else found


def with_tokens(found: QuerySet[Connection], now: datetime) -> QuerySet[Connection]:
    """Return the connections with `good_tokens`: those that open something now, the newest first. One query more."""
    good = Token.objects.filter(revoked_at=None, spent_at=None, expires_at__gt=now).order_by("-issued_at")
    return found.prefetch_related(Prefetch("tokens", queryset=good, to_attr="good_tokens"))
