"""DocumentReferences that come in from outside (R4, http://hl7.org/fhir/R4/documentreference.html).

One that carries its bytes in `attachment.data` is kept value for value, as any other document.
"""

import re
from collections.abc import Collection

from telepraxis.base.fhir import json_text
from telepraxis.base.files.models import StoredFile
from telepraxis.base.record.guarding import guard
from telepraxis.base.record.models import DocumentReference

from .document import KINDS

DIGEST = re.compile("urn:sha256:([0-9a-f]{64})")


def guard_documents() -> None:
    """Let nobody change from outside a file whose bytes are kept here."""
    guard(
        "DocumentReference",
        ours=_with_bytes_here,
        claims=_naming_bytes_here,
        hint="Its bytes are kept here: who may takes it out of the record on the page of the patient's files.",
    )


def _with_bytes_here(ids: Collection[str]) -> set[str]:
    kept = DocumentReference.objects.filter(
        logical_id__in=ids, kind__in=KINDS, sha256__in=StoredFile.objects.values("digest")
    )
    return set(kept.values_list("logical_id", flat=True))


def _naming_bytes_here(docs: list[dict]) -> list[int]:
    """Return the positions of documents that name, by its digest, a file that is kept here.

    Whoever knows the digest of a file would otherwise hang it into another chart, and read it there.
    """
    named = {position: set(DIGEST.findall(json_text.written(doc))) for position, doc in enumerate(docs)}
    asked = set().union(*named.values())
    here = set(StoredFile.objects.filter(digest__in=asked).values_list("digest", flat=True)) if asked else set()
    return [position for position, digests in named.items() if digests & here]
