"""Files of the data home that only their owner reads, written whole or not at all."""

import os
import tempfile
from pathlib import Path


def make_folder(folder: Path, mode: int = 0o700) -> None:
    """Make the folder for its owner alone (0700); folders above it that are missing are made as usual."""
    if folder.exists():
        return
    make_folder(folder.parent, 0o755)
    folder.mkdir(mode=mode, exist_ok=True)
    _belongs_with(folder, folder.parent)


def write(path: Path, content: bytes, *, replace: bool = True) -> bool:
    """Write the file as 0600; False when it was there already and was not to be replaced."""
    make_folder(path.parent)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mkstemp makes 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _belongs_with(temporary, path.parent)
        if replace:
            os.replace(temporary, path)
        else:
            os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Make the names in the folder survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _belongs_with(path: Path, folder: Path) -> None:
    """Give what root made to the owner of the folder it lies in: the user who will serve."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.chown(path, owner.st_uid, owner.st_gid)
