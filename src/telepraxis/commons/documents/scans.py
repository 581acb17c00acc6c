"""Put scanned paper into a patient's record: what was made of it here, its text, and the files as they were sent."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.html import escape

from telepraxis.base import audit, files, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import DocumentReference, Patient
from telepraxis.base.tenancy.zones import zone_of

from .document import KIND, KINDS, RENDITION, attached
from .events import FileKept
from .keeping import safe_name
from .permissions import may_file_scans

LOINC = "http://loinc.org"
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, kw_only=True)
class AsSent:
    """A file as it was sent, in base/files already."""

    digest: str
    media_type: str
    size: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What was made of paper here. `type` is (LOINC code, display), `text` what was read on each page."""

    pdf: bytes
    small: bytes
    title: str
    text: tuple[str, ...]
    sent: tuple[AsSent, ...]
    dated: date | None = None
    type: tuple[str, str] | None = None
    source: str = ""  # who wrote the paper
    language: str = ""


@transaction.atomic
def keep_scan(*, scan: Scan, patient: UUID, by: Actor, now: datetime) -> DocumentReference:
    """Keep scanned paper as a document of the record, dated as the paper is; return its row.

    :raises StorageFull: the disk is full; no row is kept.
    """
    may_file_scans.require(by, patient)
    subject = Patient.objects.get(uid=patient)
    document = _document(scan, subject, by, now)
    row = record.write("DocumentReference", document, by=by, now=now)
    audit.wrote(by, "documents.kept", patient=patient, entity=("DocumentReference", row.logical_id))
    tell(FileKept(patient=patient, document=row.uid, encounter=None, by_patient=False, at=now))
    return row


def _document(scan: Scan, subject: Patient, by: Actor, now: datetime) -> dict:
    """Return the resource without id and meta (R4, http://hl7.org/fhir/R4/documentreference.html)."""
    document = {
        "resourceType": "DocumentReference",
        "language": scan.language,
        "text": {"status": "additional", "div": narrative(scan.text)},
        "identifier": [{"system": "urn:telepraxis:sent-as", "value": f"sha256:{one.digest}"} for one in scan.sent],
        "status": "current",
        "type": {"coding": _type(scan.type), "text": scan.type[1] if scan.type else scan.title},
        "subject": {"reference": f"Patient/{subject.logical_id}", "display": subject.name_text},
        "date": _moment(scan.dated, by, now).isoformat(),
        "author": [{"display": scan.source or by.name}],
        "description": scan.title,
        "content": _contents(scan, by, now),
        "context": {"period": {"start": scan.dated.isoformat(), "end": scan.dated.isoformat()}} if scan.dated else {},
    }
    return {key: value for key, value in document.items() if value}


def _type(code: tuple[str, str] | None) -> list[dict]:
    kind = {"system": KIND, "code": "scan", "display": KINDS["scan"]}
    return [kind, {"system": LOINC, "code": code[0], "display": code[1]}] if code else [kind]


def _moment(dated: date | None, by: Actor, now: datetime) -> datetime:
    """Return the moment by which a chart sorts it: noon of the day that stands on the paper, or now."""
    return datetime.combine(dated, time(12), zone_of(by.organization_id)) if dated else now


def _contents(scan: Scan, by: Actor, now: datetime) -> list[dict]:
    name = safe_name(f"{scan.title}.pdf", "pdf")
    digest = files.store(scan.pdf, media_type="application/pdf", by=by, now=now)
    found = [attached("application/pdf", scan.pdf, digest, name, now)]
    if scan.small:
        small = files.store(scan.small, media_type="image/jpeg", by=by, now=now)
        found.append(attached("image/jpeg", scan.small, small, name, now) | _format("small"))
    return [*found, *(_as_sent(one) for one in scan.sent)]


def _as_sent(one: AsSent) -> dict:
    attachment = {"contentType": one.media_type, "url": f"urn:sha256:{one.digest}", "size": one.size, "title": one.name}
    return {"attachment": attachment} | _format("as-sent")


def _format(code: str) -> dict:
    return {"format": {"system": RENDITION, "code": code}}


def narrative(pages: tuple[str, ...]) -> str:
    """Return what was read, page by page, as XHTML: found by a search, read by who cannot see the picture."""
    said = "".join(_page(number, text) for number, text in enumerate(pages, 1))
    return f'<div xmlns="{XHTML}">{said}</div>'


def _page(number: int, text: str) -> str:
    paragraphs = (part for part in _printable(text).split("\n\n") if part.strip())
    return f"<h3>{number}</h3>" + "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in paragraphs)


def _printable(text: str) -> str:
    """Return the text without signs that XML does not know."""
    return "".join(sign for sign in text if sign in "\n\t" or (sign >= " " and not 0xD800 <= ord(sign) <= 0xDFFF))
