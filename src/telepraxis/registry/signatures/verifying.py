"""Verify what somebody presents: a token, or a signed PDF. Nobody has to be signed in for it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext_lazy as _

from . import compact, known, paper_checks
from .known import KnownKey
from .paper_checks import PaperCheck, PaperState
from .standing import SKEW, Standing, standing

__all__ = [
    "Altered",
    "Damaged",
    "Expired",
    "Forged",
    "NotAccepted",
    "NotYetValid",
    "PaperCheck",
    "PaperState",
    "Retired",
    "Revoked",
    "UnknownKey",
    "Verified",
    "WrongKind",
    "paper",
    "token",
]


@dataclass(frozen=True)
class Verified:
    """What a token says, and who says it."""

    payload: dict  # without iat and exp
    organization: UUID
    organization_name: str
    key_id: str
    kind: str
    signed_at: datetime
    expires_at: datetime
    standing: Standing
    is_here: bool  # signed by an organization of this installation


class NotAccepted(Exception):
    """The token is not accepted; `words` say why and what to do. `verified` is there where the signature is good."""

    words = _("This code is not accepted.")

    def __init__(self, verified: Verified | None = None) -> None:
        super().__init__()
        self.verified = verified

    def __str__(self) -> str:
        return str(self.words)


class Damaged(NotAccepted):
    """It is no token, or not all of one."""

    words = _("This is not a whole code. Scan it again, all of it, or ask for a new print.")


class Forged(NotAccepted):
    """It is built as no token of ours is: unsigned, signed in another way, or by a key that is not for tokens."""

    words = _("This code is forged: it does not carry a signature as this platform makes them. Do not act on it.")


class Altered(NotAccepted):
    """The signature does not belong to what stands there."""

    words = _("This code was altered after it was signed, or never signed by whom it names. Do not act on it.")


class UnknownKey(NotAccepted):
    """Nobody here knows the key."""

    words = _("Nobody here knows the key that signed this. Get the sender's key set, or ask the sender by telephone.")


class Revoked(NotAccepted):
    """The key was revoked, and this was signed afterwards, or nobody can tell that it was before."""

    words = _("The key that signed this was revoked; this counts as signed afterwards. Ask the sender for a new one.")


class Retired(NotAccepted):
    """The key had been replaced when it signed."""

    words = _("The key that signed this had been replaced before. Do not act on it; ask the sender.")


class WrongKind(NotAccepted):
    """It is genuine and something else."""

    words = _("This code is genuine, but it is something else than what is asked for here.")


class NotYetValid(NotAccepted):
    """Signed in the future, by more than clocks may differ."""

    words = _("This code says that it was signed in the future. Check the clock of this device, then ask the sender.")


class Expired(NotAccepted):
    """Its time is over."""

    words = _("This code is genuine, and its time is over. Ask the sender for a new one.")


def token(text: str, *, kind: str, now: datetime, trusted: tuple[KnownKey, ...] = ()) -> Verified:
    """Return what a token says. It may come as a link with the token behind its #. Clocks may differ by five minutes.

    `trusted` are keys of other installations (`known.read_set`), beside those of all organizations here. Two queries.

    :raises NotAccepted: by its own name: Damaged, Forged, UnknownKey, Altered, Retired, Revoked, WrongKind,
        NotYetValid, Expired.
    """
    text = "".join(text.split()).rpartition("#")[2]
    try:
        parts = compact.read(text)
        key = _key_of(parts.header, trusted)
        _refuse_other_signature(key, parts)
        verified = _said(parts, key, text)
    except compact.Unreadable as reason:
        raise Damaged from reason
    _refuse(verified, kind, now)
    return verified


def _key_of(header: dict, trusted: tuple[KnownKey, ...]) -> KnownKey:
    issuer, kid = compact.long(header.get("iss")), header.get("kid")
    known_names = {"alg", "zip", "typ", "kid", "iss"}
    if header.get("alg") != compact.ALGORITHM or header.get("zip") != "DEF" or set(header) != known_names:
        raise Forged
    if issuer is None or not isinstance(kid, str) or not isinstance(header["typ"], str) or "\0" in kid:
        raise Forged
    if (key := known.find_token_key(issuer, kid, trusted)) is None:
        raise UnknownKey
    return key


def _refuse_other_signature(key: KnownKey, parts: compact.Parts) -> None:
    public = Ed25519PublicKey.from_public_bytes(compact.decoded(json.loads(key.public)["x"]))
    try:
        public.verify(parts.signature, parts.signed)
    except InvalidSignature as reason:
        raise Altered from reason


def _said(parts: compact.Parts, key: KnownKey, text: str) -> Verified:
    payload = parts.payload()
    try:
        signed_at, expires_at = (datetime.fromtimestamp(payload.pop(name), UTC) for name in ("iat", "exp"))
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as reason:
        raise compact.Unreadable("It does not say from when to when it holds.") from reason
    witnessed = None
    if key.is_here:
        witnessed = known.witnessed_at(key.organization, sha256(text.encode()).hexdigest())
    return Verified(
        payload=payload,
        organization=key.organization,
        organization_name=key.organization_name,
        key_id=key.kid,
        kind=parts.header["typ"],
        signed_at=signed_at,
        expires_at=expires_at,
        standing=standing(key, signed_at=signed_at, witnessed_at=witnessed),
        is_here=key.is_here,
    )


def _refuse(verified: Verified, kind: str, now: datetime) -> None:
    """What a good signature does not make good. First the key: without it nothing else is worth believing."""
    refusals = (
        (Revoked, verified.standing == Standing.REVOKED),
        (Retired, verified.standing == Standing.RETIRED),
        (WrongKind, verified.kind != kind),
        (NotYetValid, verified.signed_at > now + SKEW),
        (Expired, verified.expires_at < now - SKEW),
    )
    for refusal, holds in refusals:
        if holds:
            raise refusal(verified)


def paper(pdf: bytes, *, trusted: tuple[KnownKey, ...] = ()) -> PaperCheck:
    """Return what the signature of a PDF is worth: `PaperCheck.state`. Whatever the bytes, it answers. Two queries."""
    return paper_checks.check(pdf, trusted)
