"""Blobs: sealed bytes on disk, written whole or not at all."""

import errno
import hashlib
import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.conf import settings

from telepraxis.base.sealing import CannotOpen


class NoSuchFile(Exception):
    """This organization has no file of that digest, or its bytes are gone."""


class FileDamaged(Exception):
    """The bytes on disk are not what was stored, or the key that opens them is missing."""


class StorageFull(Exception):
    """The disk of the data home is full. Nothing was stored."""


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(organization_id: UUID, digest: str) -> Path:
    """Where the blob lies; two levels, so that no folder grows large."""
    return Path(settings.FILES_HOME) / str(organization_id) / digest[:2] / digest


def write(organization_id: UUID, digest: str, content: bytes) -> None:
    """Seal the content and put it in place: synced to disk before it has its name.

    :raises StorageFull: the disk is full; nothing is left behind.
    """
    path = path_of(organization_id, digest)
    sealed = settings.FILE_KEYS.seal(content, about=_about(organization_id, digest))
    temporary = None
    try:
        _make_folder(path.parent)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        _belongs_with(temporary, path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _sync(path.parent)
    except OSError as reason:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        if reason.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("The disk is full. Nothing was stored; free space and try again.") from reason
        raise


def read(organization_id: UUID, digest: str) -> bytes:
    """Return the content.

    :raises NoSuchFile: there is no blob. :raises FileDamaged: it does not open, or holds something else.
    """
    try:
        content = settings.FILE_KEYS.open(sealed_bytes(organization_id, digest), about=_about(organization_id, digest))
    except CannotOpen as reason:
        raise FileDamaged(str(reason)) from reason
    if digest_of(content) != digest:
        raise FileDamaged("The content is not what was stored.")
    return content


def sealed_bytes(organization_id: UUID, digest: str) -> bytes:
    """Return the blob as it lies on disk. :raises NoSuchFile: there is none."""
    try:
        return path_of(organization_id, digest).read_bytes()
    except FileNotFoundError as reason:
        raise NoSuchFile(digest) from reason


def _about(organization_id: UUID, digest: str) -> bytes:
    return f"file {organization_id} {digest}".encode()


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each for its owner alone."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _belongs_with(folder, folder.parent)


def _belongs_with(path: str | Path, folder: Path) -> None:
    """Give what root writes (a command by hand) to the owner of the data home, who serves it."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.chown(path, owner.st_uid, owner.st_gid)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
