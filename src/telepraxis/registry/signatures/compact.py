"""The compact form of a signed token (RFC 7515), its payload deflated (RFC 1951) so that it fits a QR code. Pure.

The header parameter `zip` is used as SMART Health Cards use it in a JWS; RFC 7515 leaves it to applications.
"""

import binascii
import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

ALGORITHM = "EdDSA"
LONGEST = 8_192  # characters of a token; the largest QR code holds fewer than 3,000
LARGEST = 65_536  # bytes of an inflated payload
SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


class Unreadable(ValueError):
    """These characters are no token."""


@dataclass(frozen=True)
class Parts:
    """A token taken apart, nothing of it checked."""

    header: dict
    signed: bytes  # what the signature is over
    body: bytes  # deflated payload
    signature: bytes

    def payload(self) -> dict:
        """Return the payload.

        :raises Unreadable: it does not inflate to a JSON object of sensible size.
        """
        inflating = zlib.decompressobj(wbits=-15)
        try:
            text = inflating.decompress(self.body, LARGEST)
            if not inflating.eof or inflating.unconsumed_tail or inflating.unused_data:
                raise Unreadable("The payload is cut off, or too large.")
            return _object(text)
        except zlib.error as reason:
            raise Unreadable("The payload does not inflate.") from reason


def header(*, kid: str, kind: str, issuer: UUID) -> dict:
    """Return the protected header of a token."""
    return {"alg": ALGORITHM, "zip": "DEF", "typ": kind, "kid": kid, "iss": short(issuer)}


def written(header: dict, payload: dict) -> bytes:
    """Return what is to be signed: header and deflated payload."""
    deflating = zlib.compressobj(level=9, wbits=-15)
    body = deflating.compress(_json(payload)) + deflating.flush()
    return f"{encoded(_json(header))}.{encoded(body)}".encode()


def read(text: str) -> Parts:
    """Return the parts of a token.

    :raises Unreadable: these characters are none.
    """
    if len(text) > LONGEST or not SHAPE.fullmatch(text):
        raise Unreadable("Three parts of letters, digits, - and _ are expected.")
    first, body, signature = text.split(".")
    return Parts(_object(decoded(first)), f"{first}.{body}".encode(), decoded(body), decoded(signature))


def encoded(plain: bytes) -> str:
    """Return base64url without padding (RFC 7515, section 2)."""
    return urlsafe_b64encode(plain).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Return the bytes; of several spellings of the same bytes only the canonical one is taken.

    :raises Unreadable: it is none.
    """
    try:
        plain = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as reason:
        raise Unreadable("This is not base64url.") from reason
    if encoded(plain) != text:
        raise Unreadable("This is not base64url as it is written.")
    return plain


def short(organization: UUID) -> str:
    """Return the organization's id as issuer: 22 characters."""
    return encoded(organization.bytes)


def long(issuer: object) -> UUID | None:
    """Return the organization that an issuer names, None where it names none."""
    try:
        return UUID(bytes=decoded(issuer)) if isinstance(issuer, str) else None
    except ValueError:
        return None


def _json(said: dict) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _object(text: bytes) -> dict:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as reason:
        raise Unreadable("This is not JSON.") from reason
    if not isinstance(found, dict):
        raise Unreadable("This is no JSON object.")
    return found
