"""Which archives are kept: the newest of each of so many days and weeks. Then what no kept archive needs goes."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from .archives import Archive, archives_of
from .places import Line

DAILY, WEEKLY = "TELEPRAXIS_BACKUP_DAYS", "TELEPRAXIS_BACKUP_WEEKS"
KEPT = {DAILY: 7, WEEKLY: 5}
SETTLED = timedelta(hours=6).total_seconds()  # a pool file so young may belong to an archive that is being written


def kept_by_rule(moments: list[datetime], days: int, weeks: int) -> set[datetime]:
    """Return which moments stay: the newest of each of the last so many days and weeks that have one."""
    kept = {max(moments)} if moments else set()
    for count, unit in ((days, "%Y-%j"), (weeks, "%G-%V")):
        newest = {f"{moment:{unit}}": moment for moment in sorted(moments)}
        kept |= set(sorted(newest.values())[-count:] if count else [])
    return kept


def drop_old(line: Line) -> int:
    """Drop archives of this line that the rule no longer keeps, their stretch of the stream, and unused pool files."""
    archives = archives_of(line.folder)
    days, weeks = (_number(name) for name in (DAILY, WEEKLY))
    stay = kept_by_rule([archive.manifest.ended_at for archive in archives], days, weeks)
    gone = [archive for archive in archives if archive.manifest.ended_at not in stay]
    for archive in gone:
        doomed = archive.folder.with_name(f".draft-{archive.folder.name}")  # renamed first: never half an archive
        archive.folder.rename(doomed)
        shutil.rmtree(doomed)
    left = [archive for archive in archives if archive not in gone]
    _drop_stream(line, left)
    if gone:
        _drop_unused(line)
    return len(gone)


def _drop_stream(line: Line, left: list[Archive]) -> None:
    """Remove the stream's files from before the oldest archive."""
    starts = [archive.manifest.starts["segment"] for archive in left if archive.manifest.starts]
    if not starts:
        return
    for path in line.stream.glob("0*"):
        if len(path.name) >= 24 and path.name[8:24] < min(starts)[8:]:
            path.unlink(missing_ok=True)


def _drop_unused(line: Line) -> None:
    """Remove from the pool what no archive of any line names, and no list of files since."""
    used: set[str] = set()
    for folder in line.backups.iterdir():
        if not (folder / "archives").is_dir():
            continue
        listed = [*(folder / "archives").glob("*/files.jsonl"), folder / "files-since.jsonl"]
        for path in listed:
            used |= _named_in(path)
    newest = max((path.stat().st_mtime for path in line.archives.iterdir()), default=0)
    for path in line.pool.glob("*/*"):
        if path.name not in used and path.stat().st_mtime < newest - SETTLED:
            path.unlink(missing_ok=True)


def _named_in(path: Path) -> set[str]:
    import json

    if not path.exists():
        return set()
    return {json.loads(text)["sha256"] for text in path.read_text().splitlines() if text.endswith("}")}


def _number(name: str) -> int:
    given = os.environ.get(name, "")
    return int(given) if given.isdecimal() else KEPT[name]
