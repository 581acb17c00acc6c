"""DocumentReferences that come in from outside (R4, http://hl7.org/fhir/R4/documentreference.html).

One that carries its bytes in `attachment.data` is kept value for value, as any other document.
"""

from collections.abc import Collection

from telepraxis.base.files.models import StoredFile
from telepraxis.base.record.guarding import guard
from telepraxis.base.record.models import DocumentReference

from .document import KINDS


def guard_documents() -> None:
    """Let nobody change from outside a file whose bytes are kept here."""
    guard(
        "DocumentReference",
        ours=_with_bytes_here,
        hint="Its bytes are kept here: who may takes it out of the record on the page of the patient's files.",
    )


def _with_bytes_here(ids: Collection[str]) -> set[str]:
    kept = DocumentReference.objects.filter(
        logical_id__in=ids, kind__in=KINDS, sha256__in=StoredFile.objects.values("digest")
    )
    return set(kept.values_list("logical_id", flat=True))
