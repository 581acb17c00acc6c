"""The practice's keys that sign id_tokens: RSA, made at the first one, sealed in the row (docs/guides/keys.md)."""

import json
from datetime import datetime
from secrets import token_hex
from uuid import UUID

from django.db import connection
from joserfc.jwk import KeySet, RSAKey

from telepraxis.base.sealing import open_text, seal_text

from .models import SigningKey

BITS = 2048


def signing_key(organization_id: UUID, *, now: datetime) -> RSAKey:
    """Return the private key that signs now, in the organization that the transaction serves."""
    row = _newest(organization_id) or _make(organization_id, now)
    return _opened(row)


def public_keys(organization_id: UUID) -> dict:
    """Return the JWKS by which apps verify the practice's id_tokens."""
    rows = SigningKey.objects.filter(organization_id=organization_id).order_by("-made_at", "-id")
    return KeySet([_opened(row) for row in rows]).as_dict(private=False)


def _newest(organization_id: UUID) -> SigningKey | None:
    return SigningKey.objects.filter(organization_id=organization_id).order_by("-made_at", "-id").first()


def _make(organization_id: UUID, now: datetime) -> SigningKey:
    """Make the first key; of two who come at once, one waits and takes the other's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"apps signing key {organization_id}"])
    if made := _newest(organization_id):
        return made
    kid = f"{now:%Y%m%d}-{token_hex(4)}"
    private = RSAKey.generate_key(BITS, {"kid": kid, "use": "sig", "alg": "RS256"}).as_dict(private=True)
    row = SigningKey(organization_id=organization_id, kid=kid, made_at=now)
    row.sealed = seal_text(json.dumps(private), about=_about(row))
    row.save(force_insert=True)
    return row


def _opened(row: SigningKey) -> RSAKey:
    return RSAKey.import_key(json.loads(open_text(row.sealed, about=_about(row))))


def _about(row: SigningKey) -> str:
    return f"apps.signing_key {row.organization_id} {row.kid}"
