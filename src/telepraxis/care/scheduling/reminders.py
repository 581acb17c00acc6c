"""Reminders: a day and an hour before, at their moment or not at all."""

from datetime import datetime, timedelta
from uuid import UUID

from telepraxis.base.jobs import job

from . import letters
from .models import Appointment

REMINDERS = {"day": timedelta(days=1), "hour": timedelta(hours=1)}
# How long after its moment a reminder still helps. Later it is dropped, not sent late: then it only confuses.
STILL_USEFUL = {"day": timedelta(hours=6), "hour": timedelta(minutes=20)}


@job("scheduling.remind")
def remind(*, organization_id: UUID, appointment_id: UUID, sequence: int, which: str, now: datetime) -> None:
    """Remind of the appointment, unless it has moved or ended, or the moment for it has passed."""
    appointment = Appointment.objects.select_related("organization").filter(id=appointment_id).first()
    if appointment is None or appointment.sequence != sequence or not appointment.is_open:
        return
    due = appointment.starts_at - REMINDERS[which]
    if due <= now <= due + STILL_USEFUL[which]:
        letters.send_reminder(appointment, which)


def plan_reminders(appointment: Appointment, now: datetime) -> None:
    """Put the reminders that still lie ahead on the schedule; those of an earlier time drop themselves."""
    for which, before in REMINDERS.items():
        due = appointment.starts_at - before
        if due > now:
            remind.defer(
                organization_id=appointment.organization_id,
                at=due,
                appointment_id=appointment.id,
                sequence=appointment.sequence,
                which=which,
            )
