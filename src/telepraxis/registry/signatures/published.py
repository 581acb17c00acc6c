"""What an organization publishes so that others can verify: its key set, and the certificate of its own authority."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from telepraxis.base.tenancy.known import known_tenant

from . import compact
from .keys import keys_of, signer
from .known import published, published_certificate
from .models import Key


def key_set(organization_id: UUID, *, now: datetime | None = None) -> dict:
    """Return the organization's public keys, in the transaction that serves it; revoked ones stand apart. One query.

    With `now` it says as of when it is so, which whoever keeps it has to know.
    """
    tokens, papers = [], []
    for key in keys_of(organization_id):
        if key.use == Key.Use.TOKEN:
            tokens.append(key)
        elif key.use == Key.Use.PAPER:
            papers.append(key)
    return {
        "issuer": compact.short(organization_id),
        "name": known_tenant(organization_id).name,
        "site": settings.PUBLIC_URL.rstrip("/"),
        **({"as_of": int(now.timestamp())} if now else {}),
        "keys": [published(key) for key in tokens if not key.revoked_at],
        "revoked_keys": [published(key) for key in tokens if key.revoked_at],
        "papers": [published_certificate(key) for key in papers],
    }


def make_ready(*, now: datetime) -> None:
    """See that there is a key to sign tokens with, so that what is published today verifies what is signed tomorrow."""
    signer(use=Key.Use.TOKEN, now=now)


def authority(organization_id: UUID) -> str | None:
    """Return the newest certificate of the organization's own authority in PEM; None while it has none. One query."""
    roots = Key.objects.filter(organization_id=organization_id, use=Key.Use.ROOT, revoked_at=None)
    return roots.order_by("-made_at", "-id").values_list("public", flat=True).first()
