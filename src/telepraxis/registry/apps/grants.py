"""What the bearer of a token may do, as of now: the token's scopes together with what the person may by role."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from telepraxis.base import tenancy
from telepraxis.base.access import STAFF, Actor
from telepraxis.base.access.grants import Reach
from telepraxis.registry.accounts import demo, sessions, sign_in
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.models import SignedInSession
from telepraxis.registry.patients import proxies

from . import connecting, registering, rights, tokens
from .digests import digest_of
from .id_tokens import fhir_user
from .models import App, Connection, Token
from .scopes import Scope, allowed, clinical

USED_EVERY = timedelta(minutes=1)  # the last use is written at most this often


@dataclass(slots=True)
class AppGrant:
    """One token's rights at the moment it was looked up. (`telepraxis.base.access.grants.Grant`)"""

    token_id: UUID
    actor: Actor
    client_name: str
    expires_at: datetime
    client_id: str = ""
    scopes: tuple[Scope, ...] = ()
    patient: UUID | None = None  # the chart in context, of `patient/` scopes
    charts: frozenset[UUID] | None = None  # those of a patient or proxy; None for staff and services
    own: str = ""  # the person's own document, which `fhirUser` lets be read, such as Practitioner/17
    _known: dict = field(default_factory=dict)

    def reach(self, type: str, letter: str) -> Reach | None:
        """Return how far `letter` (c, r, u, d or s) goes for the resource type; None: nowhere."""
        key = (type, letter)
        if key not in self._known:
            self._known[key] = self._reach(type, letter)
        return self._known[key]

    def _reach(self, type: str, letter: str) -> Reach | None:
        by_context = {}
        for scope in self.scopes:
            if scope.is_about(type, letter) and self._may(scope.context, type, letter):
                by_context.setdefault(scope.context, []).append(scope.filters)
        # Where scopes of two contexts meet, the wider one counts: what both give together no single limit can say.
        for context in ("system", "user", "patient"):
            if found := by_context.get(context):
                return Reach(self._patients(context, type, letter), () if () in found else tuple(found))
        own, _, id = self.own.partition("/")
        return Reach(None, ((("_id", id),),)) if (own, "r") == (type, letter) else None

    def _may(self, context: str, type: str, letter: str) -> bool:
        if context == "system":
            return self.actor.account_id is None
        if context == "patient" and self.patient is None:
            return False
        return rights.may(self.actor.roles, type, letter)

    def _patients(self, context: str, type: str, letter: str) -> frozenset[UUID] | None:
        """Return the charts within reach; what stands beside charts (who, where) is limited to none of them."""
        if context == "system" or rights.is_beside_a_chart(type, letter):
            return None
        return frozenset({self.patient}) if context == "patient" else self.charts


def grant_of(token: str, organization_id: UUID, now: datetime) -> AppGrant | None:
    """Return what the token may do in this organization; None when it is unknown there, spent, ended, or its person
    may no longer. Everything is looked up anew: what was taken away is gone with the next question.
    """
    with tenancy.serving(organization_id):
        found = _standing_token(token, organization_id, now)
        if found is None:
            return None
        grant = grant_of_row(found, now)
        if grant is not None:
            _note_use(found, now)
        return grant


def grant_of_row(token: Token, now: datetime) -> AppGrant | None:
    """Return what a token that stands may do, in the organization that the transaction serves."""
    connection, app = token.connection, token.connection.app
    actor = _actor_of(connection, now)
    if actor is None:
        return None
    charts = None if actor.is_staff or connection.account_id is None else _charts_of(actor)
    if charts is not None and connection.patient_id is not None and connection.patient_id not in charts:
        return None
    return AppGrant(
        token_id=token.id,
        actor=replace(actor, via="app", name=f"{actor.name} ({app.name})" if actor.account_id else app.name),
        client_name=app.name,
        expires_at=token.expires_at,
        client_id=app.client_id,
        scopes=clinical(allowed(token.scopes, app.scopes)),
        patient=connection.patient_id,
        charts=charts,
        own=fhir_user(connection, now) if connection.account_id and "fhirUser" in token.scopes else "",
    )


def standing_connection(connection: Connection, now: datetime) -> bool:
    """Tell whether a connection still stands: not ended, its app let in, its person still who they were."""
    if connection.ended_at is not None or connection.app.disabled_at is not None:
        return False
    return _actor_of(connection, now) is not None


def issue_system_token(
    *, scopes: list[str], by: Actor, now: datetime, name: str = "Backend service", minutes: int = 60
) -> str:
    """Register a backend service with these scopes and return an access token for it: for tests and benches.

    Inside or outside a transaction that serves the organization of `by`.
    """
    with tenancy.serving(by.organization_id):
        app = App.objects.filter(name=name, kind=App.Kind.BACKEND, scopes=scopes).first() or (
            registering.register(
                registering.Particulars(
                    name=name, kind=App.Kind.BACKEND, proof=App.Proof.SECRET, scopes=scopes, access_minutes=minutes
                ),
                by=by,
                now=now,
            ).app
        )
        connection = connecting.connection_of_service(app=app, now=now)
        return tokens.issue(connection, Token.Kind.ACCESS, scopes=scopes, lasts=timedelta(minutes=minutes), now=now)


def _standing_token(token: str, organization_id: UUID, now: datetime) -> Token | None:
    found = (
        Token.objects.filter(
            organization_id=organization_id, digest=digest_of(token), kind=Token.Kind.ACCESS,
            revoked_at=None, expires_at__gt=now, connection__ended_at=None, connection__app__disabled_at=None,
        )
        .select_related("connection__app", "connection__account")
        .first()
    )  # fmt: skip
    return found


def _actor_of(connection: Connection, now: datetime) -> Actor | None:
    """Return who acts through the connection today, with the side and strength they had when they connected it."""
    organization_id = connection.organization_id
    account = connection.account
    if account is None:
        return Actor(organization_id=organization_id, name=connection.app.name, via="app")
    if not account.is_active or _signed_out_since(connection, now):
        return None
    actor = actor_of_account(account, organization_id, now=now)
    if actor is None:
        return None
    if not connection.as_staff:
        roles = actor.roles - STAFF
        return replace(actor, roles=roles, practitioner_id=None, clearance=0) if roles else None
    in_place = connection.factor_elsewhere or demo.is_open() or sign_in.has_second_factor(account)
    proven = connection.strong and in_place
    roles = actor.roles & STAFF if proven else frozenset()
    as_staff = {"patient_id": None, "acts_for": frozenset(), "opened": frozenset(), "opened_as_parent": frozenset()}
    return replace(actor, roles=roles, **as_staff) if roles else None


def _signed_out_since(connection: Connection, now: datetime) -> bool:
    """Tell whether the person signed out: everywhere, or, for what hangs on one session, there."""
    everywhere = connection.account.signed_out_everywhere_at
    if everywhere is not None and everywhere >= connection.connected_at:
        return True
    if connection.session_id is None:
        return False
    stands = Q(ended_at=None, started_at__gt=now - sessions.ABSOLUTE_LIFETIME)
    return not SignedInSession.objects.filter(stands, id=connection.session_id).exists()


def _charts_of(actor: Actor) -> frozenset[UUID]:
    """Return the charts that a patient or proxy may read: their own, and those whose record is open to them."""
    own = {actor.patient_id, *getattr(actor, "same_person", ())} - {None}
    return frozenset(own | {each for each in actor.acts_for if proxies.may_do(actor.account_id, each, proxies.RECORD)})


def _note_use(token: Token, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at >= USED_EVERY:
        Token.objects.filter(id=token.id).update(last_used_at=now)
        Connection.objects.filter(id=token.connection_id).update(last_used_at=now)
