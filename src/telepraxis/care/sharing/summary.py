"""The International Patient Summary of a person: a FHIR document (https://hl7.org/fhir/uv/ips/, R4 documents.html).

Each resource is as it is stored; only where it refers to another one does it name that one's place in this document,
and where the other one is not in it, it says in words whom or what it means.
"""

import copy
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from telepraxis.base.uuid7 import uuid7

from .gathering import EVERYTHING, Gathered, Kept, Key, gathered, references_in
from .sections import ABSENT, DOCUMENTS, SECTIONS, Section, sorted_into
from .telling import narrative, told

LOINC = "http://loinc.org"
PATIENT_SUMMARY = {"system": LOINC, "code": "60591-5", "display": "Patient summary Document"}
EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
STATUS = "http://terminology.hl7.org/CodeSystem/"

Reads = Callable[[str], bytes]


def summary_of(
    patient: UUID,
    *,
    now: datetime,
    documents: Iterable[UUID] = (),
    read: Reads | None = None,
    types: frozenset[str] = EVERYTHING,
) -> dict:
    """Return the Bundle: everything known about the person in all their records, entered in error left out.

    `documents` are uids of DocumentReferences to go with it, whose bytes `read(digest)` returns. `types` limits what
    may be shown: a section without them says that something is withheld.

    :raises Patient.DoesNotExist: there is no such record.
    """
    found = gathered(patient, documents=documents, types=types)
    language = found.language.partition("-")[0]
    with translation.override(language if language in dict(settings.LANGUAGES) else "en"):
        return _bundle(found, now, read, types)


def _bundle(found: Gathered, now: datetime, read: Reads | None, types: frozenset[str]) -> dict:
    shown = {each.key: each for each in found.entries}
    homes = _whole(sorted_into(each.doc for each in found.entries), types)
    places = _places(found)
    made: list[tuple[str, dict]] = []
    parts = [
        _section(section, [shown[_key(doc)] for doc in homes[section.code]], places, made, types, found)
        for section in SECTIONS
        if section.always or homes[section.code]
    ]
    files: list[tuple[str, dict]] = []
    documents = [(_address(each.uid), _with_bytes(each.doc, read, files)) for each in found.documents]
    if documents:
        parts.append(_documents(documents, [said for each in found.documents for said in found.stated_about(each.doc)]))
    listed = [shown[_key(doc)] for section in SECTIONS for doc in homes[section.code]]
    stated = [said for each in (*listed, *found.documents) for said in found.stated_about(each.doc)]
    entries = [
        (f"urn:uuid:{uuid7()}", _composition(found, parts, places, now)),
        *((_address(each.uid), each.doc) for each in (found.patient, found.practice, *found.beside, *listed, *stated)),
        *made,
        *documents,
        *files,
    ]
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid7()}"},
        "type": "document",
        "timestamp": now.isoformat(timespec="seconds"),
        "entry": [{"fullUrl": address, "resource": _resolved(doc, places)} for address, doc in entries],
    }


def _whole(homes: dict[str, list[dict]], types: frozenset[str]) -> dict[str, list[dict]]:
    """Return the lists of which every type may be shown: half of the medicines would read as if they were all."""
    return {section.code: homes[section.code] if section.types <= types else [] for section in SECTIONS}


def _key(doc: dict) -> Key:
    return doc["resourceType"], doc["id"]


def _address(uid: UUID) -> str:
    return f"urn:uuid:{uid}"


def _places(found: Gathered) -> dict[Key, str]:
    """Return where in the document each resource lies; all records of the person are the one patient."""
    kept = (found.practice, *found.beside, *found.entries, *found.documents, *found.statements)
    places = {each.key: _address(each.uid) for each in kept}
    return places | {("Patient", one): _address(found.patient.uid) for one in found.records}


def _composition(found: Gathered, parts: list[dict], places: dict[Key, str], now: datetime) -> dict:
    practice = {"reference": _address(found.practice.uid), "display": found.practice.doc.get("name", "")}
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [PATIENT_SUMMARY]},
        "subject": {"reference": _address(found.patient.uid)},
        "date": now.isoformat(timespec="seconds"),
        "author": [practice],
        "title": _("Patient summary"),
        "custodian": practice,
        "section": parts,
    }


def _section(section: Section, kept: list[Kept], places, made: list, types: frozenset[str], found: Gathered) -> dict:
    part = {
        "title": str(section.title),
        "code": {"coding": [{"system": LOINC, "code": section.code, "display": section.display}]},
    }
    if kept:
        kept = [one for each in kept for one in (each, *found.stated_about(each.doc))]
        rows = [told(each.doc) for each in kept]
        return part | {"text": narrative(rows, ""), "entry": [{"reference": _address(each.uid)} for each in kept]}
    if not section.types <= types:
        return part | _empty("withheld", _("This is withheld."))
    if section.absent is None:
        return part | _empty("unavailable", _("No information."))
    address, doc = _no_information(section, found)
    made.append((address, doc))
    return part | {"text": narrative([], _("No information.")), "entry": [{"reference": address}]}


def _empty(reason: str, said: str) -> dict:
    return {"text": narrative([], said), "emptyReason": {"coding": [{"system": EMPTY, "code": reason}]}}


def _no_information(section: Section, found: Gathered) -> tuple[str, dict]:
    """Return the entry by which a summary says that nothing is known: silence is not "none"."""
    type, code, words = section.absent
    concept = {"coding": [{"system": ABSENT, "code": code, "display": words}]}
    whom = {"reference": _address(found.patient.uid)}
    doc = {"resourceType": type}
    if type == "MedicationStatement":
        doc |= {"status": "unknown", "medicationCodeableConcept": concept, "subject": whom}
    else:
        system = "condition-clinical" if type == "Condition" else "allergyintolerance-clinical"
        doc |= {"clinicalStatus": {"coding": [{"system": STATUS + system, "code": "active"}]}, "code": concept}
        doc |= {"subject" if type == "Condition" else "patient": whom}
    return f"urn:uuid:{uuid7()}", doc


def _documents(documents: list[tuple[str, dict]], stated: list[Kept]) -> dict:
    documents = [*documents, *((_address(each.uid), each.doc) for each in stated)]
    return {
        "title": str(DOCUMENTS.title),
        "code": {"coding": [{"system": LOINC, "code": DOCUMENTS.code, "display": DOCUMENTS.display}]},
        "text": narrative([told(doc) for _address, doc in documents], ""),
        "entry": [{"reference": address} for address, _doc in documents],
    }


def _with_bytes(doc: dict, read: Reads | None, files: list[tuple[str, dict]]) -> dict:
    """Return the document with its bytes in the Bundle: a Binary of its own, to which the attachment leads.

    Small renditions of the same are left out.
    """
    doc = copy.deepcopy(doc)
    doc["content"] = doc["content"][:1]
    attachment = doc["content"][0]["attachment"]
    address = f"urn:uuid:{uuid7()}"
    content = read(attachment["url"].removeprefix("urn:sha256:"))
    media_type = attachment.get("contentType", "application/octet-stream")
    files.append((address, {"resourceType": "Binary", "contentType": media_type, "data": b64encode(content).decode()}))
    attachment["url"] = address
    return doc


def _resolved(doc: dict, places: dict[Key, str]) -> dict:
    """Return the document with every reference leading to a place in the Bundle, or saying in words whom it means."""
    doc = copy.deepcopy(doc)
    for reference in references_in(doc):
        target = reference["reference"]
        if target.startswith(("#", "urn:uuid:")):
            continue
        type, _slash, logical_id = target.partition("/")
        place = places.get((type, logical_id.partition("/")[0]))
        if place:
            reference["reference"] = place
        else:
            del reference["reference"]
            reference.setdefault("display", type if type.isalpha() else _("not in this summary"))
    return doc
