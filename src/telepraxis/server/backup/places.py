"""Where backups lie: the folders of a backup home, and files there that are written whole or not at all."""

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from telepraxis.server import private_files
from telepraxis.server.homes import own_folder
from telepraxis.server.processes import SystemUser

from .trouble import BackupTrouble

ENVIRONMENT = "TELEPRAXIS_BACKUPS"
LINE = "backup-line.json"


@dataclass(frozen=True)
class Line:
    """What one data home keeps in a backup home."""

    backups: Path
    name: str

    @property
    def folder(self) -> Path:
        return self.backups / self.name

    @property
    def archives(self) -> Path:
        return self.folder / "archives"

    @property
    def stream(self) -> Path:
        return self.folder / "stream"

    @property
    def files_since(self) -> Path:
        """The list of files that came to the pool after the last archive."""
        return self.folder / "files-since.jsonl"

    @property
    def pool(self) -> Path:
        return self.backups / "pool"

    def make(self, user: SystemUser) -> None:
        """Make the folders for `user` alone.

        :raises BackupTrouble: the user cannot go there, or nothing can be written.
        """
        nearest = next(folder for folder in [self.backups, *self.backups.parents] if folder.exists())
        if not user.may_enter(nearest if nearest != self.backups else self.backups.parent):
            raise BackupTrouble(f"The user {user.name!r} cannot enter {nearest}. Choose another folder for backups.")
        try:
            for folder in (self.backups, self.folder, self.archives, self.stream, self.pool):
                own_folder(folder, user)
        except OSError as problem:
            raise BackupTrouble(f"{problem.filename}: {problem.strerror}. Is the disk for backups there?") from None


def line_of(home: Path, backups: Path) -> Line:
    """Return the line of this data home, begun at the first call."""
    noted = home / LINE
    if not noted.exists():
        name = f"{socket.gethostname().partition('.')[0] or 'clinic'}-{secrets.token_hex(4)}"
        private_files.write(noted, json.dumps({"line": name}).encode(), replace=False)
    return Line(backups.absolute(), json.loads(noted.read_text())["line"])


def begin_line_anew(home: Path) -> None:
    """Let the next backup of this data home begin a line of its own: it was restored."""
    (home / LINE).unlink(missing_ok=True)


def named_backups() -> Path | None:
    """Return the backup home that the environment names, or None."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named).expanduser() if named else None
