"""Note failures and read the latest: in the database, or in a file while there is none."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.utils.translation import gettext_lazy as _

from .models import Failure

KEPT = timedelta(days=30)
LARGEST_FILE = 200_000
LOOKED_AT = 500

NEXT_STEPS = [
    (
        ("OperationalError", "InterfaceError", "AdminShutdown", "CannotConnectNow", "ConnectionTimeout"),
        _("The database did not answer: run telepraxis doctor."),
    ),
    (("DiskFull",), _("The disk of the database is full: free space; it goes on by itself.")),
    (("StorageFull",), _("The disk is full: free space, then ask for the upload again.")),
    (("FileDamaged", "NoSuchFile", "CannotOpen"), _("A stored file or key is missing: see docs/guides/keys.md.")),
    (("LockNotAvailable", "QueryCanceled"), _("The database was too busy: look at its load and at the queue.")),
    (("NotBuilt",), _("The front end is not built: run bin/build-frontend.")),
    (("MemoryError",), _("This machine has too little memory: see telepraxis doctor.")),
    (("AlreadyEnqueued",), _("Nothing to do: the same work was queued already.")),
]
REPORT_IT = _("Search the log for the request number and report it; nothing was half saved.")


@dataclass(frozen=True)
class Noticed:
    """A failure as shown: where, what class of error, what to do next; `times` it came, the latest `at`."""

    at: datetime
    source: str
    place: str
    kind: str
    request_id: str
    times: int = 1

    @property
    def next_step(self):
        return next((step for kinds, step in NEXT_STEPS if self.kind in kinds), REPORT_IT)


def note(*, source: str, place: str, kind: str, now: datetime, request_id: str = "") -> None:
    """Write the failure down, in the file when the database takes nothing."""
    noticed = Noticed(now, source[:16], place[:200], kind[:120], request_id[:64])
    try:
        with transaction.atomic():
            Failure.objects.create(
                at=now, source=noticed.source, place=noticed.place, kind=noticed.kind, request_id=noticed.request_id
            )
    except (DatabaseError, InterfaceError):
        _append(noticed)


def recent(limit: int = 20) -> list[Noticed]:
    """Return the latest failures, newest first, the same one once; without a database those that the file holds."""
    try:
        with transaction.atomic():
            rows = Failure.objects.order_by("-at").values_list("at", "source", "place", "kind", "request_id")[
                :LOOKED_AT
            ]
            found = [Noticed(*row) for row in rows]
    except (DatabaseError, InterfaceError):
        found = []
    alike: dict[tuple, Noticed] = {}
    for noticed in sorted([*found, *_in_file()], key=lambda noticed: noticed.at, reverse=True):
        key = (noticed.source, noticed.place, noticed.kind)
        alike[key] = replace(alike[key], times=alike[key].times + 1) if key in alike else noticed
    return list(alike.values())[:limit]


def _file() -> Path:
    return Path(settings.HOME) / "failures.jsonl"


def _append(noticed: Noticed) -> None:
    path = _file()
    try:
        if path.exists() and path.stat().st_size > LARGEST_FILE:
            path.unlink()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "w") as file:
            owner = path.parent.stat()
            if os.geteuid() == 0 and owner.st_uid != 0:
                os.chown(path, owner.st_uid, owner.st_gid)
            file.write(json.dumps([noticed.at.isoformat(), *_rest(noticed)]) + "\n")
    except OSError:
        pass  # a full disk: the log still has it


def _rest(noticed: Noticed) -> tuple[str, str, str, str]:
    return noticed.source, noticed.place, noticed.kind, noticed.request_id


def _in_file() -> Iterable[Noticed]:
    try:
        lines = _file().read_text().splitlines()
    except OSError:
        return
    for line in lines[-200:]:
        try:
            at, *rest = json.loads(line)
            yield Noticed(datetime.fromisoformat(at), *rest)
        except (ValueError, TypeError):
            continue
