"""Bring an archive back to life on a bare machine: beside the data home first, and under its name when all is well."""

import gzip
import os
import re
import secrets
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg

from telepraxis.server import keys, private_files
from telepraxis.server.homes import own_folder, prepare_home
from telepraxis.server.key_sheet import fingerprints
from telepraxis.server.postgres import Cluster, ClusterTrouble
from telepraxis.server.postgres.cluster import DATABASE, SUPERUSER
from telepraxis.server.processes import SystemUser

from .archives import NEEDED_RINGS, Archive
from .places import begin_line_anew
from .pool import Entry, put_back
from .trouble import ArchiveRefused

Say = Callable[[str], None]
RESTORED = "restored.json"
SPACE = 3.0  # packed to unpacked, roughly
_LAST = re.compile(r"last completed transaction was at log time ([0-9: .+-]+)")
_SEGMENT = re.compile(r"^([0-9A-F]{24})(\.partial)?(\.gz)?$")


@dataclass
class Restored:
    """What came back: until when, how many files, and what is missing."""

    home: Path
    archive: str
    last_change: datetime | None = None
    files: int = 0
    missing: list[str] = field(default_factory=list)
    gap: str = ""


def restore(
    archive: Archive, *, home: Path, rings: dict[str, list[dict]], until: datetime | None, user: SystemUser, say: Say
) -> Restored:
    """Restore the archive, and the stream after it up to `until` or its end, into `home`, which must not exist yet.

    :raises ArchiveRefused: nothing was changed.
    """
    refuse(archive, rings, home, until)
    say("Comparing the archive with its checksums")
    archive.refuse_damaged()
    with _draft_of(home, user) as draft:
        restored = Restored(home, archive.manifest.name)
        say("Unpacking the database")
        _unpack(archive, draft, user)
        segments = _lay_out_stream(archive, draft, restored)
        if until and not segments:
            raise ArchiveRefused(f"No stream follows the archive {archive.manifest.name}: leave --until out.")
        keys.restore(draft / "keys.json", rings)
        say("Copying files back")
        restored.files = _put_files_back(archive, rings, draft)
        _own(draft, user)
        say("Replaying changes" if segments else "Starting the database")
        _wake(draft, user, segments, until, restored)
        _note(draft, archive, until, restored)
        begin_line_anew(draft)
        shutil.rmtree(draft / "stream")
        _own(draft, user)
        _take_name(draft, home)
    return restored


def refuse(archive: Archive, rings: dict, home: Path, until: datetime | None) -> None:
    """Refuse what can be seen before anything is unpacked.

    :raises ArchiveRefused: with the next step.
    """
    manifest = archive.manifest
    manifest.refuse_other_program()
    manifest.refuse_wrong_keys(rings)
    manifest.refuse_changed(rings)
    _refuse_older_sheet(archive, rings, until)
    if home.exists() and any(home.iterdir()):
        raise ArchiveRefused(f"{home} is not empty. Nothing is restored over data: name a new folder with --data.")
    if until and until < manifest.ended_at:
        raise ArchiveRefused(f"The archive {manifest.name} was whole at {manifest.ended_at:%d %b %Y %H:%M:%S} UTC "
                             "only; for an earlier moment take an earlier archive.")  # fmt: skip
    if until and until > datetime.now(UTC):
        raise ArchiveRefused("That moment has not come yet. Check --until and its time zone.")
    place = next(folder for folder in home.absolute().parents if folder.exists())
    wanted = SPACE * sum(member["size"] for member in manifest.members.values()) + manifest.stored["bytes"]
    if (free := shutil.disk_usage(place).free) < wanted:
        raise ArchiveRefused(f"{place} has {free / 1e9:.1f} GB free, about {wanted / 1e9:.1f} GB are needed.")


def _refuse_older_sheet(archive: Archive, rings: dict, until: datetime | None) -> None:
    """Refuse a sheet that lacks a key which came into use after the archive and by the moment asked for."""
    held = fingerprints(rings, *NEEDED_RINGS)
    for name, (fingerprint, made_at) in archive.keys_since().items():
        if held.get(name) != fingerprint and (until is None or datetime.fromisoformat(made_at) <= until):
            raise ArchiveRefused(f"This key sheet lacks {name}, made {made_at[:16].replace('T', ' ')} UTC, after the "
                                 "archive. Take a newer sheet, or --until a moment before that.")  # fmt: skip


@contextmanager
def _draft_of(home: Path, user: SystemUser) -> Iterator[Path]:
    draft = home.absolute().parent / f".{home.name}.restoring-{uuid4().hex[:6]}"
    try:
        yield prepare_home(draft, user)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _unpack(archive: Archive, draft: Path, user: SystemUser) -> None:
    cluster = Cluster(draft, user)
    cluster.data.mkdir(mode=0o700)
    _unpack_tar(archive.folder / "base.tar.gz", cluster.data)
    _unpack_tar(archive.folder / "pg_wal.tar.gz", cluster.data / "pg_wal")
    passwords = {role: secrets.token_urlsafe(24) for role in ("postgres", "telepraxis_owner", "telepraxis_app")}
    cluster.take_over(passwords, made_by=archive.manifest.telepraxis)


def _unpack_tar(packed: Path, into: Path) -> None:
    """Unpack plain files and folders; anything else, or a way out of the folder, is refused."""
    try:
        with tarfile.open(packed, "r:gz") as tar:
            for member in tar:
                target = into / member.name
                strange = not (member.isfile() or member.isdir())
                if strange or member.name.startswith("/") or ".." in Path(member.name).parts:
                    raise ArchiveRefused(f"{packed} holds what no backup of ours does: {member.name}.")
                if member.isdir():
                    target.mkdir(mode=0o700, parents=True, exist_ok=True)
                    continue
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with target.open("wb") as file:
                    shutil.copyfileobj(tar.extractfile(member), file, 1 << 20)
                target.chmod(0o600)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as problem:
        raise ArchiveRefused(f"{packed} cannot be unpacked: {problem}. Take another archive.") from None


def _lay_out_stream(archive: Archive, draft: Path, restored: Restored) -> list[str]:
    """Lay the stream's files, from the archive's beginning to the first gap, where the server will look for them."""
    stream = draft / "stream"
    stream.mkdir(mode=0o700)
    found = {}
    for path in sorted(archive.stream.glob("*")) if archive.stream.is_dir() else []:
        if name := _SEGMENT.match(path.name):
            if not name[2] or name[1] not in found:
                found[name[1]] = path
    laid, expected = [], archive.manifest.starts.get("segment")
    while expected in found:
        _lay_out(found[expected], stream / expected)
        laid.append(expected)
        expected = next_segment(expected)
    if laid and (beyond := [name for name in found if name > laid[-1]]):
        restored.gap = f"the stream lacks {expected} and is whole again from {min(beyond)} on"
    return laid


def _lay_out(source: Path, target: Path) -> None:
    try:
        opened = gzip.open(source) if source.suffix == ".gz" else source.open("rb")
        with opened as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file, 1 << 20)
    except (gzip.BadGzipFile, EOFError, OSError) as problem:
        raise ArchiveRefused(f"The stream is damaged in {source}: {problem}. Copy the backup home again, or restore "
                             "with --until a moment before it.") from None  # fmt: skip


def next_segment(name: str) -> str:
    timeline, number = name[:8], int(name[8:16], 16) * 256 + int(name[16:], 16) + 1
    return f"{timeline}{number // 256:08X}{number % 256:08X}"


def _put_files_back(archive: Archive, rings: dict, draft: Path) -> int:
    """Put back every file of the archive and those that came after it; the newest closing that the sheet opens."""
    mine = {key["id"] for key in rings["files"]} | {""}
    entries: dict[str, Entry] = {}
    for entry in [*archive.entries(), *archive.files_since()]:
        if entry.key in mine or entry.path not in entries:
            entries[entry.path] = entry
    if closed := {entry.key for entry in entries.values()} - mine:
        raise ArchiveRefused(f"Files of this backup need keys that the sheet lacks: {', '.join(sorted(closed))}. "
                             "Take the sheet that was printed after the last rotation.")  # fmt: skip
    files = draft / "files"
    files.mkdir(mode=0o700)
    for entry in entries.values():
        put_back(entry, archive.pool, files)
    return len(entries)


def _wake(draft: Path, user: SystemUser, segments: list[str], until: datetime | None, restored: Restored) -> None:
    """Start the server once, for nobody but us: it replays, gets new passwords, and is asked what is missing."""
    cluster = Cluster(draft, user)
    door = cluster.folder / "door-of-restore.conf"
    private_files.write(door, b"local all all trust\n")
    cluster.more_settings = [f"hba_file={door}", "hot_standby=off", *_replay_settings(draft, segments, until)]
    if segments:
        private_files.write(cluster.data / "recovery.signal", b"")
    try:
        cluster.start(within_s=6 * 3600)
    except ClusterTrouble:
        raise ArchiveRefused(_why_not(cluster.log.read_text(), until)) from None
    try:
        with cluster.superuser.connect() as connection:
            reached = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()[0]
            connection.execute(psycopg.sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                psycopg.sql.Identifier(SUPERUSER), cluster.superuser.password))  # fmt: skip
        cluster.ensure_database()
        if found := _LAST.findall(cluster.log.read_text()):
            restored.last_change = datetime.fromisoformat(found[-1].strip())
        whole = [name for name in segments if (draft / "stream" / name).stat().st_size]
        if not until and whole and reached[8:] < whole[-1][8:]:
            raise ArchiveRefused(f"The stream is damaged after {restored.last_change}: it could be read to {reached} "
                                 f"only. To have what came before: --until that moment.")  # fmt: skip
        restored.missing = _missing_files(cluster, draft / "files")
    finally:
        cluster.stop(within_s=60)
    door.unlink()


def _replay_settings(draft: Path, segments: list[str], until: datetime | None) -> list[str]:
    if not segments:
        return []
    target = [f"recovery_target_time={until.isoformat()}", "recovery_target_action=promote"] if until else []
    return [f'restore_command=cp "{draft}/stream/%f" "%p"', "recovery_target_timeline=current", *target]


def _why_not(log: str, until: datetime | None) -> str:
    if "recovery ended before configured recovery target was reached" in log:
        last = _LAST.findall(log)
        ends = last[-1] if last else "the archive itself"
        return (f"The stream ends before {until:%d %b %Y %H:%M:%S} UTC: its last change is of {ends}. "
                "Choose a moment before that, or leave --until out.")  # fmt: skip
    return f"The database of this archive does not start. It said: {log[-600:].strip()} Take another archive."


def _missing_files(cluster: Cluster, files: Path) -> list[str]:
    """Return the digests of files that a row names and the backup does not have."""
    with cluster.superuser.to(DATABASE).connect() as connection:
        if not connection.execute("SELECT to_regclass('files_storedfile')").fetchone()[0]:
            return []
        rows = connection.execute("SELECT organization_id, digest FROM files_storedfile").fetchall()
    return [digest for owner, digest in rows if not (files / str(owner) / digest[:2] / digest).exists()]


def _note(draft: Path, archive: Archive, until: datetime | None, restored: Restored) -> None:
    import json

    said = {
        "archive": archive.manifest.name, "until": until and until.isoformat(),
        "last_change": restored.last_change and restored.last_change.isoformat(), "at": datetime.now(UTC).isoformat(),
    }  # fmt: skip
    private_files.write(draft / RESTORED, json.dumps(said).encode())


def _own(folder: Path, user: SystemUser) -> None:
    """Give everything to the platform's user, closed to others."""
    if os.geteuid() != 0:
        return
    for above, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            os.chown(Path(above) / name, user.uid, user.gid, follow_symlinks=False)


def _take_name(draft: Path, home: Path) -> None:
    home = home.absolute()
    if home.exists():
        home.rmdir()
    os.rename(draft, home)
    private_files.sync_folder(home.parent)
    own_folder(home, SystemUser("", home.stat().st_uid, home.stat().st_gid))
