"""Put a file into a patient's record, and take a wrong one out."""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, files, record, tenancy
from telepraxis.base.access import Actor, Rule
from telepraxis.base.events import tell
from telepraxis.base.record.models import DocumentReference, Encounter, Patient, Practitioner

from .checking import FileRefused, opened
from .document import KINDS, file_document
from .events import FileKept, FileTakenOut
from .permissions import may_send_files

NAME_LENGTH = 120


class ReasonNeeded(ValueError):
    """Who takes a file out of the record says why."""


@transaction.atomic
def keep(
    *,
    content: bytes,
    name: str,
    patient: UUID,
    kind: str = "",
    encounter: UUID | None = None,
    about: str = "",
    body_site: tuple[str, str] | None = None,
    consent: str = "",
    by: Actor,
    now: datetime,
) -> DocumentReference:
    """Keep what the file shows, drawn anew, as a document of the record; return its row.

    `kind` is file, photograph or still; "" takes photograph for a picture. `encounter` is the uid of the encounter it
    belongs to, `body_site` (code, words), `consent` the logical id of the Consent given for this picture.

    :raises FileRefused: it may not be kept; neither bytes nor row are.
    :raises StorageFull: the disk is full; no row is kept.
    """
    may_send_files.require(by, patient)
    seen = opened(content)
    subject = Patient.objects.get(uid=patient)
    digest = files.store(seen.content, media_type=seen.media_type, by=by, now=now)
    small = files.store(seen.small, media_type="image/jpeg", by=by, now=now) if seen.small else ""
    kind = kind or ("photograph" if seen.is_picture else "file")
    document = file_document(
        seen,
        kind=kind,
        title=safe_name(name, seen.suffix),
        digest=digest,
        small_digest=small,
        sent=content,
        patient=subject,
        encounter=_named(encounter) if encounter else None,
        author=_author(by, subject),
        at=now,
        about=about.strip()[:500],
        body_site=body_site,
        consent=consent,
    )
    row = record.write("DocumentReference", document, by=by, now=now)
    audit.wrote(by, "documents.kept", patient=patient, entity=("DocumentReference", row.logical_id))
    tell(FileKept(patient=patient, document=row.uid, encounter=encounter, by_patient=not by.is_clinician, at=now))
    return row


def _named(encounter: UUID) -> Encounter | None:
    """Return the visit's Encounter as far as its name, closed or not: the file refers to it."""
    with tenancy.seeing_everything():
        return Encounter.objects.only("uid", "logical_id").filter(uid=encounter).first()


def keep_or_say(*, content: bytes, patient: UUID, by: Actor, now: datetime, **more) -> DocumentReference | str:
    """Keep the file as `keep` does, or return the sentence that says why not; the refusal is audited."""
    try:
        return keep(content=content, patient=patient, by=by, now=now, **more)
    except FileRefused as reason:
        audit.wrote(by, "documents.refused", patient=patient, reason=reason.code)
        return str(reason)


def _may_take_out(actor: Actor, document: DocumentReference) -> bool:
    if document.kind not in KINDS:
        return False
    return actor.is_clinician or (
        may_send_files.allows(actor, document.patient_id) and actor.via == "session" and _is_theirs(document)
    )


def _is_theirs(document: DocumentReference) -> bool:
    authors = record.content_of(document).get("author") or [{}]
    return authors[0].get("reference", "").startswith("Patient/")


may_take_out = Rule("documents.take_out", _may_take_out)
"""May the actor take this file out of the record: clinicians any, the patient's side what they sent themselves."""


@transaction.atomic
def entered_in_error(*, document: DocumentReference, reason: str, by: Actor, now: datetime) -> DocumentReference:
    """Show the file to nobody any more; its history keeps it. Said twice it changes nothing.

    :raises ReasonNeeded: no reason was given.
    """
    document = DocumentReference.objects.select_for_update().get(pk=document.pk)
    may_take_out.require(by, document)
    if document.status == "entered-in-error":
        return document
    if not reason.strip():
        raise ReasonNeeded
    audit.wrote(
        by,
        "documents.in_error",
        patient=document.patient_id,
        entity=("DocumentReference", document.logical_id),
        reason=reason.strip()[:200],
    )
    changed = record.content_of(document) | {"status": "entered-in-error"}
    row = record.write("DocumentReference", changed, by=by, now=now, if_version=document.version)
    tell(FileTakenOut(patient=row.patient_id, document=row.uid, at=now))
    return row


def safe_name(name: str, suffix: str) -> str:
    """Return the name without path, marks or a false ending: letters, digits, spaces, dashes, and the true ending."""
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last else last
    plain = " ".join(re.sub(r"[^\w \-]+", " ", stem).split())[:NAME_LENGTH]
    return f"{plain or 'file'}.{suffix}"


def _author(by: Actor, subject: Patient) -> dict:
    if by.is_clinician and by.practitioner_id:
        row = Practitioner.objects.get(uid=by.practitioner_id)
        return {"reference": f"Practitioner/{row.logical_id}", "display": row.name_text}
    if by.is_clinician or by.is_system:
        return {"display": by.name}
    return {"reference": f"Patient/{subject.logical_id}", "display": by.name or subject.name_text}
