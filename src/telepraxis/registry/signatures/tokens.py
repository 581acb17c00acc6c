"""Sign a token: a small JSON object that anybody can verify, short enough for a QR code."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings

from telepraxis.base.tenancy.known import known_tenant

from . import compact, keys
from .models import Key, Signed

OURS = ("iat", "exp")  # RFC 7519, sections 4.1.6 and 4.1.4


def sign(payload: dict, *, kind: str, expires: datetime, now: datetime) -> str:
    """Return the payload as a signed token of the organization that the transaction serves. Two queries.

    `kind` says what it is, for example "prescription": a token of one kind is never taken for another.

    :raises ValueError: the payload says itself when it was signed, or ends before it begins.
    """
    if set(payload) & set(OURS):
        raise ValueError("iat and exp are written here, from now and expires.")
    if expires <= now:
        raise ValueError("A token ends after it begins.")
    signer = keys.signer(use=Key.Use.TOKEN, now=now)
    header = compact.header(kid=signer.key.kid, kind=kind, issuer=signer.key.organization_id)
    signed = compact.written(header, {**payload, "iat": int(now.timestamp()), "exp": int(expires.timestamp())})
    token = f"{signed.decode()}.{compact.encoded(signer.private.sign(signed))}"
    note(signer.key, token.encode(), now)
    return token


def note(key: Key, signed: bytes, now: datetime) -> None:
    """Witness that the organization signed this; the same bytes twice are noted once."""
    row = Signed(organization_id=key.organization_id, key=key, digest=sha256(signed).hexdigest(), signed_at=now)
    Signed.objects.bulk_create([row], ignore_conflicts=True)


def address(token: str, *, path: str = "") -> str:
    """Return the token as a link: it stands behind the #, which no browser sends to a server.

    Without `path` it opens on the organization's page for verifying.
    """
    if not path:
        issuer = compact.long(compact.read(token).header["iss"])
        path = f"/signatures/{known_tenant(issuer).slug}/verify.html"
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}#{token}"
