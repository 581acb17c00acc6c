"""What `telepraxis backup` and `telepraxis restore` do."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from telepraxis.server import key_sheet
from telepraxis.server.installation import Installation
from telepraxis.server.processes import platform_user

from . import making, restoring, retention
from .archives import archives_of, chosen
from .places import Line, line_of, named_backups
from .trouble import ArchiveRefused, BackupTrouble

Say = Callable[[str], None]


def line_for(installation: Installation, to: Path | None) -> Line:
    """Return where this installation's backups go: `to`, what `up` was told, or backups/ of the data home."""
    told = installation.told.get("TELEPRAXIS_BACKUPS")
    named = to or named_backups() or (Path(told) if told else installation.home / "backups")
    return line_of(installation.home, named.expanduser())


def back_up(installation: Installation, to: Path | None, *, say: Say) -> None:
    """Make an archive now, drop those that are no longer kept, and say what there is."""
    line = line_for(installation, to)
    with installation.database_running():
        archive = making.make_archive(installation, line, say=say)
    dropped = retention.drop_old(line)
    size = sum(member["size"] for member in archive.manifest.members.values())
    say(f"Archive {archive.manifest.name}: {size / 1e6:.0f} MB of database, {archive.manifest.stored['count']} files")
    say(f"In {archive.folder}" + (f"; {dropped} older ones were dropped" if dropped else ""))
    if archive.manifest.kind == "dump":
        say("Covered: the database as of that moment and every stored file. Not covered: what came after it, and the")
        say("roles and settings of your server. For less loss let it archive its own log (archive_command).")
    if line.backups == installation.home / "backups":
        say("It lies on the clinic's own disk: name another one with --to, or `up --backups DIR` for every night.")
    if not key_sheet.is_of_now(Path(installation.environment()["TELEPRAXIS_SECRETS"])):
        say("No key sheet holds the keys of now: telepraxis keys sheet --to key-sheet.html, print it, keep it apart.")


def list_archives(installation: Installation, to: Path | None, *, say: Say) -> None:
    """Say which archives there are."""
    line = line_for(installation, to)
    for archive in archives_of(line.folder):
        manifest = archive.manifest
        rows = sum(high for _low, high in manifest.rows.values())
        say(f"{manifest.name}  {manifest.ended_at:%d %b %Y %H:%M:%S} UTC  {rows:,} rows  {archive.folder}")


def restore(named: str, *, data: Path, sheet: Path, until: str | None, say: Say) -> None:
    """Restore into a new data home.

    :raises ArchiveRefused, KeysUnusable: nothing was changed.
    """
    rings = key_sheet.read(sheet)
    moment = moment_of(until) if until else None
    with _near(named, rings, moment, say) as folder:
        archive = chosen(folder, moment)
        if archive.manifest.kind == "dump":
            from .dumps import restore_dump

            say(restore_dump(archive, home=data, rings=rings, until=moment, user=platform_user(), say=say))
            return
        done = restoring.restore(archive, home=data, rings=rings, until=moment, user=platform_user(), say=say)
    if done.last_change:
        say(f"Last change: {done.last_change:%d %b %Y %H:%M:%S} UTC")
    if done.gap:
        say(f"Beware: {done.gap}. What came after is not here.")
    if done.missing:
        say(f"Beware: {len(done.missing)} files that the record names are not in the backup.")
    say(f"Archive {done.archive} is back in {done.home}, with {done.files} files.")
    say(f"Next: telepraxis up --data {done.home}")


def moment_of(text: str) -> datetime:
    """Read a moment; without a zone it is UTC.

    :raises ArchiveRefused: it is none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArchiveRefused(
            f"{text!r} is no moment. Write it as 2026-11-25T14:05:00+01:00; without a zone it is UTC."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def send(installation: Installation, to: Path | None, *, say: Say) -> None:
    """Bring the copy in S3 up to date.

    :raises BackupTrouble: it could not be reached.
    """
    from .offsite import send_copy

    say(f"{send_copy(installation, line_for(installation, to))} objects sent")


def _near(named: str, rings: dict, until: datetime | None, say: Say):
    from contextlib import nullcontext

    if named.startswith("s3://"):
        from .offsite import brought_near

        return brought_near(named, rings, until, say=say)
    return nullcontext(Path(named).expanduser())


def prove(installation: Installation, to: Path | None, sheet: Path | None, *, say: Say) -> None:
    """Restore the newest archive into a scratch data home, look at it, and remember what was found.

    :raises BackupTrouble: it does not restore, or differs.
    """
    from .proving import prove_newest

    found = prove_newest(installation, line_for(installation, to), sheet, say=say)
    say(f"Proven: {found['archive']} restores in {found['seconds']:.0f} s; {found['rows']:,} rows in {found['tables']} "
        f"tables and {found['files']} files are as they were.")  # fmt: skip


__all__ = ["BackupTrouble", "back_up", "line_for", "list_archives", "prove", "restore"]
