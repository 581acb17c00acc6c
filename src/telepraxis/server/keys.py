"""The keys of the installation: one file outside the database, readable by its owner alone.

Three rings: `signing` (sessions, links; Django's SECRET_KEY and its fallbacks), `fields` (secrets kept in rows) and
`files` (uploads). The first key of a ring is the current one, the others still open what they closed.
The file is JSON; a machine without a disk of its own gives the same JSON in the environment as TELEPRAXIS_KEYS.
How rotation and backup go: docs/guides/keys.md.
"""

import json
import os
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from telepraxis.base.sealing import Key, KeyRing
from telepraxis.server import private_files

RINGS = ("signing", "fields", "files")
COPIES = "copies"  # a fourth ring, begun when a copy of the backups first leaves the machine
ENVIRONMENT = "TELEPRAXIS_KEYS"


class KeysUnusable(Exception):
    """The keys cannot be used; the message says why and what to do next."""


@dataclass(frozen=True)
class Keys:
    """What settings.py needs: `signing` and its fallbacks are strings, the rings seal and open bytes."""

    signing: str = field(repr=False)
    signing_fallbacks: list[str] = field(repr=False)
    field_ring: KeyRing
    file_ring: KeyRing


def load(path: Path) -> Keys:
    """Return the keys at `path`, made there first when there are none; TELEPRAXIS_KEYS goes before the file.

    :raises KeysUnusable: unreadable, damaged, or readable by others.
    """
    rings = _rings(path)
    signing = [entry["secret"] for entry in rings["signing"]]
    return Keys(
        signing=signing[0],
        signing_fallbacks=signing[1:],
        field_ring=_ring("fields", rings, path),
        file_ring=_ring("files", rings, path),
    )


def rotate(path: Path, rings: Iterable[str] = RINGS, *, now: datetime) -> dict[str, str]:
    """Put a new current key on each named ring, keep the old ones, and return {ring: id of the new key}.

    :raises KeysUnusable: the keys come from the environment, or the file cannot be used.
    """
    _refuse_environment("rotated")
    held, fresh = _rings(path), {}
    for ring in rings:
        held[ring].insert(0, _new_key(ring, now, taken={entry["id"] for entry in held[ring]}))
        fresh[ring] = held[ring][0]["id"]
    _write(path, held, replace=True)
    return fresh


def forget(path: Path, ring: str, key_id: str) -> None:
    """Take an old key off its ring: what it closed cannot be opened again.

    :raises KeysUnusable: it is the current key, there is no such key, or the keys come from the environment.
    """
    _refuse_environment("changed")
    held = _rings(path)
    if key_id not in [entry["id"] for entry in held[ring]]:
        raise KeysUnusable(f"The ring {ring} has no key {key_id}. `telepraxis keys show` lists them.")
    if held[ring][0]["id"] == key_id:
        raise KeysUnusable(f"{key_id} is the current key of {ring}. Rotate first: `telepraxis keys rotate`.")
    held[ring] = [entry for entry in held[ring] if entry["id"] != key_id]
    _write(path, held, replace=True)


def shown(path: Path) -> list[tuple[str, str, str, bool]]:
    """Return (ring, key id, made at, is current) for each key; never a secret."""
    return [(ring, e["id"], e["made_at"], place == 0) for ring, held in rings(path).items()
            for place, e in enumerate(held)]  # fmt: skip


def rings(path: Path) -> dict[str, list[dict]]:
    """Return the rings with their secrets, as the file has them: for a key sheet and for a restored data home.

    :raises KeysUnusable: see `load`.
    """
    held = _rings(path)
    return {ring: held[ring] for ring in (*RINGS, COPIES) if ring in held}


def restore(path: Path, held: dict[str, list[dict]]) -> None:
    """Write the rings of a key sheet where no key file is."""
    _write(path, held, replace=False)


def ring_of_copies(path: Path, *, now: datetime) -> KeyRing:
    """Return the ring that closes copies of backups which leave the machine; its first key is made at the first call.

    :raises KeysUnusable: the keys come from the environment and lack this ring.
    """
    held = _rings(path)
    if not held.get(COPIES):
        _refuse_environment("given a ring `copies` (one key, 32 bytes in base64)")
        held[COPIES] = [_new_key(COPIES, now, taken=set())]
        _write(path, held, replace=True)
    return _ring(COPIES, held, path)


def unsafe_modes(path: Path) -> list[str]:
    """Return one sentence for each way in which others could read or replace the key file; empty when safe."""
    found = []
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        found.append(f"Others can read {path}. Do: chmod 600 {path}")
    if path.parent.exists() and stat.S_IMODE(path.parent.stat().st_mode) & 0o022:
        found.append(f"Others can write in {path.parent}. Do: chmod go-w {path.parent}")
    return found


def _ring(name: str, rings: dict, path: Path) -> KeyRing:
    keys = [Key(entry["id"], b64decode(entry["secret"])) for entry in rings[name]]
    return KeyRing(keys, reread=lambda: _ring(name, _rings(path), path))


def _rings(path: Path) -> dict[str, list[dict]]:
    if ENVIRONMENT in os.environ:
        return understood(os.environ[ENVIRONMENT], where=f"the environment variable {ENVIRONMENT}")
    if not path.exists():
        _write(path, {ring: [_new_key(ring, datetime.now(UTC), taken=set())] for ring in RINGS}, replace=False)
    if unsafe := unsafe_modes(path):
        raise KeysUnusable(" ".join(unsafe))
    try:
        return understood(path.read_text(), where=str(path))
    except OSError as reason:
        raise KeysUnusable(f"The key file {path} cannot be read ({reason.strerror}). Run as its owner.") from reason


def understood(text: str, where: str) -> dict[str, list[dict]]:
    """Return the rings of a key file's text.

    :raises KeysUnusable: it is no key file, or lacks a key.
    """
    try:
        held = json.loads(text)["rings"]
        whole = all(held[ring] and all(len(e["secret"]) >= 43 and e["id"] for e in held[ring]) for ring in RINGS)
    except (ValueError, KeyError, TypeError) as reason:
        raise KeysUnusable(f"{where} is not a key file. Put back the copy from your key sheet.") from reason
    if not whole:
        raise KeysUnusable(f"{where} lacks a key. Put back the copy from your key sheet.")
    return held


def _new_key(ring: str, now: datetime, taken: set[str]) -> dict:
    key_id = f"{now:%Y%m%d}-{secrets.token_hex(3)}"
    while key_id in taken:
        key_id = f"{now:%Y%m%d}-{secrets.token_hex(3)}"
    secret = secrets.token_urlsafe(48) if ring == "signing" else b64encode(secrets.token_bytes(32)).decode()
    return {"id": key_id, "made_at": now.isoformat(timespec="seconds"), "secret": secret}


def _write(path: Path, rings: dict, *, replace: bool) -> None:
    """Write whole or not at all; of two first starts at once, one file stands and both read it."""
    content = json.dumps({"telepraxis keys": 1, "rings": rings}, indent=1).encode()
    private_files.write(path, content, replace=replace)


def _refuse_environment(what: str) -> None:
    if ENVIRONMENT in os.environ:
        raise KeysUnusable(f"The keys come from {ENVIRONMENT}; they can only be {what} where that is set.")
