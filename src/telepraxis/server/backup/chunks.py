"""Close a long stream of bytes in chunks (AES-256-GCM), so that it is neither held in memory nor can lose its end.

Layout: magic, length and name of the key, 16 bytes of salt, then chunks of 1 MiB, each with its tag. Each stream has a
key of its own (HKDF of the ring's key and the salt, bound to what it is about); a nonce is the chunk's number and
whether it is the last: a chunk moved, left out or cut off does not open.
"""

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from telepraxis.base.sealing import CannotOpen, Key, KeyRing

MAGIC, SALT, CHUNK, TAG = b"TPXC\x01", 16, 1 << 20, 16


class Closed:
    """A file to read from that gives the closed bytes of `plain`; `about` must be said again to open them."""

    def __init__(self, plain: BinaryIO, ring: KeyRing, about: str) -> None:
        self._ready, self._chunks = b"", _closed(plain, ring.current, about.encode())

    def read(self, size: int = -1) -> bytes:
        parts, wanted = [self._ready], size - len(self._ready)
        while size < 0 or wanted > 0:
            if (chunk := next(self._chunks, None)) is None:
                break
            parts.append(chunk)
            wanted -= len(chunk)
        whole = b"".join(parts)
        size = len(whole) if size < 0 else size
        self._ready = whole[size:]
        return whole[:size]


def opened(closed: BinaryIO, ring: KeyRing, about: str) -> Iterator[bytes]:
    """Yield the plain bytes chunk by chunk.

    :raises CannotOpen: changed, cut short, about something else, or the key is not on the ring.
    """
    if _exactly(closed, len(MAGIC)) != MAGIC:
        raise CannotOpen("This is not a closed stream.")
    name = _exactly(closed, _exactly(closed, 1)[0]).decode()
    key = next((key for key in ring.keys if key.id == name), None)
    if key is None:
        raise CannotOpen(f"No key named {name} is on the ring.")
    cipher, number = _cipher(key, _exactly(closed, SALT), about.encode()), 0
    chunk = closed.read(CHUNK + TAG)
    while True:
        following = closed.read(CHUNK + TAG) if len(chunk) == CHUNK + TAG else b""
        try:
            yield cipher.decrypt(_nonce(number, last=not following), chunk, None)
        except (InvalidTag, ValueError):
            raise CannotOpen("The closed stream was changed or cut short.") from None
        if not following:
            return
        chunk, number = following, number + 1


def _closed(plain: BinaryIO, key: Key, about: bytes) -> Iterator[bytes]:
    salt = secrets.token_bytes(SALT)
    yield MAGIC + bytes([len(key.id)]) + key.id.encode() + salt
    cipher, number, chunk = _cipher(key, salt, about), 0, plain.read(CHUNK)
    while True:
        following = plain.read(CHUNK) if len(chunk) == CHUNK else b""
        yield cipher.encrypt(_nonce(number, last=not following), chunk, None)
        if not following:
            return
        chunk, number = following, number + 1


def _cipher(key: Key, salt: bytes, about: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"telepraxis copy of a backup: " + about).derive(key.secret))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _exactly(closed: BinaryIO, size: int) -> bytes:
    found = closed.read(size)
    if len(found) != size:
        raise CannotOpen("The closed stream was cut short.")
    return found
