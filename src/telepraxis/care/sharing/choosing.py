"""Which documents of theirs a patient may hand on."""

from uuid import UUID

from django.db.models import Q

from telepraxis.base.record.models import DocumentReference
from telepraxis.care.letters.models import Letter
from telepraxis.commons.documents.document import KINDS
from telepraxis.registry.patients.identity import uids_of

SHOWN = 50


def choosable(patient: UUID) -> list[DocumentReference]:
    """Return the signed letters that count and the files of the record, the newest first. One query."""
    letters = Letter.objects.filter(patient_id__in=uids_of(patient), signed_at__isnull=False, revoked_at=None).values(
        "document_id"
    )
    kept = DocumentReference.objects.filter(patient_id__in=uids_of(patient), status="current").exclude(sha256="")
    theirs = kept.filter(Q(kind__in=KINDS) | Q(uid__in=letters))
    return list(theirs.defer("doc").order_by("-date", "-uid")[:SHOWN])
