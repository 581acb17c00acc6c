"""The pool: sealed files named by their bytes, so that a file is copied once however many archives hold it."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from telepraxis.base.sealing import CannotOpen
from telepraxis.base.sealing.ring import key_id_of
from telepraxis.server import private_files

from .trouble import ArchiveRefused


@dataclass(frozen=True)
class Entry:
    """One file of the data home: its path beneath files/, its state there, and the name of its bytes in the pool."""

    path: str
    size: int
    changed: int  # mtime in nanoseconds
    sha256: str
    key: str

    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


def entries_in(text: str) -> list[Entry]:
    """Read a list of files; a last line cut short by a crash is left out.

    :raises ArchiveRefused: it is not such a list.
    """
    found = []
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        try:
            found.append(Entry(**json.loads(line)))
        except (ValueError, TypeError):
            if number == len(lines) - 1 and not line.endswith("\n"):
                break
            raise ArchiveRefused(f"The list of files is damaged in line {number + 1}. Take another archive.") from None
    return found


def place_of(pool: Path, sha256: str) -> Path:
    return pool / sha256[:2] / sha256


def gather(files: Path, pool: Path, known: dict[str, Entry], folders: Iterator[Path] | None = None) -> list[Entry]:
    """Copy what the pool lacks and return an entry for each file; what is `known` and unchanged is not read again."""
    return [entry for path in _stored(files, folders) if (entry := _gather_one(path, files, pool, known))]


def _stored(files: Path, folders: Iterator[Path] | None) -> Iterator[Path]:
    for folder in folders if folders is not None else leaf_folders(files):
        yield from (Path(found.path) for found in os.scandir(folder) if found.is_file() and found.name[0] != ".")


def leaf_folders(files: Path) -> Iterator[Path]:
    """Yield the folders that hold blobs: files/<organization>/<two letters>."""
    if not files.is_dir():
        return
    for organization in os.scandir(files):
        if organization.is_dir():
            yield from (Path(found.path) for found in os.scandir(organization.path) if found.is_dir())


def _gather_one(path: Path, files: Path, pool: Path, known: dict[str, Entry]) -> Entry | None:
    name = path.relative_to(files).as_posix()
    try:
        status = path.stat()
        before = known.get(name)
        if before and (before.size, before.changed) == (status.st_size, status.st_mtime_ns):
            if place_of(pool, before.sha256).exists():
                return before
        content = path.read_bytes()
    except FileNotFoundError:
        return None  # removed a moment ago
    try:
        key = key_id_of(content)
    except CannotOpen:
        key = ""
    sha256 = hashlib.sha256(content).hexdigest()
    keep(pool, sha256, content)
    return Entry(name, len(content), status.st_mtime_ns, sha256, key)


def keep(pool: Path, sha256: str, content: bytes) -> None:
    place = place_of(pool, sha256)
    if not place.exists():
        private_files.write(place, content)


def put_back(entry: Entry, pool: Path, files: Path) -> None:
    """Copy one file from the pool to where it lay.

    :raises ArchiveRefused: the pool has other bytes, or none.
    """
    try:
        content = place_of(pool, entry.sha256).read_bytes()
    except FileNotFoundError:
        raise ArchiveRefused(f"The pool lacks the bytes of {entry.path}. Copy the whole backup home.") from None
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise ArchiveRefused(f"The pool's copy of {entry.path} is damaged. Take the backup home from another copy.")
    target = files / entry.path
    private_files.make_folder(target.parent)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.replace(temporary, target)
