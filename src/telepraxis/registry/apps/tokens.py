"""Verbs on codes and tokens. They are random, given out once, and kept only as digests."""

from datetime import datetime, timedelta

from django.db import transaction

from . import connecting
from .digests import digest_of, new_secret
from .models import Code, Connection, Token

CODE_LASTS = timedelta(minutes=1)
OFFLINE_LASTS = timedelta(days=90)  # a refresh token that nobody uses for so long is good no more
ONLINE_LASTS = timedelta(hours=14)


class Unusable(Exception):
    """The code or token is unknown, too old, spent, or not this app's."""


def issue(
    connection: Connection,
    kind: str,
    *,
    scopes: list[str],
    lasts: timedelta,
    now: datetime,
    address: str = "",
    text: str = "",
) -> str:
    """Return a new token of the connection (`text` where it was made already), in the organization that is served."""
    text = text or new_secret()
    Token(
        organization_id=connection.organization_id,
        digest=digest_of(text),
        kind=kind,
        connection=connection,
        scopes=scopes,
        issued_at=now,
        expires_at=now + lasts,
        address=address,
    ).save(force_insert=True)
    return text


def issue_code(
    text: str, connection: Connection, *, redirect_uri: str, challenge: str, nonce: str, proven_at, now: datetime
) -> None:
    """Keep an authorization code of the connection."""
    Code(
        organization_id=connection.organization_id,
        digest=digest_of(text),
        connection=connection,
        redirect_uri=redirect_uri,
        code_challenge=challenge,
        nonce=nonce,
        proven_at=proven_at,
        expires_at=now + CODE_LASTS,
    ).save(force_insert=True)


def find(text: str, kind: str | None = None) -> Token | None:
    """Return the row of a token, in whatever state."""
    found = Token.objects.filter(digest=digest_of(text)).select_related("connection__app", "connection__account")
    return found.filter(kind=kind).first() if kind else found.first()


def find_code(text: str) -> Code | None:
    """Return the row of a code, in whatever state."""
    found = Code.objects.filter(digest=digest_of(text))
    return found.select_related("connection__app", "connection__account").first()


@transaction.atomic
def spend(row: Code | Token, *, now: datetime) -> bool:
    """Use up a code or refresh token; of many who try at once, one is told True."""
    return bool(type(row).objects.filter(id=row.id, spent_at=None).update(spent_at=now))


def renewed_lasts(connection: Connection) -> timedelta:
    """Return how long a new refresh token of the connection is good."""
    return ONLINE_LASTS if connection.session_id else OFFLINE_LASTS


def note_misuse(row: Code | Token, *, now: datetime, address: str) -> None:
    """A used code or token came again: end its whole family."""
    connecting.end_misused(row.connection, now=now, address=address)


def revoke(row: Token, *, now: datetime) -> None:
    """Refuse this one token from now on."""
    Token.objects.filter(id=row.id, revoked_at=None).update(revoked_at=now)
