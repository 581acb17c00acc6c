"""Keys for what a browser keeps on its own device until the server has it.

The server derives such a key anew for each page it shows to somebody signed in; nobody stores it. Whoever holds the
device but cannot sign in as that person finds bytes that nothing opens, under names that say nothing.
"""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest

from django.conf import settings


@dataclass(frozen=True)
class DevicePlace:
    """Where on the device something is kept (an opaque name), and the key that seals it there, in base64."""

    name: str
    key: str


def places_on_device(*, owner: str, what: str) -> list[DevicePlace]:
    """Return where `owner` (an account, a patient by link) keeps `what`: the current place first, then those of
    signing keys from before a rotation, in which something may still lie.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [DevicePlace(_derived(each, "place", owner, what).hex()[:32], _key(each, owner)) for each in secrets]


def _key(secret: str, owner: str) -> str:
    return b64encode(_derived(secret, "key", owner)).decode()


def _derived(secret: str, *parts: str) -> bytes:
    return digest(secret.encode(), "\0".join(("telepraxis on a device", *parts)).encode(), sha256)
