"""Cards that this room puts into pages of others."""

from telepraxis.base.ui.panels import panel

from . import diary
from .permissions import may_run_desk, may_start_booking


@panel("visits.ahead", template="scheduling/panels/ahead.html", rule=may_start_booking, order=10)
def ahead(request, subject):
    """What the signed-in person and those they act for have booked."""
    actor = request.actor
    patients = [uid for uid in (actor.patient_id, *actor.acts_for) if uid]
    return {"upcoming": diary.upcoming_of(patients, request.now), "own": actor.own_records}


@panel("patient.overview", template="scheduling/panels/of_patient.html", rule=may_run_desk, order=20)
def of_patient(request, patient):
    """What a patient has booked and had, for staff."""
    return {"upcoming": diary.upcoming_of([patient], request.now), "past": diary.past_of([patient], request.now, 5)}
