"""The stream: every change to the database, received as it happens (pg_receivewal)."""

import gzip
import os
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from telepraxis.server import private_files
from telepraxis.server.postgres import Cluster
from telepraxis.server.processes import as_user, dies_with_us

from .places import Line

SLOT = "telepraxis_stream"
PATIENCE_S = (1.0, 30.0)  # before the receiver is started again: doubled up to this
WHOLE = re.compile(r"^[0-9A-F]{24}$")


class Receiver:
    """pg_receivewal kept alive, and the moment up to which everything is safe in the stream."""

    def __init__(self, cluster: Cluster, line: Line) -> None:
        self.cluster, self.line = cluster, line
        self.process: subprocess.Popen | None = None
        self.safe_until: datetime | None = None
        self.trouble = ""
        self._again_at, self._pause = 0.0, PATIENCE_S[0]
        self._awaited: tuple[datetime, str] | None = None

    def keep_alive(self) -> None:
        """Start the receiver where it does not run; begin the stream anew where it cannot go on."""
        if self.process and self.process.poll() is None:
            return
        if self.process:
            self.trouble = self._last_words() or "the receiver ended"
        if time.monotonic() < self._again_at:
            return
        try:
            self._make_slot()
            self.process = self._spawn()
        except (psycopg.Error, OSError) as problem:
            self.trouble = str(problem).strip().partition("\n")[0]
        self._again_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, PATIENCE_S[1])

    def look(self) -> None:
        """Move `safe_until` on: what was committed when we asked last is on the other disk now."""
        try:
            with self.cluster.superuser.connect() as connection:
                received = connection.execute(
                    "SELECT flush_lsn::text FROM pg_stat_replication WHERE application_name = %s", [SLOT]
                ).fetchone()
                if self._awaited and received and self._has(connection, received[0], self._awaited[1]):
                    self.safe_until, self.trouble, self._pause = self._awaited[0], "", PATIENCE_S[0]
                    self._awaited = None
                if not self._awaited:
                    # A commit of our own: so a moment in quiet hours can be restored to as well.
                    connection.execute("SELECT pg_logical_emit_message(true, 'telepraxis', 'archived so far')")
                    self._awaited = connection.execute("SELECT now(), pg_current_wal_insert_lsn()::text").fetchone()
        except psycopg.Error as problem:
            self.trouble = f"the database does not answer: {str(problem).strip().partition(chr(10))[0]}"

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(1)
            except subprocess.TimeoutExpired:
                self.process.kill()

    @staticmethod
    def _has(connection: psycopg.Connection, received: str | None, wanted: str) -> bool:
        return bool(
            received and connection.execute("SELECT %s::pg_lsn >= %s::pg_lsn", [received, wanted]).fetchone()[0]
        )

    def _make_slot(self) -> None:
        """Have the server keep what the receiver has not taken yet; a slot that lost its place begins anew."""
        with self.cluster.superuser.connect() as connection:
            known = connection.execute(
                "SELECT wal_status, active_pid FROM pg_replication_slots WHERE slot_name = %s", [SLOT]
            ).fetchone()
            if known and known[0] == "lost":
                connection.execute("SELECT pg_drop_replication_slot(%s)", [SLOT])
                self._set_aside()
                known = None
            if known is None:
                connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [SLOT])

    def _set_aside(self) -> None:
        """The stream has a gap from here: what is open of it ends, and the next archive is due at once."""
        for path in self.line.stream.glob("*.partial"):
            path.unlink()
        private_files.write(self.line.folder / "gap", datetime.now(UTC).isoformat().encode())

    def _spawn(self) -> subprocess.Popen:
        login = self.cluster.superuser
        where = psycopg.conninfo.make_conninfo(host=login.host, user=login.role, application_name=SLOT)
        environment = self.cluster.environment() | {"PGPASSWORD": login.password}
        with self._log.open("w") as log:
            return subprocess.Popen(
                [str(self.cluster.binaries / "pg_receivewal"), "-D", str(self.line.stream), "-d", where, "-S", SLOT,
                 "--synchronous", "--no-password", "--no-loop", "-s", "5"],
                env=environment, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=dies_with_us(),
                **as_user(self.cluster.user),
            )  # fmt: skip

    @property
    def _log(self) -> Path:
        return self.line.folder / "receiver.log"

    def _last_words(self) -> str:
        lines = self._log.read_text().strip().splitlines()
        return lines[-1][:300] if lines else ""


def pack_whole(line: Line) -> None:
    """Compress the stream's files that are whole: 16 MB become two or three."""
    for path in sorted(line.stream.iterdir()):
        if WHOLE.match(path.name):
            draft = path.with_name(f".{path.name}.draft")
            with path.open("rb") as plain, gzip.open(draft, "wb", compresslevel=1) as packed:
                shutil.copyfileobj(plain, packed, 1 << 20)
            _sync(draft)
            draft.rename(path.with_name(f"{path.name}.gz"))
            private_files.sync_folder(line.stream)
            path.unlink()


def let_go(cluster: Cluster) -> None:
    """Keep nothing back for a stream that nobody receives any more."""
    with cluster.superuser.connect() as connection:
        connection.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s AND NOT active",
            [SLOT],
        )


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
