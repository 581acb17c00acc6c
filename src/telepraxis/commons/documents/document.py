"""The FHIR DocumentReference of a file (R4, http://hl7.org/fhir/R4/documentreference.html)."""

import hashlib
from base64 import b64encode
from datetime import datetime

from telepraxis.base.record.models import Encounter, Patient

from .checking import Opened

KIND = "urn:telepraxis:file-kind"
RENDITION = "urn:telepraxis:rendition"
BODY_SITE = "urn:telepraxis:body-site"
SIZE = "urn:telepraxis:size-in-picture"
SENT_AS = "urn:telepraxis:sent-as"
PHOTOGRAPH = {"system": "http://loinc.org", "code": "72170-4", "display": "Photographic image"}
KINDS = {
    "file": "File",
    "photograph": "Photograph",
    "still": "Still from a video visit",
    "scan": "Scanned paper",
}


def file_document(
    opened: Opened,
    *,
    kind: str,
    title: str,
    digest: str,
    small_digest: str,
    sent: bytes,
    patient: Patient,
    encounter: Encounter | None,
    author: dict,
    at: datetime,
    about: str = "",
    body_site: tuple[str, str] | None = None,
    consent: str = "",
) -> dict:
    """Return the resource without id and meta. `consent` is the logical id of the Consent given for this picture."""
    document = {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"coding": [{"system": KIND, "code": kind, "display": KINDS[kind]}, *_as_photograph(kind)]},
        "subject": {"reference": f"Patient/{patient.logical_id}", "display": patient.name_text},
        "date": at.isoformat(),
        "author": [author],
        "content": [attached(opened.media_type, opened.content, digest, title, at)],
        "identifier": [{"system": SENT_AS, "value": f"sha256:{hashlib.sha256(sent).hexdigest()}"}],
        "context": _context(encounter, body_site, consent),
    }
    if small_digest:
        small = attached("image/jpeg", opened.small, small_digest, title, at)
        document["content"].append(small | {"format": {"system": RENDITION, "code": "small"}})
    if about:
        document["description"] = about
    return {key: value for key, value in document.items() if value}


def attached(media_type: str, content: bytes, digest: str, title: str, at: datetime) -> dict:
    """The hash of R4 is SHA-1; the address carries the SHA-256 by which the bytes are found."""
    return {
        "attachment": {
            "contentType": media_type,
            "url": f"urn:sha256:{digest}",
            "size": len(content),
            "hash": b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode(),
            "title": title,
            "creation": at.isoformat(),
        }
    }


def _context(encounter: Encounter | None, body_site: tuple[str, str] | None, consent: str) -> dict:
    related = [{"reference": f"Consent/{consent}"}] if consent else []
    if body_site:
        code, text = body_site
        related.append({"identifier": {"system": BODY_SITE, "value": code}, "display": text})
    found = {"related": related}
    if encounter is not None:
        found["encounter"] = [{"reference": f"Encounter/{encounter.logical_id}"}]
    return {key: value for key, value in found.items() if value}


def _as_photograph(kind: str) -> list[dict]:
    return [] if kind == "file" else [PHOTOGRAPH]


def small_of(document: dict) -> dict | None:
    """Return the attachment of the small picture, None where there is none."""
    contents = document.get("content", [])
    small = {"system": RENDITION, "code": "small"}
    return next((one["attachment"] for one in contents if one.get("format") == small), None)


def body_site_of(document: dict) -> str:
    """Return the body site in words, "" where none was named."""
    related = document.get("context", {}).get("related", [])
    return next((one.get("display", "") for one in related if one.get("identifier", {}).get("system") == BODY_SITE), "")


def consent_of(document: dict) -> str:
    """Return the logical id of the Consent given for this picture, ""."""
    references = (one.get("reference", "") for one in document.get("context", {}).get("related", []))
    return next((one.removeprefix("Consent/") for one in references if one.startswith("Consent/")), "")


def size_of(document: dict) -> str:
    """Return what was measured in the picture, as it is said, "" where nothing was."""
    found = (one["valueString"] for one in document.get("extension", []) if one.get("url") == SIZE)
    return next(found, "")


def with_size(document: dict, text: str) -> dict:
    """Return the document with what was measured in the picture."""
    others = [one for one in document.get("extension", []) if one.get("url") != SIZE]
    return document | {"extension": [*others, {"url": SIZE, "valueString": text}]}
