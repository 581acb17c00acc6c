"""What an organization publishes so that others can verify: its key set, and the certificate of its own authority."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from telepraxis.base.tenancy.known import known_tenant

from . import compact
from .keys import keys_of
from .known import published, published_certificate
from .models import Key


def key_set(organization_id: UUID, *, now: datetime) -> dict:
    """Return the organization's public keys, in the transaction that serves it; revoked ones stand apart. One query."""
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
        "as_of": int(now.timestamp()),
        "keys": [published(key) for key in tokens if not key.revoked_at],
        "revoked_keys": [published(key) for key in tokens if key.revoked_at],
        "papers": [published_certificate(key) for key in papers],
    }


def authority(organization_id: UUID) -> str | None:
    """Return the newest certificate of the organization's own authority in PEM; None while it has none. One query."""
    roots = Key.objects.filter(organization_id=organization_id, use=Key.Use.ROOT, revoked_at=None)
    return roots.order_by("-made_at", "-id").values_list("public", flat=True).first()
