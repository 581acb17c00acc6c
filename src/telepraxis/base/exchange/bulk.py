"""Exports that apps ask for through the API (FHIR Bulk Data Access 2, https://hl7.org/fhir/uv/bulkdata/).

The files lie sealed in the data home, apart from those of the record: no backup keeps them, and a day after they were
written they are gone.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.fhir.outcome import not_found, throttled
from telepraxis.base.files import StorageFull
from telepraxis.base.jobs import job
from telepraxis.base.record.models import Patient, table_of

from .exporting import documents_of, types_here
from .models import BulkExport, BulkFile

KEPT_FOR = timedelta(days=1)
WRITTEN_WITHIN = timedelta(hours=6)  # what is not ready then has failed: its job is among those that did
AT_ONCE = 2  # exports of one app under way
FILE_BYTES = 8 * 2**20  # a file is sealed, and opened, as one piece
ROWS = 500


def ask(
    *, types: list[str], since: datetime | None, group: str, patients_only: bool, request: str, client: str,
    token_id: UUID, by: Actor, now: datetime,
) -> BulkExport:  # fmt: skip
    """Note what an app wants exported.

    :raises Refused: it has enough exports under way (429), or there is no such group (404).
    """
    waiting = BulkExport.objects.filter(client_name=client, state=BulkExport.State.WAITING)
    if waiting.filter(asked_at__gt=now - WRITTEN_WITHIN).count() >= AT_ONCE:
        raise throttled(f"{AT_ONCE} exports of this app are under way. Wait until one of them is ready.")
    if group and not record.of_type("Group").filter(logical_id=group).exists():
        raise not_found("There is no such group here.")
    export = BulkExport.objects.create(
        organization_id=by.organization_id, token_id=token_id, client_name=client, request=request, types=types,
        since=since, group=group, patients_only=patients_only, clearance=by.clearance, asked_at=now,
    )  # fmt: skip
    audit.wrote(by, "fhir.export_asked", entity=("BulkExport", export.id))
    return export


def asked_by(client: str, export_id: UUID, *, now: datetime) -> BulkExport:
    """Return an export of this app that is still here.

    :raises Refused: it has none of that id (404).
    """
    export = BulkExport.objects.filter(id=export_id, client_name=client).first()
    if export is None or (export.ready_at and export.ready_at + KEPT_FOR <= now):
        raise not_found("There is no such export: it was deleted, or its day is over. Ask for a new one.")
    return export


@job("exchange.write_export", retries=3)
def write_export(*, organization_id: UUID, export_id: UUID, now: datetime) -> None:
    """Write the files of an export; one that was deleted meanwhile is left."""
    export = BulkExport.objects.filter(id=export_id).first()
    if export is not None and export.state != BulkExport.State.READY:
        write(export, now=now)


def write(export: BulkExport, *, now: datetime) -> None:
    """Write the files of an export that waits, for whom it is for; what an earlier try left is written over."""
    with tenancy.serving(export.organization_id, sees=tenancy.Sight(export.clearance)):
        _write(export, now)


def _write(export: BulkExport, now: datetime) -> None:
    remove_files(export)
    export.files.all().delete()
    number = 0
    for type in export.types or types_here():
        for lines in _packed(_documents(export, type)):
            number += 1
            content = ("\n".join(lines) + "\n").encode()
            _seal(export, number, content)
            BulkFile.objects.create(
                organization_id=export.organization_id, export=export, number=number, type=type, count=len(lines),
                size=len(content),
            )  # fmt: skip
    export.state, export.ready_at, export.written = BulkExport.State.READY, now, number
    export.save(update_fields=["state", "ready_at", "written"])


def written_so_far(export: BulkExport) -> int:
    """Return how many files there are: they appear one by one, before the export is ready."""
    return sum(1 for _ in _folder(export).glob("[0-9]*"))


def content_of(export: BulkExport, number: int) -> tuple[BulkFile, bytes]:
    """Return a file and what is in it.

    :raises Refused: the export has no such file (404).
    """
    file = export.files.filter(number=number).first()
    path = _folder(export) / f"{number}"
    if file is None or not path.is_file():
        raise not_found("This export has no such file. The manifest names those it has.")
    return file, settings.FILE_KEYS.open(path.read_bytes(), about=_about(export, number))


def delete(export: BulkExport, *, by: Actor) -> None:
    """Remove an export and its files."""
    audit.wrote(by, "fhir.export_deleted", entity=("BulkExport", export.id))
    remove_files(export)
    export.delete()


def expired(*, now: datetime) -> list[BulkExport]:
    """Return the exports of the served organization whose day is over, ready or not."""
    return list(BulkExport.objects.filter(asked_at__lte=now - KEPT_FOR * 2)) + list(
        BulkExport.objects.filter(ready_at__lte=now - KEPT_FOR, asked_at__gt=now - KEPT_FOR * 2)
    )


def remove_files(export: BulkExport) -> None:
    """Remove the bytes."""
    shutil.rmtree(_folder(export), ignore_errors=True)


def _documents(export: BulkExport, type: str) -> Iterator[str]:
    found = documents_of(type, None)
    if export.since:
        found = found.filter(last_updated__gt=export.since)
    if export.group or export.patients_only:
        if type != "Patient" and not hasattr(table_of(type), "patient_id"):
            return
        of_patient = "uid" if type == "Patient" else "patient_id"
        found = found.exclude(**{of_patient: None})
        if export.group:
            found = found.filter(**{f"{of_patient}__in": _members(export.group)})
    yield from found.values_list("doc", flat=True).iterator(ROWS)


def _members(group: str) -> list[UUID]:
    """Return the patients whom the group names."""
    content = record.content_of(record.read("Group", group))
    named = [(each.get("entity") or {}).get("reference", "") for each in content.get("member", ())]
    ids = [reference.removeprefix("Patient/") for reference in named if reference.startswith("Patient/")]
    return list(Patient.objects.filter(logical_id__in=ids).values_list("uid", flat=True))


def _packed(documents: Iterator[str]) -> Iterator[list[str]]:
    """Yield as many documents as go into one file."""
    lines, size = [], 0
    for doc in documents:
        if lines and size + len(doc) > FILE_BYTES:
            yield lines
            lines, size = [], 0
        lines.append(doc)
        size += len(doc)
    if lines:
        yield lines


def _seal(export: BulkExport, number: int, content: bytes) -> None:
    folder = _folder(export)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        (folder / f"{number}").write_bytes(settings.FILE_KEYS.seal(content, about=_about(export, number)))
    except OSError as fault:
        remove_files(export)
        raise StorageFull("The export could not be written: is the disk full?") from fault


def _folder(export: BulkExport) -> Path:
    return Path(settings.HOME) / "exports" / str(export.organization_id) / str(export.id)


def _about(export: BulkExport, number: int) -> bytes:
    return f"export {export.organization_id} {export.id} {number}".encode()


__all__ = ["ask", "asked_by", "content_of", "delete", "expired", "remove_files", "write", "written_so_far"]
