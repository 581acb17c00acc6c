"""Which files a record holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base import record
from telepraxis.base.record.models import DocumentReference
from telepraxis.registry.patients.identity import uids_of

from .document import KINDS, body_site_of, size_of, small_of


@dataclass(frozen=True)
class Kept:
    """One file of the record, readable."""

    uid: UUID
    patient: UUID
    kind: str
    name: str
    media_type: str
    size: int
    at: datetime
    who: str
    by_patient: bool
    about: str
    body_site: str
    measured: str
    has_small: bool

    @property
    def type(self) -> str:
        return "DocumentReference"

    @property
    def what(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_scan(self) -> bool:
        return self.kind == "scan"


def files_of(patient: UUID, *, limit: int = 60) -> list[Kept]:
    """Return the patient's files, the newest first. One query."""
    theirs = _current().filter(patient_id__in=uids_of(patient))
    return [kept_of(row) for row in theirs.order_by("-date", "-uid")[:limit]]


def files_of_encounter(encounter: UUID | None) -> list[Kept]:
    """Return what was sent or taken in an encounter, the newest first. One query."""
    if encounter is None:
        return []
    return [kept_of(row) for row in _current().filter(encounter_id=encounter).order_by("-date", "-uid")]


def file_by(uid: UUID) -> DocumentReference:
    """Return the row of a file that is shown.

    :raises DocumentReference.DoesNotExist: there is none, or it was taken out.
    """
    return _current().get(uid=uid)


def kept_of(row: DocumentReference) -> Kept:
    document = record.content_of(row)
    author = (document.get("author") or [{}])[0]
    return Kept(
        uid=row.uid,
        patient=row.patient_id,
        kind=row.kind,
        name=row.title,
        media_type=row.media_type,
        size=row.size or 0,
        at=row.date,
        who=author.get("display", ""),
        by_patient=author.get("reference", "").startswith("Patient/"),
        about=document.get("description", ""),
        body_site=body_site_of(document),
        measured=size_of(document),
        has_small=small_of(document) is not None,
    )


def _current():
    return DocumentReference.objects.filter(kind__in=KINDS, status="current")
