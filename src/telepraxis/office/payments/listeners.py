"""What bookings mean for money."""

from datetime import datetime

from telepraxis.base.events import listens_to
from telepraxis.care.scheduling.events import AppointmentBooked, AppointmentCancelled

from . import visits


@listens_to(AppointmentBooked)
def charge_for_the_visit(fact: AppointmentBooked, *, now: datetime) -> None:
    visits.charge_for_visit(appointment=fact.appointment_id, now=now)


@listens_to(AppointmentCancelled)
def withdraw_for_the_visit(fact: AppointmentCancelled, *, now: datetime) -> None:
    visits.withdraw_for_visit(appointment=fact.appointment_id, now=now)
