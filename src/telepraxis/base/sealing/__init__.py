"""Sealing: what is written down encrypted, and the ring of keys that opens it again.

Words: a *ring* holds several keys, one of them current; a *sealed* value names the key that sealed it, so old
values stay readable after a rotation. What a value is *about* (its row, its digest) is bound into the seal: a
sealed value copied to another place does not open there.

Doors: `KeyRing.seal`, `KeyRing.open`, `KeyRing.is_current`, `CannotOpen`; for short secrets in rows `seal_text` and
`open_text`; for what a browser keeps on its device `places_on_device`.
"""

from .device import places_on_device
from .ring import CannotOpen, Key, KeyRing
from .text import open_text, seal_text

__all__ = ["CannotOpen", "Key", "KeyRing", "open_text", "places_on_device", "seal_text"]
