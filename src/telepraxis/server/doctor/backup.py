"""Backups: the last archive, the second up to which the stream is safe, the last proof, the copy, the key sheet."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from telepraxis.server import key_sheet
from telepraxis.server.backup import notes
from telepraxis.server.backup.places import named_backups

from .checks import Check, fail, ok, warn

OLD, PROOF_OLD, LATE = timedelta(days=2), timedelta(days=30), timedelta(seconds=60)


def look() -> Iterator[Check]:
    home = Path(settings.HOME)
    backups = named_backups() or home / "backups"
    if named_backups() is None and not backups.exists():
        step = _("Name a folder on another disk: telepraxis up --backups DIR (docs/guides/backup.md).")
        yield warn("backup", _("None yet."), step)
        return
    said, now = notes.of_home(home, backups), datetime.now(UTC)
    yield archive(said["backup"], now)
    if named_backups() and (_last_ok(said["backup"]) or {}).get("kind") != "dump":  # a dump has no stream
        yield stream(said["stream"], now)
    yield proof(said["proof"], now)
    if os.environ.get("TELEPRAXIS_BACKUP_S3"):
        yield copy(said["offsite"], now)
    yield sheet()


def archive(said: dict | None, now: datetime) -> Check:
    """When the last archive was made, and whether the last try failed."""
    last = _last_ok(said)
    if said and not said["ok"]:
        return fail("backup", _("The last one failed: %(why)s") % {"why": said["why"]},
                    _("Mend that; it is tried again within the hour, or now: telepraxis backup."))  # fmt: skip
    if last is None:
        return warn("backup", _("None yet."), _("The first one is under way, or make it: telepraxis backup."))
    made = _when(last["began_at"])
    found = _("made %(when)s") % {"when": _moment(made)}
    if now - made > OLD:
        return warn("backup", _("The last one is of %(when)s.") % {"when": _moment(made)},
                    _("Does telepraxis up run with --backups? Or make one: telepraxis backup."))  # fmt: skip
    return ok("backup", found)


def stream(said: dict | None, now: datetime) -> Check:
    """Up to which second every change is on the other disk."""
    until = said and said.get("safe_until")
    if not until:
        step = _("It begins with telepraxis up --backups DIR; read logs/backups.log.")
        return warn("backup stream", _("Nothing is archived yet. %(why)s") % {"why": (said or {}).get("why", "")}, step)
    moment = {"when": f"{_when(until):%d %b %Y %H:%M:%S} UTC", "why": said.get("why", "")}
    if now - _when(until) > LATE:
        return fail("backup stream", _("Only safe up to %(when)s. %(why)s") % moment,
                    _("Is the disk for backups there, and not full? Read logs/backups.log."))  # fmt: skip
    return ok("backup stream", _("every change is safe up to %(when)s") % moment)


def proof(said: dict | None, now: datetime) -> Check:
    """When a backup was last restored on trial and found whole."""
    last = _last_ok(said)
    if said and not said["ok"]:
        return fail("backup proof", _("The last trial restore failed: %(why)s") % {"why": said["why"]},
                    _("Make a new backup, then prove it: telepraxis backup --prove."))  # fmt: skip
    if last is None:
        return warn("backup proof", _("No backup was proven yet."), _("Prove one: telepraxis backup --prove."))
    found = {
        "when": _moment(_when(last["at"])), "rows": f"{last['rows']:,}", "files": last["files"],
        "seconds": round(last["seconds"]),
    }  # fmt: skip
    text = _("restored on trial %(when)s: %(rows)s rows, %(files)s files, in %(seconds)s s") % found
    if now - _when(last["at"]) > PROOF_OLD:
        return warn("backup proof", text, _("Prove the newest: telepraxis backup --prove."))
    return ok("backup proof", text)


def copy(said: dict | None, now: datetime) -> Check:
    """Whether the copy in S3 is up to date."""
    last = _last_ok(said)
    if said and not said["ok"]:
        since = _("since %(when)s") % {"when": _moment(_when(last["at"]))} if last else _("not once yet")
        found = _("It could not be sent (%(since)s): %(why)s") % {"since": since, "why": said["why"]}
        return fail("backup copy", found,
                    _("Check the address and the credentials; it is tried again each minute."))  # fmt: skip
    if last is None:
        return warn("backup copy", _("None was sent yet."), _("It follows the first backup."))
    return ok("backup copy", _("closed and sent %(when)s") % {"when": _moment(_when(last["at"]))})


def sheet() -> Check:
    """Whether the keys of now are on paper."""
    if key_sheet.is_of_now(Path(settings.SECRETS_PATH)):
        return ok("backup sheet", _("it holds every key of now"))
    return warn("backup sheet", _("No key sheet holds the keys of now: without it a backup stays closed."),
                _("telepraxis keys sheet --to key-sheet.html; print it, keep it apart from the backups."))  # fmt: skip


def _last_ok(said: dict | None) -> dict | None:
    return said.get("last_ok") if said else None


def _when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _moment(when: datetime) -> str:
    return f"{when:%d %b %Y %H:%M} UTC"
