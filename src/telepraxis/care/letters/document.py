"""The FHIR DocumentReference of a signed letter (R4, http://hl7.org/fhir/R4/documentreference.html)."""

from base64 import b64encode
from datetime import datetime
from hashlib import sha1

from .models import Kind, Letter

LOINC = "http://loinc.org"
TYPES = {
    Kind.SICK_NOTE: {"system": LOINC, "code": "51851-4", "display": "Administrative note"},
    Kind.ATTENDANCE: {"system": LOINC, "code": "51851-4", "display": "Administrative note"},
    Kind.COLLEAGUE: {"system": LOINC, "code": "57133-1", "display": "Referral note"},
}


def document_reference(letter: Letter, pdf: bytes, digest: str, at: datetime) -> dict:
    """Return the document of a letter that is signed now; the bytes lie among the files under their SHA-256."""
    document = {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [TYPES[letter.kind]], "text": str(Kind(letter.kind).label)},
        "category": [{"coding": [{"system": "urn:telepraxis:letter-kind", "code": letter.kind}]}],
        "subject": _reference("Patient", letter.patient),
        "date": at.isoformat(),
        "author": [_reference("Practitioner", letter.author)],
        "authenticator": _reference("Practitioner", letter.author),
        "content": [
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "language": letter.language,
                    "url": f"urn:sha256:{digest}",
                    "size": len(pdf),
                    "hash": b64encode(sha1(pdf, usedforsecurity=False).digest()).decode(),  # Attachment.hash is SHA-1
                    "title": f"{letter.kind}.pdf",
                    "creation": at.isoformat(),
                }
            }
        ],
        "context": {},
    }
    if letter.visit.encounter_id:
        document["context"] = {"encounter": [{"reference": f"Encounter/{letter.visit.encounter.logical_id}"}]}
    return {key: value for key, value in document.items() if value}


def _reference(kind: str, person) -> dict:
    return {"reference": f"{kind}/{person.logical_id}", "display": person.name_text}
