"""Public keys as whoever verifies knows them: from this installation, or from a key set that another one published.

A published set follows RFC 7517, with `iat`, `exp` and `revoked` on a key as OpenID Federation 1.0 has them for
historical keys. Those that were revoked stand apart from `keys`, so that a reader who knows nothing of `revoked`
trusts none of them.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from . import compact
from .models import Key

REASONS = {Key.Why.STOLEN: "compromised", Key.Why.REPLACED: "superseded"}  # OpenID Federation's words; others are ours
LARGEST_SET = 500  # keys


class NotAKeySet(ValueError):
    """This is no key set as it is published."""


@dataclass(frozen=True)
class KnownKey:
    """One public key: `public` is a JWK (tokens) or certificates in PEM (PDFs)."""

    organization: UUID
    organization_name: str
    kid: str
    use: str
    public: str
    made_at: datetime
    retired_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_why: str = ""
    is_here: bool = True  # of an organization of this installation
    origin: str = Key.Origin.MADE


def find_token_key(issuer: UUID, kid: str, trusted: tuple["KnownKey", ...] = ()) -> KnownKey | None:
    """Return the token key of this name: of this installation first, then among those that are trusted. One query."""
    here = _here(Key.Use.TOKEN, kid, issuer)
    others = [each for each in trusted if (each.use, each.organization, each.kid) == (Key.Use.TOKEN, issuer, kid)]
    return next(iter(here or others), None)


def find_paper_key(kid: str, trusted: tuple["KnownKey", ...] = ()) -> KnownKey | None:
    """Return the key for PDFs whose certificate has this name. One query."""
    others = [each for each in trusted if (each.use, each.kid) == (Key.Use.PAPER, kid)]
    return next(iter(_here(Key.Use.PAPER, kid) or others), None)


def witnessed_at(organization: UUID, digest: str) -> datetime | None:
    """Return when the organization's own record says that it signed this, None where it says nothing. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT moment_of_signing(%s, %s)", [organization, digest])
        return cursor.fetchone()[0]


def _here(use: str, kid: str, issuer: UUID | None = None) -> list[KnownKey]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM published_signing_key(%s, %s, %s)", [use, kid[:64], issuer])
        names = [column.name for column in cursor.description]
        return [KnownKey(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def published(key: Key) -> dict:
    """Return a token key as it stands in the key set."""
    said = {
        **json.loads(key.public), "kid": key.kid, "use": "sig", "alg": compact.ALGORITHM, "iat": _seconds(key.made_at),
    }  # fmt: skip
    return said | _ending(key)


def published_certificate(key: Key) -> dict:
    """Return a key for PDFs as it stands in the key set: its certificates in PEM."""
    said = {"kid": key.kid, "certificates": key.public, "origin": key.origin, "iat": _seconds(key.made_at)}
    return said | _ending(key)


def _ending(key: Key) -> dict:
    said = {"exp": _seconds(key.retired_at)} if key.retired_at else {}
    if key.revoked_at:
        reason = REASONS.get(key.revoked_why, str(key.revoked_why))
        said["revoked"] = {"revoked_at": _seconds(key.revoked_at), "reason": reason}
    return said


def read_set(said: object) -> tuple[KnownKey, ...]:
    """Return the keys of a set that another installation published; who takes it says that they trust it.

    :raises NotAKeySet: it is none.
    """
    try:
        issuer = compact.long(said["issuer"])
        listed = [(Key.Use.TOKEN, each) for each in [*said["keys"], *said.get("revoked_keys", [])]]
        listed += [(Key.Use.PAPER, each) for each in said.get("papers", [])]
        if issuer is None or len(listed) > LARGEST_SET:
            raise NotAKeySet("The set names no issuer, or too many keys.")
        return tuple(_taken(issuer, str(said["name"])[:200], use, each) for use, each in listed)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as reason:
        raise NotAKeySet("This is no key set.") from reason


def _taken(issuer: UUID, name: str, use: str, said: dict) -> KnownKey:
    ended = said.get("revoked") or {}
    why = {word: why for why, word in REASONS.items()}
    if use == Key.Use.TOKEN:
        public = json.dumps({part: str(said[part]) for part in ("kty", "crv", "x")})
    else:
        public = str(said["certificates"])
    return KnownKey(
        organization=issuer,
        organization_name=name,
        kid=str(said["kid"]),
        use=use,
        public=public,
        made_at=_moment(said["iat"]),
        retired_at=_moment(said.get("exp")),
        revoked_at=_moment(ended.get("revoked_at")),
        revoked_why=str(why.get(ended.get("reason"), ended.get("reason", ""))),
        is_here=False,
        origin=str(said.get("origin", Key.Origin.MADE)),
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)
