"""Answers and score as FHIR documents (R4, http://hl7.org/fhir/R4/questionnaireresponse.html, observation.html)."""

from datetime import datetime

from telepraxis.base.access import Actor
from telepraxis.base.record import labels
from telepraxis.base.record.models import Encounter, Patient, Practitioner, Resource
from telepraxis.commons.questionnaires.answering import Answers
from telepraxis.commons.questionnaires.form import Form
from telepraxis.commons.questionnaires.response import items_from
from telepraxis.commons.questionnaires.scoring import Scored

CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
UCUM = "http://unitsofmeasure.org"
TITLE = "urn:telepraxis:questionnaire-title"


def response_document(
    form: Form,
    answers: Answers,
    *,
    patient: Patient,
    encounter: Encounter | None,
    by: Actor,
    practitioner: Practitioner | None,
    language: str,
    at: datetime,
) -> dict:
    """Return the QuestionnaireResponse without id; it names the version that was answered, and who answered it."""
    subject = {"reference": f"Patient/{patient.logical_id}", "display": patient.name_text}
    doc = {
        "resourceType": "QuestionnaireResponse",
        **_labels_of(form),
        "extension": [{"url": TITLE, "valueString": form.title()}],
        "questionnaire": form.canonical,
        "status": "completed",
        "subject": subject,
        **_encounter(encounter),
        "authored": at.isoformat(),
        **_by_whom(by, practitioner, patient, subject),
    }
    if language:
        doc["language"] = language
    return doc | {"item": items_from(form, answers, language)}


def _by_whom(by: Actor, practitioner: Practitioner | None, patient: Patient, subject: dict) -> dict:
    """Return who wrote it down and who answered: somebody who acts for the patient is named, and is neither."""
    if by.is_clinician:
        reference = {"reference": f"Practitioner/{practitioner.logical_id}"} if practitioner else {}
        return {"author": reference | {"display": by.name}, "source": subject}
    if by.is_patient(patient.uid):
        return {"author": subject, "source": subject}
    proxy = {"type": "RelatedPerson", "display": by.name}
    return {"author": proxy, "source": proxy}


def _encounter(encounter: Encounter | None) -> dict:
    return {"encounter": {"reference": f"Encounter/{encounter.logical_id}"}} if encounter else {}


def _labels_of(form: Form) -> dict:
    restricted = labels.meant_by(form.restriction)
    return {"meta": {"security": labels.codings(restricted)}} if restricted else {}


def score_document(
    form: Form, scored: Scored, response: Resource, doc: dict, *, patient: Patient, at: datetime, claimed: str = ""
) -> dict:
    """Return the Observation of a score that was added up from a response. `claimed` is what its sender made of it."""
    code = form.score.code
    made = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey", "display": "Survey"}]}],
        "code": ({"coding": [code]} if code.get("code") else {}) | {"text": form.title()},
        "subject": {"reference": f"Patient/{patient.logical_id}", "display": patient.name_text},
        "effectiveDateTime": doc.get("authored") or at.isoformat(),
        "issued": at.isoformat(),
        "valueQuantity": {"value": scored.value, "unit": "points", "system": UCUM, "code": "{score}"},
        "derivedFrom": [{"reference": f"QuestionnaireResponse/{response.logical_id}"}],
    }
    if "encounter" in doc:
        made["encounter"] = doc["encounter"]
    if performer := doc.get("source") or doc.get("author"):
        made["performer"] = [performer]
    if scored.band:
        made["interpretation"] = [{"text": scored.band.text()}]
    if claimed:
        made["note"] = [{"text": claimed}]
    return labels.with_labels(made, labels.of(doc)) if labels.of(doc) else made
