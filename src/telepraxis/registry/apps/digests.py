"""Random secrets that are given out once, and the digests by which they are known again."""

import secrets
from hashlib import sha256

BYTES = 32


def new_secret() -> str:
    """Return 256 random bits as text that may stand in a URL."""
    return secrets.token_urlsafe(BYTES)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret. It is random and long, so one round of SHA-256 is enough."""
    return sha256(secret.encode()).hexdigest()
