"""Ask a person for their directives, and keep what they answer: "there are none" is a statement too."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Consent, Observation, Patient, Practitioner
from telepraxis.registry.patients.identity import uids_of

from .document import STANDS
from .kinds import OURS
from .permissions import may_keep_directives

ASKED = "asked"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ANSWERS: dict[str, tuple[str, str | Promise]] = {
    "none": ("There are none", _("There are none")),
    "unsure": ("Does not know", _("Does not know")),
    "declined": ("Does not want to say", _("Does not want to say")),
}


class DirectivesKnown(Exception):
    """Directives stand, so that nobody can state there are none."""


@transaction.atomic
def keep_answer(*, patient: UUID, answer: str, by: Actor, now: datetime) -> Observation:
    """Keep that the patient was asked today and what they said, and return the statement.

    :raises DirectivesKnown: they are said to have none, and some stand.
    """
    may_keep_directives.require(by, patient)
    subject = Patient.objects.select_for_update(no_key=True).get(uid=patient)
    theirs = Consent.objects.filter(patient_id__in=uids_of(patient), scope="adr", status=STANDS)
    if answer == "none" and theirs.exists():
        raise DirectivesKnown
    row = record.write("Observation", _statement(answer, subject, by, now), by=by, now=now)
    audit.wrote(by, "directives.asked", patient=patient, entity=("Observation", row.logical_id))
    return row


def _statement(answer: str, subject: Patient, by: Actor, now: datetime) -> dict:
    display, _label = ANSWERS[answer]
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey", "display": "Survey"}]}],
        "code": {
            "coding": [{"system": OURS, "code": ASKED, "display": "Asked for advance directives"}],
            "text": "Advance directives",
        },
        "subject": {"reference": f"Patient/{subject.logical_id}", "display": subject.name_text},
        "effectiveDateTime": localdate(now).isoformat(),
        "issued": now.isoformat(),
        "performer": [_who(by)],
        "valueCodeableConcept": {"coding": [{"system": OURS, "code": answer, "display": display}], "text": display},
    }


def _who(by: Actor) -> dict:
    row = Practitioner.objects.filter(uid=by.practitioner_id).first() if by.practitioner_id else None
    if row is None:
        return {"display": by.name or "Telepraxis"}
    return {"reference": f"Practitioner/{row.logical_id}", "display": row.name_text}
