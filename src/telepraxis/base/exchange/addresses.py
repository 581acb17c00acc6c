"""Where each resource of an import is kept: under which id, by the id and the addresses that the source gives it.

Millions of them do not fit into memory, so they lie in a file of SQLite that lives as long as the import.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from telepraxis.base.record.references import LOGICAL_ID

SPACE = UUID("6c1d0f5e-6a0b-5d0e-9a55-7d2f6f0f3b51")  # ours, for ids made from a source's own
LONGEST = 255


@dataclass(frozen=True, slots=True)
class Address:
    """`local` is `Type/id` here, "" for what is not taken in; `why` then says why. `digest` is that of its text."""

    local: str
    digest: bytes = b""
    why: str = ""


class Addresses:
    """The addresses of one import; written while the files are looked through, then only read."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.database = sqlite3.connect(f"file:{path}{'?mode=ro&immutable=1' if read_only else ''}", uri=True)
        self.database.execute("PRAGMA cache_size = -65536" if not read_only else "PRAGMA cache_size = -16384")
        if not read_only:
            self.database.execute("PRAGMA journal_mode = OFF")
            self.database.execute("PRAGMA synchronous = OFF")
            self.database.execute(
                "CREATE TABLE address (key TEXT PRIMARY KEY, local TEXT, digest BLOB, why TEXT) WITHOUT ROWID"
            )

    def note(self, addresses: Iterable[tuple[str, Address]]) -> None:
        """Keep addresses; who came first stays."""
        self.database.executemany(
            "INSERT OR IGNORE INTO address VALUES (?, ?, ?, ?)",
            ((key, one.local, one.digest, one.why) for key, one in addresses),
        )

    def of(self, keys: Iterable[str]) -> dict[str, Address]:
        """Return the addresses that are known."""
        found = {}
        for key in set(keys):
            row = self.database.execute("SELECT local, digest, why FROM address WHERE key = ?", [key]).fetchone()
            if row is not None:
                found[key] = Address(*row)
        return found

    def close(self) -> None:
        """Write down what was noted."""
        self.database.commit()
        self.database.close()


def id_there(*, id: str | None, full_url: str, file: str, position: int) -> str:
    """Return the id a find has at its source; one that has none is known by its address, or by where it stands.

    Two runs over the same files give the same.
    """
    if id is not None:
        return id[:LONGEST]
    if full_url:
        return full_url.removeprefix("urn:uuid:")[:LONGEST]
    return f"{file}#{position}"


def new_id(source: str, type: str, their_id: str) -> str:
    """Return the id under which something is kept here whose own id cannot be, the same each time."""
    return str(uuid5(SPACE, f"{source}\n{type}\n{their_id}"))


def is_legal(id: str) -> bool:
    """Tell whether an id may stand in FHIR (R4, http://hl7.org/fhir/R4/datatypes.html#id)."""
    return LOGICAL_ID.fullmatch(id) is not None
