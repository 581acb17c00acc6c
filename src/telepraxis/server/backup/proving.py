"""Prove that the newest archive comes back: restore it aside, start it, compare, throw it away, remember the result."""

import hashlib
import shutil
import subprocess
import time
from pathlib import Path

from telepraxis.base.sealing import CannotOpen
from telepraxis.server import key_sheet, keys
from telepraxis.server.installation import Installation
from telepraxis.server.postgres import Cluster
from telepraxis.server.postgres.cluster import DATABASE
from telepraxis.server.processes import as_user

from . import notes
from .archives import Archive, archives_of
from .making import Say, count_rows
from .places import Line
from .restoring import restore
from .trouble import BackupTrouble


def prove_newest(installation: Installation, line: Line, sheet: Path | None, *, say: Say) -> dict:
    """Return what was found: {archive, seconds, tables, rows, files, last_change}; it is noted either way.

    :raises BackupTrouble: it does not restore, or differs.
    """
    kept = archives_of(line.folder)
    if not kept:
        raise BackupTrouble(f"There is no archive in {line.folder} yet. Make one: telepraxis backup.")
    scratch = installation.home / "proof"
    shutil.rmtree(scratch, ignore_errors=True)
    began = time.monotonic()
    try:
        found = _prove(installation, kept[-1], sheet, scratch, say)
    except (BackupTrouble, keys.KeysUnusable) as trouble:
        notes.note(line, "proof", ok=False, archive=kept[-1].manifest.name, why=str(trouble))
        raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    found |= {"archive": kept[-1].manifest.name, "seconds": round(time.monotonic() - began, 1)}
    notes.note(line, "proof", ok=True, **found)
    return found


def _prove(installation: Installation, archive: Archive, sheet: Path | None, scratch: Path, say: Say) -> dict:
    key_file = Path(installation.environment()["TELEPRAXIS_SECRETS"])
    rings = key_sheet.read(sheet) if sheet else keys.rings(key_file)
    done = restore(archive, home=scratch, rings=rings, until=None, user=installation.user, say=say)
    if done.missing:
        raise BackupTrouble(f"{len(done.missing)} files that the record names are not in the backup.")
    say("Comparing")
    cluster = Cluster(scratch, installation.user)
    _refuse_damaged_pages(installation, cluster)
    cluster.start()
    try:
        rows = _compare_rows(archive, Installation(scratch, "production", installation.user, cluster, cluster.owner))
        files = _open_files(cluster, scratch, rings)
    finally:
        cluster.stop()
    last = done.last_change or archive.manifest.ended_at
    return {"tables": len(rows), "rows": sum(rows.values()), "files": files, "last_change": last.isoformat()}


def _refuse_damaged_pages(installation: Installation, cluster: Cluster) -> None:
    done = subprocess.run(
        [str(cluster.binaries / "pg_checksums"), "--check", "-D", str(cluster.data)], capture_output=True, text=True,
        cwd="/", **as_user(installation.user),
    )  # fmt: skip
    if done.returncode:
        raise BackupTrouble(f"Pages of the restored database are damaged: {done.stderr.strip()[-300:]}")


def _compare_rows(archive: Archive, restored: Installation) -> dict[str, int]:
    """Compare tables with what was counted while the archive was made; the stream after it may only have added.

    Rows of some tables come and go; those of tables that only grow (record versions, audit) must all be there.
    """
    found = count_rows(restored)
    lacking = [
        f"{table} has {found.get(table, 0)} rows instead of {archive.manifest.rows[table][0]}"
        for table in _only_growing(restored)
        if found.get(table, 0) < archive.manifest.rows.get(table, [0])[0]
    ]
    if gone := set(archive.manifest.rows) - set(found):
        lacking.append(f"the tables {', '.join(sorted(gone))} are gone")
    if lacking:
        raise BackupTrouble(f"The restored database lacks rows: {'; '.join(lacking[:5])}.")
    return found


def _only_growing(restored: Installation) -> list[str]:
    with restored.cluster.superuser.to(DATABASE).connect() as connection:
        return [name for (name,) in connection.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'insert_only'"
        )]  # fmt: skip


def _open_files(cluster: Cluster, scratch: Path, rings: dict) -> int:
    """Open every stored file with the keys and compare it with its name."""
    with cluster.superuser.to(DATABASE).connect() as connection:
        if not connection.execute("SELECT to_regclass('files_storedfile')").fetchone()[0]:
            return 0
        rows = connection.execute("SELECT organization_id, digest FROM files_storedfile").fetchall()
    ring = keys.load(scratch / "keys.json").file_ring
    for owner, digest in rows:
        sealed = (scratch / "files" / str(owner) / digest[:2] / digest).read_bytes()
        try:
            content = ring.open(sealed, about=f"file {owner} {digest}".encode())
        except CannotOpen as reason:
            raise BackupTrouble(f"A stored file does not open: {reason}") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise BackupTrouble("A stored file holds something else than its row says.")
    return len(rows)
