"""What encounters hear: an appointment was cancelled or moved."""

from datetime import datetime

from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.care.scheduling.events import AppointmentCancelled, AppointmentMoved
from telepraxis.care.scheduling.models import Appointment

from . import visits
from .models import Visit


@listens_to(AppointmentCancelled)
def close_its_visit(fact: AppointmentCancelled, *, now: datetime) -> None:
    visit = Visit.objects.filter(appointment_id=fact.appointment_id, admitted_at=None).first()
    if visit is not None:
        visits.cancel(visit=visit, why="Appointment cancelled", by=Actor.system(visit.organization_id), now=now)


@listens_to(AppointmentMoved)
def move_its_visit(fact: AppointmentMoved, *, now: datetime) -> None:
    visit = Visit.objects.filter(appointment_id=fact.appointment_id).first()
    if visit is not None:
        appointment = Appointment.objects.get(id=fact.appointment_id)
        visits.follow(visit=visit, appointment=appointment, by=Actor.system(visit.organization_id))
