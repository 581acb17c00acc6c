"""What follows a booking, a move, a cancellation: mails and reminders. Each reads the row as it is now."""

from datetime import datetime
from uuid import UUID

from telepraxis.base.events import listens_to

from . import letters
from .events import AppointmentBooked, AppointmentCancelled, AppointmentMoved, OtherTimesOffered
from .models import Appointment
from .reminders import plan_reminders


@listens_to(AppointmentBooked)
def confirm_booking(fact: AppointmentBooked, *, now: datetime) -> None:
    if appointment := _still(fact.appointment_id, 0):
        letters.send_booked(appointment)
        plan_reminders(appointment, now)


@listens_to(AppointmentMoved)
def confirm_move(fact: AppointmentMoved, *, now: datetime) -> None:
    if appointment := _still(fact.appointment_id, fact.sequence):
        letters.send_moved(appointment)
        plan_reminders(appointment, now)


@listens_to(AppointmentCancelled)
def confirm_cancellation(fact: AppointmentCancelled, *, now: datetime) -> None:
    if appointment := _still(fact.appointment_id, fact.sequence):
        letters.send_cancelled(appointment)


@listens_to(OtherTimesOffered)
def ask_to_choose_again(fact: OtherTimesOffered, *, now: datetime) -> None:
    appointment = _still(fact.appointment_id, fact.sequence)
    if appointment and appointment.is_open:
        letters.send_choose_again(appointment)


def _still(appointment_id: UUID, sequence: int) -> Appointment | None:
    """Return the appointment unless it has changed since: then a later fact speaks for it."""
    return (
        Appointment.objects.select_related("organization", "service")
        .filter(id=appointment_id, sequence=sequence)
        .first()
    )
