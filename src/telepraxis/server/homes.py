"""The data home: the one directory an installation must not lose."""

import os
from pathlib import Path

from telepraxis.server.processes import SystemUser


class HomeOutOfReach(Exception):
    """The data home lies where the platform's user cannot go; the text says where it may lie."""


def default_home(name: str = "telepraxis") -> Path:
    """Return where the data lives unless somebody says otherwise: /var/lib for root, ~/.local/share for others."""
    if os.geteuid() == 0:
        return Path("/var/lib") / name
    share = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(share) / name


def prepare_home(home: Path, user: SystemUser) -> Path:
    """Create the data home for `user` alone and return its absolute path.

    :raises HomeOutOfReach: a parent directory is closed to `user`; nobody's directories are opened for it.
    """
    home = home.expanduser().absolute()
    nearest = next(folder for folder in [home, *home.parents] if folder.exists())
    if not user.may_enter(nearest if nearest != home else home.parent):
        raise HomeOutOfReach(
            f"The user {user.name!r} cannot enter {home.parent}. Choose a data home elsewhere, "
            f"for example --data {default_home()}."
        )
    own_folder(home, user)
    return home


def own_folder(folder: Path, user: SystemUser) -> Path:
    """Create `folder` (parents too) with mode 0700, belonging to `user`, and return it."""
    if not folder.parent.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and folder.stat().st_uid != user.uid:
        os.chown(folder, user.uid, user.gid)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    return folder
