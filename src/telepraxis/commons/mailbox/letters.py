"""What is signed of a message: who to, which, where in which thread, and the digest of its body. Pure but for keys."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from telepraxis.registry.signatures import compact, tokens, verifying
from telepraxis.registry.signatures.known import KnownKey

KIND = "message"
HOLDS = timedelta(days=30)  # longer than a message is tried
LARGEST = 2 * 1024 * 1024  # bytes of a body


class NotAMessage(ValueError):
    """These parts are no message, or one that was changed on its way."""


@dataclass(frozen=True)
class Letter:
    """A message as it came, its signature good and its body the one that was signed."""

    id: UUID
    sender: UUID
    receiver: UUID
    kind: str
    thread: UUID
    number: int
    sent_at: datetime


def sign(*, id: UUID, receiver: UUID, kind: str, thread: UUID, number: int, body: str, now: datetime) -> str:
    """Return the token that goes with the body, signed by the organization that the transaction serves."""
    said = {
        "id": id.hex, "to": compact.short(receiver), "kind": kind, "thread": thread.hex, "number": number,
        "digest": digest(body),
    }  # fmt: skip
    return tokens.sign(said, kind=KIND, expires=now + HOLDS, now=now)


def opened(token: str, body: str, *, now: datetime, trusted: tuple[KnownKey, ...] = ()) -> Letter:
    """Return what a token and a body say together.

    :raises telepraxis.registry.signatures.verifying.NotAccepted: the signature is not accepted.
    :raises NotAMessage: the body is not the one that was signed, or a part is missing.
    """
    verified = verifying.token(token, kind=KIND, now=now, trusted=trusted)
    said = verified.payload
    try:
        receiver = compact.long(said["to"])
        letter = Letter(
            id=UUID(said["id"]), sender=verified.organization, receiver=receiver, kind=str(said["kind"])[:60],
            thread=UUID(said["thread"]), number=int(said["number"]), sent_at=verified.signed_at,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as reason:
        raise NotAMessage("A part of the message is missing.") from reason
    if receiver is None or said.get("digest") != digest(body):
        raise NotAMessage("The body is not the one that was signed.")
    return letter


def digest(body: str) -> str:
    """Return what is signed of a body: SHA-256 of its UTF-8, in base64url."""
    return compact.encoded(sha256(body.encode()).digest())
