"""What is decided about a result, and what the patient is told, as documents.

R4, http://hl7.org/fhir/R4/clinicalimpression.html and http://hl7.org/fhir/R4/communication.html. Both bear the labels
of the result, so that whoever may not read it may not read them either. Pure.
"""

from datetime import datetime

from telepraxis.base.record.models import Patient, Practitioner

from .models import How

MODES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
MEDIA = {
    How.PORTAL: ("ELECTRONIC", "electronic data"),
    How.PHONE: ("PHONE", "telephone"),
    How.LETTER: ("MAILWRIT", "mail"),
    How.VISIT: ("FACE", "face-to-face"),
}
CATEGORY = "http://terminology.hl7.org/CodeSystem/communication-category"


def finding_document(*, about: dict, labels: list, patient: Patient, by: dict, text: str, at: datetime) -> dict:
    """Return the ClinicalImpression: what was decided on the grounds of a result."""
    return _with_labels(labels) | {
        "status": "completed",
        "description": "Review of a result",
        "subject": _subject(patient),
        "date": at.isoformat(),
        "assessor": by,
        "summary": text,
        "supportingInfo": [about],
    }


def words_document(*, about: dict, labels: list, patient: Patient, by: dict, text: str, how: str, at: datetime) -> dict:
    """Return the Communication: what the patient was told of a result, and on which way."""
    code, display = MEDIA[How(how)]
    return _with_labels(labels, "Communication") | {
        "status": "completed",
        "category": [{"coding": [{"system": CATEGORY, "code": "notification"}], "text": "Result in plain words"}],
        "medium": [{"coding": [{"system": MODES, "code": code, "display": display}]}],
        "subject": _subject(patient),
        "about": [about],
        "sent": at.isoformat(),
        "recipient": [_subject(patient)],
        "sender": by,
        "payload": [{"contentString": text}],
    }


def said_in(doc: dict) -> str:
    """Return the words of a Communication, or what a ClinicalImpression says."""
    payload = doc.get("payload") or [{}]
    return payload[0].get("contentString", "") or doc.get("summary", "")


def who_is(practitioner: Practitioner | None, name: str) -> dict:
    """Return the reference to who decided or told."""
    if practitioner is None:
        return {"display": name}
    return {"reference": f"Practitioner/{practitioner.logical_id}", "display": practitioner.name_text}


def _with_labels(labels: list, type: str = "ClinicalImpression") -> dict:
    return {"resourceType": type} | ({"meta": {"security": labels}} if labels else {})


def _subject(patient: Patient) -> dict:
    return {"reference": f"Patient/{patient.logical_id}", "display": patient.name_text}
