"""What is asked of a patient before something is prescribed and stands nowhere else: pregnant, breastfeeding."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Observation, Patient

from .gathering import BREASTFEEDING, PREGNANT
from .permissions import may_state

LOINC = "http://loinc.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ASKED = {PREGNANT: "Pregnancy status", BREASTFEEDING: "Breastfeeding status"}
ANSWERS = {
    (PREGNANT, True): ("LA15173-0", "Pregnant"),
    (PREGNANT, False): ("LA26683-5", "Not pregnant"),
    (BREASTFEEDING, True): ("LA33-6", "Yes"),
    (BREASTFEEDING, False): ("LA32-8", "No"),
}


@transaction.atomic
def state_pregnancy(
    *, patient: UUID, pregnant: bool | None = None, breastfeeding: bool | None = None, by: Actor, now: datetime
) -> list[Observation]:
    """Write down what the patient said today, each as an Observation of its own; what was not asked is None."""
    may_state.require(by, patient)
    subject = Patient.objects.only("logical_id", "name_text").get(uid=patient)
    said = [
        (code, answer) for code, answer in ((PREGNANT, pregnant), (BREASTFEEDING, breastfeeding)) if answer is not None
    ]
    rows = record.write_many([_document(code, answer, subject, by, now) for code, answer in said], by=by, now=now)
    for row in rows:
        audit.wrote(by, "medications.stated", patient=patient, entity=("Observation", row.logical_id))
    return rows


def _document(code: str, answer: bool, subject: Patient, by: Actor, now: datetime) -> dict:
    value, display = ANSWERS[code, answer]
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "social-history"}]}],
        "code": {"coding": [{"system": LOINC, "code": code, "display": ASKED[code]}], "text": ASKED[code]},
        "subject": {"reference": f"Patient/{subject.logical_id}", "display": subject.name_text},
        "effectiveDateTime": now.isoformat(),
        "performer": [{"display": by.name}],
        "valueCodeableConcept": {"coding": [{"system": LOINC, "code": value, "display": display}], "text": display},
    }
