"""Documents go out: as stored, one on each line, with their history."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.record import rows
from telepraxis.base.record.models import TYPES, Resource, Version, table_of
from telepraxis.base.tenancy.models import Tenant

from .packing import Parcel, parcel_at
from .pieces import OURS, NotReadable

AT_ONCE = 500
README = """Records of {name}, exported from Telepraxis on {at}.

TYPE.ndjson      FHIR R4 (4.0.1) resources of one type, one JSON object on each line (https://hl7.org/fhir/R4/nd-json.html),
                 as they are stored: numbers with their digits, elements in their order.
history/         every version of them, the oldest first, one JSON object on each line:
                   type, id, version    which document, and which of its versions
                   at, by               when it was written (ISO 8601) and by whom
                   resource             the FHIR resource as it was; null where that version is a deletion
manifest.json    every file with the number of its lines, its size in bytes and its SHA-256. It was written last: a
                 folder without it is not whole.
"""


def export_to(to: Path, *, patient: str | None = None, by: Actor, now: datetime) -> dict[str, Any]:
    """Write every document of the organization, or one patient's chart, to a new folder or zip; return the manifest.

    All of it is as of one moment.

    :raises NotReadable: something lies there already, or there is no such patient.
    """
    with one_moment(), tenancy.serving(by.organization_id):
        chart = _patient(patient)
        tenant = Tenant.objects.get(pk=by.organization_id)
        audit.looked(by, "fhir.exported", patient=chart, entity=("Patient", patient or ""))
        with parcel_at(to) as parcel:
            write_documents(parcel, chart)
            for type in types_here():
                _write_history(parcel, type, chart)
            manifest = {
                "by": OURS,
                "format": 1,
                "fhirVersion": "4.0.1",
                "organization": {"slug": tenant.slug, "name": tenant.name},
                "patient": patient,
                "exportedAt": now.isoformat(),
            }
            return parcel.finish(manifest, README.format(name=tenant.name, at=f"{now:%d %b %Y %H:%M} UTC"))


def one_moment():
    """Open a transaction that sees everything as of its beginning; within another, that one's own moments hold."""
    whole = transaction.atomic()
    if connection.in_atomic_block:
        return whole
    return _RepeatableRead(whole)


class _RepeatableRead:
    def __init__(self, whole) -> None:
        self.whole = whole

    def __enter__(self) -> None:
        self.whole.__enter__()
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

    def __exit__(self, *problem) -> None:
        self.whole.__exit__(*problem)


def types_here() -> list[str]:
    """Return every type that has or had documents."""
    general = Resource.every.order_by().values_list("type", flat=True).distinct()
    return sorted({*general, *(type for type, table in TYPES.items() if table.every.exists())})


def write_documents(parcel: Parcel, chart: UUID | None = None, *, folder: str = "") -> None:
    """Write the live documents, a file for each type."""
    for type in types_here():
        with parcel.lines(f"{folder}{type}.ndjson", holds="resources", type=type) as lines:
            for doc in documents_of(type, chart).values_list("doc", flat=True).iterator(AT_ONCE):
                lines.add(doc)


def documents_of(type: str, chart: UUID | None, *, every: bool = False):
    """Return the documents of a type, or those in one patient's chart, in the order in which they were made."""
    table = table_of(type)
    found = rows.of_type(type, table.every if every else table.objects).order_by("uid")
    if chart is None:
        return found
    if type == "Patient":
        return found.filter(uid=chart)
    return found.filter(patient_id=chart) if hasattr(table, "patient_id") else found.none()


def _write_history(parcel: Parcel, type: str, chart: UUID | None) -> None:
    with parcel.lines(f"history/{type}.ndjson", holds="history", type=type) as lines:
        for version in _versions(type, chart):
            lines.add(version_line(version))


def _versions(type: str, chart: UUID | None) -> Iterator[Version]:
    found = Version.objects.filter(type=type).order_by("logical_id", "version")
    if chart is None:
        yield from found.iterator(AT_ONCE)
        return
    ids = list(documents_of(type, chart, every=True).values_list("logical_id", flat=True))
    for begin in range(0, len(ids), AT_ONCE):
        yield from found.filter(logical_id__in=ids[begin : begin + AT_ONCE])


def version_line(version: Version) -> str:
    """Return one version as a line; its resource stands in it as stored."""
    head = {
        "type": version.type,
        "id": version.logical_id,
        "version": version.version,
        "at": version.at.isoformat(),
        "by": version.actor_name,
    }
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "resource": {version.doc or "null"}}}'


def _patient(logical_id: str | None) -> UUID | None:
    if logical_id is None:
        return None
    row = record.of_type("Patient").filter(logical_id=logical_id).first()
    if row is None:
        raise NotReadable(f"There is no patient {logical_id}. Name the id of a Patient of this practice.")
    return row.uid
