"""The paper of a prescription: set from exactly what was signed, signed as a PDF, kept in the record."""

from base64 import b64encode
from datetime import date, datetime
from functools import reduce
from hashlib import sha1
from operator import or_
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from telepraxis.base import audit, files, paper, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.record import labels
from telepraxis.base.record.models import DocumentReference, Patient, Practitioner, Resource
from telepraxis.base.ui.times import day_clock_text, long_date_text
from telepraxis.registry.organizations.profile import profile_of
from telepraxis.registry.signatures import papers, tokens

from .models import PrescribedLine, Prescription

TEMPLATE = Path(__file__).with_name("paper") / "prescription.typ"
LOINC = {"system": "http://loinc.org", "code": "57833-6", "display": "Prescription for medication"}


@transaction.atomic
def make(*, prescription: UUID, by: Actor, now: datetime) -> DocumentReference:
    """Print, sign and keep the paper, and return its document; said twice it is made once.

    :raises base.paper.CannotPrint: the page could not be set. The token is good without it, and the job says so.
    """
    signed = Prescription.objects.select_for_update().get(pk=prescription)
    if signed.paper_id is not None:
        return signed.paper
    said = orjson.loads(files.read(signed.shown))
    prescriber = said["prescriber"]
    words = ", ".join(filter(None, (prescriber["name"], prescriber.get("licence"), prescriber.get("dea_number"))))
    pdf = papers.sign(printed(signed, said), reason=_("Prescription"), signer_words=words, now=now)
    digest = files.store(pdf, media_type="application/pdf", by=by, now=now)
    document = labels.with_labels(_document(signed, pdf, digest, now), labels_of(signed))
    signed.paper = record.write("DocumentReference", document, by=by, now=now)
    signed.save(update_fields=["paper"])
    audit.wrote(by, "medications.paper_made", patient=signed.patient_id, entity=("Prescription", signed.id))
    return signed.paper


def printed(signed: Prescription, said: dict) -> bytes:
    """Return the PDF, not signed yet, of what was on the screen as it was signed."""
    practice = profile_of(signed.organization_id)
    zone = ZoneInfo(practice.organization.time_zone)
    with translation.override(practice.language), timezone.override(zone):
        return paper.print_pdf(TEMPLATE, _filled_in(signed, said, practice))


def labels_of(signed: Prescription) -> labels.Label:
    """Return every label that a line of it bears: the paper says what they all say."""
    with tenancy.seeing_everything():
        documents = PrescribedLine.objects.filter(prescription=signed).values("document_id")
        found = Resource.objects.filter(uid__in=documents).values_list("labels", flat=True)
        return labels.Label(reduce(or_, found, 0))


def _filled_in(signed: Prescription, said: dict, practice) -> dict:
    patient, prescriber = said["patient"], said["prescriber"]
    born = long_date_text(date.fromisoformat(patient["born"])) if patient.get("born") else "–"
    about = [[_("For"), patient["name"]], [_("Born"), born]]
    about.append([_("Issued"), long_date_text(signed.issued_at)])
    if patient.get("address"):
        about.append([_("Lives at"), patient["address"]])
    facts = [prescriber.get("licence", "")]
    if prescriber.get("dea_number"):
        facts.append(_("DEA %(number)s") % {"number": prescriber["dea_number"]})
    with translation.override(signed.language):
        own = {
            "own_title": _("How to take your medicines"),
            "own_lead": _("For %(name)s. Ask your pharmacist about anything that is not clear.") % patient,
            "own_for": _("For:"),
        }
    return own | {
        "lang": practice.language,
        "patient_lang": signed.language.partition("-")[0],
        "title": _("Prescription"),
        "practice": practice.organization.name,
        "address": [part for part in (practice.address, practice.phone, practice.email) if part],
        "number": signed.shown_number,
        "about": about,
        "lines": [_line(each) for each in said["lines"]],
        "signer": prescriber["name"],
        "signer_facts": " · ".join(filter(None, facts)),
        "signed": _("Signed electronically, %(when)s") % {"when": day_clock_text(signed.issued_at)},
        "valid": _("Good until %(day)s") % {"day": long_date_text(signed.expires_at)},
        "check": _("Scan the code to see that this is genuine and what is left of it. By phone, say this number:"),
        "qr": paper.qr_svg(tokens.address(signed.token)),
        "qr_alt": _("QR code that holds this prescription with its signature"),
    }


def _line(said: dict) -> dict:
    repeats = said.get("repeats", 0)
    facts = [
        (_("Quantity"), said.get("quantity_words", "")),
        (_("Repeats"), str(repeats) if repeats else _("none")),
        (_("For"), said.get("indication", "")),
        (_("No other product"), said.get("substitution_why", "") if not said.get("substitution", True) else ""),
        (_("To the pharmacist"), said.get("note", "")),
        (_("Controlled substance, schedule"), said.get("schedule", "")),
    ]
    return {
        "medicine": said["medicine"],
        "words": said["words"].partition(": ")[2] or said["words"],
        "patient_words": said["patient_words"],
        "indication": said.get("indication", ""),
        "facts": [[name, value] for name, value in facts if value],
    }


def _document(signed: Prescription, pdf: bytes, digest: str, at: datetime) -> dict:
    patient = Patient.objects.only("logical_id", "name_text").get(pk=signed.patient_id)
    author = Practitioner.objects.only("logical_id", "name_text").get(pk=signed.author_id)
    by = {"reference": f"Practitioner/{author.logical_id}", "display": author.name_text}
    return {
        "resourceType": "DocumentReference",
        "identifier": [{"system": "urn:telepraxis:prescription", "value": signed.number}],
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [LOINC], "text": _("Prescription")},
        "category": [{"coding": [{"system": "urn:telepraxis:document-kind", "code": "prescription"}]}],
        "subject": {"reference": f"Patient/{patient.logical_id}", "display": patient.name_text},
        "date": signed.issued_at.isoformat(),
        "author": [by],
        "authenticator": by,
        "content": [
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "language": signed.language,
                    "url": f"urn:sha256:{digest}",
                    "size": len(pdf),
                    "hash": b64encode(sha1(pdf, usedforsecurity=False).digest()).decode(),  # Attachment.hash is SHA-1
                    "title": "prescription.pdf",
                    "creation": at.isoformat(),
                }
            }
        ],
    }
