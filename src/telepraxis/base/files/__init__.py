"""Files: bytes kept outside the database, encrypted, named by what they contain.

Words: a file's *digest* is the SHA-256 of its content and its name; its *blob* is the sealed bytes in the data home
under `files/<organization>/`. The row says what it is; the key that opens it is in neither (docs/guides/keys.md).
Whoever serves a file asks the policy of the room it belongs to first.

Doors: `store`, `read`, `described`, `rewrap`, `NoSuchFile`, `FileDamaged`, `StorageFull`.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(
    __name__,
    storing=("described", "read", "store"),
    blobs=("FileDamaged", "NoSuchFile", "StorageFull"),
    rewrapping=("Rewrapped", "rewrap"),
)
