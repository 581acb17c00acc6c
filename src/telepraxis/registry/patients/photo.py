"""The photo of a patient: a small square in their document (R4, Patient.photo), shown beside the name.

Its bytes stand in the document, so that whoever may read the patient by the API has it without another request, and
among the files. Only what is among the files was drawn by us, and only that is ever shown: a picture that came in with
a document from elsewhere is kept there and not shown.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from telepraxis.base import audit, files, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import Patient

from .events import PatientAmended
from .identity import lead_on
from .permissions import may_amend_patient

JPEG = "image/jpeg"
LARGEST = 24_000  # bytes: it goes along with every copy of the document
CONSENT = "urn:telepraxis:photo-consent"


class NotAPhoto(ValueError):
    """It is no small JPEG."""


class ConsentNeeded(ValueError):
    """Nobody said that the patient agrees to being shown."""


@transaction.atomic
def set_photo(*, patient: UUID, content: bytes, agreed: bool, by: Actor, now: datetime) -> Patient:
    """Show this square JPEG, drawn by us, beside the patient's name; the one before stays in the history.

    `agreed` is what the patient said to it; it is noted with the photo, and by whom.

    :raises ConsentNeeded, NotAPhoto: nothing was changed.
    """
    may_amend_patient.require(by, patient)
    if not agreed:
        raise ConsentNeeded
    if not content.startswith(b"\xff\xd8\xff") or len(content) > LARGEST:
        raise NotAPhoto
    row = Patient.objects.select_for_update().get(uid=patient)
    lead_on(row)
    files.store(content, media_type=JPEG, by=by, now=now)
    doc = record.content_of(row) | {"photo": [_attachment(content, by, now)]}
    return _written(row, doc, "patients.photo_set", by, now)


@transaction.atomic
def remove_photo(*, patient: UUID, by: Actor, now: datetime) -> Patient:
    """Show initials again. Said twice it changes nothing."""
    may_amend_patient.require(by, patient)
    row = Patient.objects.select_for_update().get(uid=patient)
    lead_on(row)
    doc = record.content_of(row)
    if "photo" not in doc:
        return row
    return _written(
        row, {key: value for key, value in doc.items() if key != "photo"}, "patients.photo_removed", by, now
    )


def _written(row: Patient, doc: dict, act: str, by: Actor, now: datetime) -> Patient:
    after = record.write("Patient", doc, by=by, now=now, if_version=row.version)
    audit.wrote(by, act, patient=after.uid, entity=("Patient", after.logical_id))
    tell(PatientAmended(patient_id=after.uid, amended_at=now))
    return after


def _attachment(content: bytes, by: Actor, now: datetime) -> dict:
    return {
        "extension": [{"url": CONSENT, "valueString": by.name or "Telepraxis"}],
        "contentType": JPEG,
        "data": b64encode(content).decode(),
        "size": len(content),
        "hash": b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode(),
        "creation": now.isoformat(),
    }


def content_of_photo(patient: Patient) -> bytes:
    """Return the bytes of the photo, b"" without one. One query where there is one.

    A picture that was not drawn by us is none.
    """
    content = _bytes(record.content_of(patient))
    try:
        return files.read(hashlib.sha256(content).hexdigest()) if content else b""
    except (files.NoSuchFile, files.FileDamaged):
        return b""


def address_of(patient: Patient) -> str:
    """Return the path of the photo, "" without one. A new photo has a new path, so browsers may keep it."""
    content = _bytes(record.content_of(patient))
    if not content:
        return ""
    return f"{reverse('patients:photo', args=[patient.uid])}?v={hashlib.sha256(content).hexdigest()[:12]}"


def _bytes(doc: dict) -> bytes:
    """Return what stands in the document as a photo with a note of consent, b"" for any other."""
    photo = next(iter(doc.get("photo", [])), {})
    is_ours = any(each.get("url") == CONSENT for each in photo.get("extension", []))
    if not is_ours or photo.get("contentType") != JPEG:
        return b""
    try:
        return b64decode(photo.get("data") or "", validate=True)
    except Error:
        return b""
