"""All of a person's record as files in one zip: every resource as stored, the files themselves, the summary."""

import mimetypes
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import IO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.translation import gettext as _

from telepraxis.base import files
from telepraxis.base.fhir import json_text
from telepraxis.base.record.models import TYPES, DocumentReference, Patient, Resource
from telepraxis.registry.patients.identity import uids_of

from .summary import summary_of

AT_A_TIME = 500


def write_zip(patient: UUID, into: IO[bytes], *, now: datetime) -> None:
    """Write the zip; of a large record never more than some hundred resources, or one file, lie in memory."""
    with ZipFile(into, "w", ZIP_DEFLATED, compresslevel=6) as packed:
        packed.writestr("README.txt", _readme())
        packed.writestr("summary.json", json_text.written(summary_of(patient, now=now)))
        for type, docs in _everything(patient):
            with packed.open(f"fhir/{type}.ndjson", "w") as lines:
                for doc in docs:
                    lines.write(doc.encode() + b"\n")
        for name, digest in _files(patient):
            packed.writestr(f"files/{name}", files.read(digest), compress_type=ZIP_STORED)


def _everything(patient: UUID) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield (type, its documents as stored) of everything in the person's records."""
    theirs = uids_of(patient)
    yield "Patient", _docs(Patient.objects.filter(uid__in=theirs))
    for type, table in TYPES.items():
        if any(field.name == "patient" for field in table._meta.concrete_fields):
            rows = table.objects.filter(patient_id__in=theirs)
            if rows.exists():
                yield type, _docs(rows)
    others = Resource.objects.filter(patient_id__in=theirs).order_by("type", "uid").values_list("type", "doc")
    for type, rows in groupby(others.iterator(chunk_size=AT_A_TIME), key=lambda row: row[0]):
        yield type, (doc for _type, doc in rows)


def _docs(rows) -> Iterator[str]:
    return rows.order_by("uid").values_list("doc", flat=True).iterator(chunk_size=AT_A_TIME)


def _files(patient: UUID) -> Iterator[tuple[str, str]]:
    """Yield (name, digest) of every file of the record, each once."""
    kept = DocumentReference.objects.filter(patient_id__in=uids_of(patient), status="current").exclude(sha256="")
    for digest, media_type in dict(kept.order_by("uid").values_list("sha256", "media_type")).items():
        yield digest + (mimetypes.guess_extension(media_type) or ""), digest


def _readme() -> str:
    return "\n".join(
        [
            _("Your record, as the practice keeps it."),
            "",
            _("summary.json: the International Patient Summary, for another doctor's computer (FHIR R4)."),
            _("fhir/: everything there is, one kind in each file, one entry on each line (FHIR R4, NDJSON)."),
            _("files/: letters, pictures and scans; fhir/DocumentReference.ndjson says which is which."),
            "",
        ]
    )
