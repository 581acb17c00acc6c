"""What bookings and visits mean for plans."""

from datetime import datetime

from telepraxis.base.events import listens_to
from telepraxis.care.encounters.events import VisitFinished
from telepraxis.care.encounters.models import Visit
from telepraxis.care.scheduling.events import AppointmentBooked, AppointmentCancelled

from . import booking_steps


@listens_to(AppointmentBooked)
def tie_to_step(fact: AppointmentBooked, *, now: datetime) -> None:
    booking_steps.link(appointment=fact.appointment_id, now=now)


@listens_to(AppointmentCancelled)
def put_back_on_the_list(fact: AppointmentCancelled, *, now: datetime) -> None:
    booking_steps.unlink(appointment=fact.appointment_id, now=now)


@listens_to(VisitFinished)
def step_was_kept(fact: VisitFinished, *, now: datetime) -> None:
    appointment = Visit.objects.filter(id=fact.visit).values_list("appointment_id", flat=True).first()
    if appointment:
        booking_steps.keep(appointment=appointment, now=now)
