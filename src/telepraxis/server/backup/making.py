"""Make one archive while everybody works: the database as of one moment, then every file that its rows may name."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg

import telepraxis
from telepraxis.server import key_sheet, keys, private_files
from telepraxis.server.homes import own_folder
from telepraxis.server.installation import Installation
from telepraxis.server.postgres.binaries import MAJOR, binaries_for
from telepraxis.server.processes import as_user

from . import notes
from .archives import FILES, MANIFEST, NEEDED_RINGS, Archive, Manifest, archives_of, checksum
from .places import Line
from .pool import Entry, entries_in, gather
from .trouble import BackupTrouble

Say = Callable[[str], None]
QUICKLY_CHANGING = ("procrastinate_", "django_session", "accounts_pace", "axes_", "live_")  # counted by nobody
MARGIN = 1.3  # free space wanted, as a multiple of what the last archive took


def make_archive(installation: Installation, line: Line, *, say: Say) -> Archive:
    """Write an archive of the running installation and return it; what happened is noted.

    :raises BackupTrouble: nothing was kept of it.
    """
    line.make(installation.user)
    with alone(line):
        try:
            archive = _make(installation, line, say)
        except BackupTrouble as trouble:
            notes.note(line, "backup", ok=False, why=str(trouble))
            raise
    size = sum(member["size"] for member in archive.manifest.members.values())
    notes.note(line, "backup", ok=True, archive=archive.manifest.name, kind=archive.manifest.kind, bytes=size,
               files=archive.manifest.stored["count"], began_at=archive.manifest.began_at.isoformat())  # fmt: skip
    return archive


@contextmanager
def alone(line: Line) -> Iterator[None]:
    """:raises BackupTrouble: another backup of this line is under way."""
    with (line.folder / "busy").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupTrouble("Another backup is under way. Wait for it to end.") from None
        yield


def _make(installation: Installation, line: Line, say: Say) -> Archive:
    began_at = datetime.now(UTC)
    name = f"{began_at:%Y%m%dT%H%M%SZ}"
    kept = archives_of(line.folder)
    _refuse_full_disk(line, kept)
    _clear_drafts(line)
    draft = own_folder(line.archives / f".draft-{name}", installation.user)
    try:
        say("Copying the database")
        before = count_rows(installation)
        starts = _pack_cluster(installation, draft) if installation.cluster else _dump(installation, draft)
        after = count_rows(installation)
        # Files after the database: each row's bytes were on disk before the row was.
        say("Copying files")
        entries = _gather_files(installation, line, kept, draft)
        manifest = Manifest(
            name=name, line=line.name, kind="cluster" if installation.cluster else "dump", began_at=began_at,
            ended_at=datetime.now(UTC), telepraxis=telepraxis.__version__, postgresql=MAJOR,
            members=_members(draft), keys=_needed_keys(installation, entries), starts=starts,
            rows={table: sorted((before[table], after[table])) for table in before if table in after},
            stored={"count": len(entries), "bytes": sum(entry.size for entry in entries)},
        ).sealed(keys.rings(_key_file(installation)))  # fmt: skip
        private_files.write(draft / MANIFEST, manifest.text().encode())
        _sync(draft)
        os.rename(draft, line.archives / name)
        private_files.sync_folder(line.archives)
    except OSError as problem:
        raise BackupTrouble(f"The archive could not be written: {problem}. Is there room on that disk?") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Archive(line.archives / name, manifest)


def count_rows(installation: Installation) -> dict[str, int]:
    """Count every table at one moment; those that change by the second are left out."""
    owner, cluster = installation.owner, installation.cluster
    login = cluster.superuser.to(owner.database) if cluster else owner
    with login.connect() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        return {
            table: connection.execute(
                psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table))
            ).fetchone()[0]
            for (table,) in tables
            if not table.startswith(QUICKLY_CHANGING)
        }


def _pack_cluster(installation: Installation, draft: Path) -> dict:
    """Have pg_basebackup pack the running server, with the changes made meanwhile; return where the stream goes on."""
    cluster = installation.cluster
    run_tool(
        installation,
        [str(cluster.binaries / "pg_basebackup"), "-d", _without_password(cluster.superuser), "-D", str(draft), "-Ft",
         "-Z", "client-gzip:1", "-X", "stream", "-c", "fast", "--manifest-checksums=SHA256", "--no-password",
         "--label=telepraxis"],
        cluster.superuser.password,
    )  # fmt: skip
    (span,) = json.loads((draft / "backup_manifest").read_text())["WAL-Ranges"]
    return {"timeline": span["Timeline"], "segment": segment_of(span["Timeline"], span["Start-LSN"])}


def segment_of(timeline: int, position: str) -> str:
    """Return the name of the file of 16 MB that holds a position of the log."""
    high, low = (int(part, 16) for part in position.split("/"))
    return f"{timeline:08X}{high:08X}{low >> 24:08X}"


def _dump(installation: Installation, draft: Path) -> dict:
    """Have pg_dump write the database of the operator's own server: one moment of it, no stream."""
    tool = binaries_for(installation.user, own_folder(installation.home / "postgres", installation.user)) / "pg_dump"
    where = ["-d", _without_password(installation.owner), "--no-password", "-f", str(draft / "database.dump")]
    run_tool(installation, [str(tool), "-Fc", "--no-owner", *where], installation.owner.password)
    return {}


def run_tool(installation: Installation, command: list[str], password: str) -> str:
    """Run a program of PostgreSQL as the platform's user, others first.

    :raises BackupTrouble: with what it said.
    """
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "PGPASSWORD": password}
    done = subprocess.run(
        command, env=environment, cwd="/", capture_output=True, text=True, preexec_fn=_steps_back,
        **as_user(installation.user),
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-600:]
        raise BackupTrouble(f"{Path(command[0]).name} failed: {said}. Is the disk full, the server stopped?")
    return done.stdout


def _steps_back() -> None:
    os.nice(10)


def _without_password(login) -> str:
    from dataclasses import replace

    return replace(login, password="").url.replace(":@", "@", 1)


def _gather_files(installation: Installation, line: Line, kept: list[Archive], draft: Path) -> list[Entry]:
    known = {entry.path: entry for archive in kept[-1:] for entry in archive.entries()}
    if line.files_since.exists():
        known |= {entry.path: entry for entry in entries_in(line.files_since.read_text())}
    entries = gather(installation.home / "files", line.pool, known)
    private_files.write(draft / FILES, "".join(entry.line() for entry in entries).encode())
    return entries


def _needed_keys(installation: Installation, entries: list[Entry]) -> dict[str, str]:
    """Return fingerprints of the keys without which something in this archive stays closed."""
    held = key_sheet.fingerprints(keys.rings(_key_file(installation)), *NEEDED_RINGS)
    used = {f"files {entry.key}" for entry in entries}
    current = f"files {keys.rings(_key_file(installation))['files'][0]['id']}"
    return {name: value for name, value in held.items() if name.startswith("fields ") or name in used | {current}}


def _key_file(installation: Installation) -> Path:
    return Path(installation.environment()["TELEPRAXIS_SECRETS"])


def _members(draft: Path) -> dict[str, dict]:
    return {
        path.name: {"size": path.stat().st_size, "sha256": checksum(path)} for path in sorted(draft.iterdir())
    }  # fmt: skip


def _sync(draft: Path) -> None:
    for path in draft.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    private_files.sync_folder(draft)


def _clear_drafts(line: Line) -> None:
    """Remove what a killed backup left."""
    for draft in line.archives.glob(".draft-*"):
        shutil.rmtree(draft, ignore_errors=True)


def _refuse_full_disk(line: Line, kept: list[Archive]) -> None:
    with suppress(IndexError):
        wanted = MARGIN * sum(member["size"] for member in kept[-1].manifest.members.values())
        if (free := shutil.disk_usage(line.backups).free) < wanted:
            raise BackupTrouble(f"{line.backups} has {free / 1e9:.1f} GB free, an archive takes {wanted / 1e9:.1f} GB "
                                "or so. Make room, or keep fewer (docs/guides/backup.md).")  # fmt: skip
