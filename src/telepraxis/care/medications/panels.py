"""What prescribing puts into other rooms' screens."""

from datetime import datetime
from uuid import UUID

from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.patients.identity import uids_of

from . import composer, reading, showing
from .models import Prescription
from .permissions import (
    may_keep_practice_sentences,
    may_prescribe,
    may_read_own_prescriptions,
    may_read_prescriptions,
    may_set_prescribing,
)

SHOWN = 5


def composer_panel(visit: Visit, actor: Actor, now: datetime) -> dict | None:
    """Return the context of `medications/composer.html` beside a visit, None for somebody who does not prescribe."""
    if not may_prescribe.allows(actor, visit.patient_id):
        return None
    patient = Patient.objects.defer("doc").get(uid=visit.patient_id)
    return composer.composer_of(patient, actor, now, visit=visit)


@panel("chart.above", template="medications/of_chart.html", rule=may_read_prescriptions, order=20)
def in_chart(request, patient: UUID) -> dict:
    """The newest prescriptions, and the way to prescribe. Seven queries at most."""
    return {
        "patient_id": patient,
        "prescriptions": showing.every(reading.prescriptions_of(patient, limit=SHOWN), request.now),
        "may_prescribe": may_prescribe.allows(request.actor, patient),
    }


@panel("setup.guide", template="medications/of_setup.html", rule=may_set_prescribing, order=70)
def in_setup(request, subject) -> dict:
    """The way to the rules of prescribing, and to kept lines for whoever keeps them. No query."""
    return {"may_keep": may_keep_practice_sentences.allows(request.actor)}


@panel("home", template="medications/of_home.html", rule=may_read_own_prescriptions, order=20)
def of_home(request, patient: UUID) -> dict:
    """The way to the prescriptions, with how many are ready. One query."""
    good = Prescription.objects.filter(patient_id__in=uids_of(patient), status="active", expires_at__gt=request.now)
    return {"patient_id": patient, "ready": good.count()}
