"""A ring of AES-256-GCM keys and the layout of a sealed value.

A sealed value is `version (1 byte) + length of key id (1 byte) + key id + nonce (12 bytes) + ciphertext and tag`.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
NONCE_BYTES = 12
KEY_BYTES = 32


class CannotOpen(Exception):
    """The value was changed, belongs elsewhere, or its key is not on the ring."""


@dataclass(frozen=True)
class Key:
    """One key: `id` is a short public name, `secret` 32 bytes that are never shown."""

    id: str
    secret: bytes = field(repr=False)


class KeyRing:
    """The current key and those that still open older values.

    `reread` returns the ring as it is now on disk: a process that started before a rotation asks it when it meets
    a key it does not know, so a rotation needs no restart to stay readable.
    """

    def __init__(self, keys: list[Key], reread: Callable[[], "KeyRing"] | None = None):
        if not keys:
            raise ValueError("A key ring needs at least one key.")
        self.keys = tuple(keys)
        self._reread = reread

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(key.id for key in self.keys)})"

    @property
    def current(self) -> Key:
        return self.keys[0]

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """Return `plain` encrypted under the current key and bound to `about`."""
        header = self._header(self.current.id)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return header + nonce + AESGCM(self.current.secret).encrypt(nonce, plain, header + about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Return what was sealed.

        :raises CannotOpen: changed, sealed about something else, or sealed with a key nobody here has.
        """
        key = self._key_named(key_id_of(sealed))
        header = self._header(key.id)
        nonce, body = sealed[len(header) : len(header) + NONCE_BYTES], sealed[len(header) + NONCE_BYTES :]
        try:
            return AESGCM(key.secret).decrypt(nonce, body, header + about)
        except (InvalidTag, ValueError) as damaged:
            raise CannotOpen("The value was changed, or belongs elsewhere.") from damaged

    def is_current(self, sealed: bytes) -> bool:
        """Whether a rotation has nothing left to do for this value."""
        return key_id_of(sealed) == self.current.id

    @staticmethod
    def _header(key_id: str) -> bytes:
        name = key_id.encode("ascii")
        return bytes([VERSION, len(name)]) + name

    def _key_named(self, key_id: str) -> Key:
        for key in self.keys:
            if key.id == key_id:
                return key
        if self._reread:
            self.keys = self._reread().keys
            for key in self.keys:
                if key.id == key_id:
                    return key
        raise CannotOpen(f"No key named {key_id} is on the ring: the key file is not the one this was sealed with.")


def key_id_of(sealed: bytes) -> str:
    """Return the name of the key that sealed this value.

    :raises CannotOpen: this is not a sealed value of ours.
    """
    if len(sealed) < 2 or sealed[0] != VERSION or len(sealed) < 2 + sealed[1] + NONCE_BYTES:
        raise CannotOpen("This is not a sealed value.")
    return sealed[2 : 2 + sealed[1]].decode("ascii", "replace")
