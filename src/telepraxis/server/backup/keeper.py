"""The supervised program of the backups (python -m telepraxis.server.backup.keeper).

It keeps the stream flowing, copies new files, and calls `telepraxis backup` when an archive or a proof is due. It
knows the database only as a server to copy: no Django, little memory.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telepraxis.server import keys, private_files
from telepraxis.server.installation import Installation
from telepraxis.server.key_sheet import fingerprints
from telepraxis.server.processes import dies_with_us

from . import notes
from .archives import NEEDED_RINGS, archives_of
from .places import Line, line_of, named_backups
from .pool import entries_in, gather, leaf_folders
from .stream import Receiver, pack_whole
from .trouble import BackupTrouble

AT = "TELEPRAXIS_BACKUP_AT"  # HH:MM, UTC
PROVE_DAYS = "TELEPRAXIS_PROVE_EVERY_DAYS"
LOOK_S, FILES_S, DUE_S = 4, 10, 20
TRY_AGAIN, SEND_AGAIN, LONG_AGO = timedelta(hours=1), timedelta(minutes=1), datetime(2000, 1, 1, tzinfo=UTC)
LATE_S = 60


def main() -> None:
    home = Path(os.environ["TELEPRAXIS_HOME"])
    installation = Installation.at(home, os.environ.get("TELEPRAXIS_MODE", "production"))
    installation.recall()
    keeper = Keeper(installation, line_of(home, named_backups()))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    keeper.run(stop)


class Keeper:
    """Four clocks: the stream's, the files', the archives', the copies'."""

    def __init__(self, installation: Installation, line: Line) -> None:
        self.installation, self.line = installation, line
        self.receiver = Receiver(installation.cluster, line) if installation.cluster else None
        self.errand: subprocess.Popen | None = None
        self._seen: dict[Path, int] = {}
        self._known: dict | None = None
        self._next: dict[str, float] = {}
        self._tried: dict[str, datetime] = {}

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(0.5):
            for name, every_s, deed in self._clocks():
                if time.monotonic() >= self._next.get(name, 0):
                    self._next[name] = time.monotonic() + every_s
                    self._do(name, deed)
        if self.receiver:
            self.receiver.stop()
        if self.errand and self.errand.poll() is None:
            self.errand.terminate()

    def _clocks(self) -> list[tuple[str, float, Callable[[], None]]]:
        return [
            ("stream", LOOK_S, self.look_at_stream),
            ("files", FILES_S, self.copy_files),
            ("due", DUE_S, self.start_due),
        ]

    def _do(self, name: str, deed: Callable[[], None]) -> None:
        """A disk that is away for a while must not end us: it is noted, and tried again."""
        try:
            deed()
        except (OSError, BackupTrouble, keys.KeysUnusable) as problem:
            print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {name}: {problem}", flush=True)
            try:
                notes.note(self.line, "stream", ok=False, why=f"{problem}")
            except OSError:
                pass

    def look_at_stream(self) -> None:
        self.line.make(self.installation.user)
        if not self.receiver:
            return
        self.receiver.keep_alive()
        self.receiver.look()
        pack_whole(self.line)
        self._name_keys()
        until = self.receiver.safe_until
        late = until is None or (datetime.now(UTC) - until).total_seconds() > LATE_S
        notes.note(self.line, "stream", ok=not late, safe_until=until and until.isoformat(), why=self.receiver.trouble)

    def _name_keys(self) -> None:
        """Note by fingerprint which keys close new values: a restore past a rotation asks for the newer sheet."""
        rings = keys.rings(Path(os.environ["TELEPRAXIS_SECRETS"]))
        marks = fingerprints(rings, *NEEDED_RINGS)
        named = {f"{ring} {key['id']}": (marks[f"{ring} {key['id']}"], key["made_at"])
                 for ring in NEEDED_RINGS for key in rings[ring][:1]}  # fmt: skip
        path, text = self.line.folder / "keys-since.json", json.dumps(named)
        if not path.exists() or path.read_text() != text:
            private_files.write(path, text.encode())

    def copy_files(self) -> None:
        """Copy files that came since, and name them in the list of this line."""
        files = self.installation.home / "files"
        if self._known is None:
            self._known = self._listed()
        changed = []
        for folder in leaf_folders(files):
            moment = folder.stat().st_mtime_ns
            if self._seen.get(folder) != moment:
                changed.append(folder)
                self._seen[folder] = moment
        fresh = [entry for entry in gather(files, self.line.pool, self._known, iter(changed))
                 if self._known.get(entry.path) != entry]  # fmt: skip
        if fresh:
            with self.line.files_since.open("a") as journal:
                journal.write("".join(entry.line() for entry in fresh))
                journal.flush()
                os.fsync(journal.fileno())
            self._known |= {entry.path: entry for entry in fresh}

    def _listed(self) -> dict:
        known = {entry.path: entry for archive in archives_of(self.line.folder)[-1:] for entry in archive.entries()}
        if self.line.files_since.exists():
            known |= {entry.path: entry for entry in entries_in(self.line.files_since.read_text())}
        return known

    def start_due(self) -> None:
        """Start what is due, one errand at a time: an archive, then a copy elsewhere, then a proof."""
        if self.errand and self.errand.poll() is None:
            return
        now = datetime.now(UTC)
        for name, due, again_after, options in (
            ("backup", self._archive_is_due(now), TRY_AGAIN, []),
            ("offsite", self._copy_is_due(), SEND_AGAIN, ["--send"]),
            ("proof", self._proof_is_due(now), TRY_AGAIN, ["--prove"]),
        ):
            if due and now - self._tried.get(name, LONG_AGO) > again_after:
                self._tried[name] = now
                self._send_on_errand(options)
                return

    def _send_on_errand(self, options: list[str]) -> None:
        command = [sys.executable, "-m", "telepraxis", "backup", *options, "--to", str(self.line.backups)]
        self.errand = subprocess.Popen(
            [*command, "--data", str(self.installation.home)], stdin=subprocess.DEVNULL, cwd="/",
            preexec_fn=dies_with_us(steps_back=True),
        )  # fmt: skip

    def _archive_is_due(self, now: datetime) -> bool:
        kept = archives_of(self.line.folder)
        if not kept:
            return True
        last = kept[-1].manifest.began_at
        gap = self.line.folder / "gap"
        if gap.exists() and last < datetime.fromtimestamp(gap.stat().st_mtime, UTC):
            return True
        return last < last_planned(now, os.environ.get(AT, "02:30"))

    def _proof_is_due(self, now: datetime) -> bool:
        days = os.environ.get(PROVE_DAYS, "7")
        if not days.isdecimal() or int(days) == 0 or not archives_of(self.line.folder):
            return False
        last = (notes.read(self.line, "proof") or {}).get("last_ok")
        return last is None or now - datetime.fromisoformat(last["at"]) > timedelta(days=int(days))

    def _copy_is_due(self) -> bool:
        return bool(os.environ.get("TELEPRAXIS_BACKUP_S3")) and bool(archives_of(self.line.folder))


def last_planned(now: datetime, at: str) -> datetime:
    """Return the latest moment up to now at which a daily archive was planned."""
    hour, _, minute = at.partition(":")
    planned = now.replace(hour=int(hour), minute=int(minute or 0), second=0, microsecond=0)
    return planned if planned <= now else planned - timedelta(days=1)


if __name__ == "__main__":
    main()
