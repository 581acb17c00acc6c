"""The documents of what is signed (R4, http://hl7.org/fhir/R4/medicationrequest.html). Pure.

They are the truth for what is prescribed; the rows beside them say how far it got.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from telepraxis.commons.decision_support.cards import Card

from . import medicine_document
from .lines import Line
from .ordering import document as ordering

PRESCRIPTION = "urn:telepraxis:prescription"
LINE = "urn:telepraxis:prescription-line"
ENDED = "urn:telepraxis:prescription-ended"
SEVERITY = {True: "high", False: "moderate"}


@dataclass(frozen=True)
class Frame:
    """What all lines of a prescription have in common: references, number and times."""

    number: str
    subject: dict
    requester: dict
    encounter: dict | None
    issued_at: datetime
    expires_at: datetime
    language: str


def medication_request(
    line: Line, frame: Frame, *, id: str, position: int, prior: str = "", issues: Iterable[str] = ()
) -> dict:
    """Return the MedicationRequest of one line; `prior` names what it renews, `issues` what was gone past."""
    said = ordering.to_document(line.dosage, line.supply, line.medicine, frame.language)
    validity = {"start": frame.issued_at.isoformat(), "end": frame.expires_at.isoformat()}
    doc = {
        "resourceType": "MedicationRequest",
        "id": id,
        "identifier": [{"system": LINE, "value": f"{frame.number}-{position}"}],
        "status": "active",
        "intent": "order",
        "subject": frame.subject,
        "encounter": frame.encounter,
        "authoredOn": frame.issued_at.isoformat(),
        "requester": frame.requester,
        "reasonCode": [{"text": line.indication}] if line.indication else None,
        "groupIdentifier": {"system": PRESCRIPTION, "value": frame.number},
        "note": [{"text": line.note}] if line.note else None,
        **said,
        "dispenseRequest": said.get("dispenseRequest", {}) | {"validityPeriod": validity},
        "substitution": _substitution(line),
        "priorPrescription": {"reference": f"MedicationRequest/{prior}"} if prior else None,
        "detectedIssue": [{"reference": f"DetectedIssue/{each}"} for each in issues] or None,
    }
    return medicine_document.put_in({name: value for name, value in doc.items() if value is not None}, line.medicine)


def _substitution(line: Line) -> dict:
    allowed = {"allowedBoolean": line.substitution}
    return allowed if line.substitution else allowed | {"reason": {"text": line.substitution_why}}


def detected_issue(card: Card, frame: Frame, *, id: str, about: list[str], reason: str) -> dict:
    """Return what was seen and gone past, with the reason (R4, http://hl7.org/fhir/R4/detectedissue.html)."""
    return {
        "resourceType": "DetectedIssue",
        "id": id,
        "status": "final",
        "code": {"text": str(card.check.value)},
        "severity": SEVERITY[card.is_interruptive],
        "patient": frame.subject,
        "identifiedDateTime": frame.issued_at.isoformat(),
        "author": frame.requester,
        "implicated": [{"reference": each} for each in about],
        "detail": f"{card.summary} {card.detail}".strip(),
        **({"reference": card.source.url} if card.source.url else {}),
        "mitigation": [{"action": {"text": reason}, "date": frame.issued_at.isoformat(), "author": frame.requester}],
    }


def ended(doc: dict, status: str, *, why: str = "", who: str = "", at: datetime) -> dict:
    """Return a MedicationRequest as one that asks for nothing more: completed, stopped, cancelled."""
    parts = [{"url": "at", "valueDateTime": at.isoformat()}, {"url": "who", "valueString": who}]
    stamp = {"url": ENDED, "extension": [each for each in parts if each.get("valueString", "x")]}
    others = [each for each in doc.get("extension", []) if each.get("url") != ENDED]
    return doc | {"status": status, "extension": [*others, stamp]} | ({"statusReason": {"text": why}} if why else {})


def line_of(doc: dict) -> Line:
    """Return a signed line as one that can be prescribed again."""
    dosage, supply = ordering.from_document(doc)
    substitution = doc.get("substitution") or {}
    allowed = substitution.get("allowedBoolean", True)
    return Line(
        medicine=medicine_document.read(doc),
        dosage=dosage,
        supply=supply,
        substitution=allowed,
        substitution_why="" if allowed else (substitution.get("reason") or {}).get("text", ""),
        indication=next((each.get("text", "") for each in doc.get("reasonCode", [])), ""),
        note=next((each.get("text", "") for each in doc.get("note", [])), ""),
    )


def dispense(
    *, request: str, doc: dict, medicine: dict, quantity, unit: str, pharmacy: str, reference: str, at: datetime
) -> dict:
    """Return the MedicationDispense of one supply (R4, http://hl7.org/fhir/R4/medicationdispense.html)."""
    return {
        "resourceType": "MedicationDispense",
        "identifier": [{"system": "urn:telepraxis:fill", "value": reference}],
        "status": "completed",
        "medicationCodeableConcept": medicine,
        "subject": doc["subject"],
        "performer": [{"actor": {"display": pharmacy}}],
        "authorizingPrescription": [{"reference": f"MedicationRequest/{request}"}],
        "quantity": {"value": quantity, "unit": unit},
        "whenHandedOver": at.isoformat(),
    }
