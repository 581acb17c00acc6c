"""What nobody said is settled from who was there: visits that were held are ended, appointments nobody came to missed.

A person's word is never overruled: `attendance` keeps who said what, and every verb here looks again under the lock.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from telepraxis.base.access import Actor
from telepraxis.care.scheduling import attendance
from telepraxis.care.scheduling.models import Appointment

from .models import Presence, Visit
from .presences import minutes_together
from .visits import end

QUIET = timedelta(minutes=30)  # nobody has been in the visit for so long, and its planned time is over
HELD = timedelta(minutes=1)  # both sides were in it together for at least so long
UNBOOKED_LENGTH = timedelta(minutes=30)
PATIENTS_SIDE = (Presence.Role.PATIENT, Presence.Role.RELATIVE)


@transaction.atomic
def settle_missed(*, appointment: Appointment, by: Actor, now: datetime) -> Appointment:
    """Note that nobody of the patient's side came, unless somebody did, or a person has said how it was."""
    visit = Visit.objects.select_for_update().filter(appointment_id=appointment.id).first()
    if visit is not None and _came(visit):
        return appointment
    return attendance.nobody_came(appointment=appointment, by=by, now=now)


def _came(visit: Visit) -> bool:
    """Whether the patient ever waited, was with a nurse or was in the visit, however shortly."""
    if visit.ready_at or visit.rooming_began_at or visit.has_begun:
        return True
    return Presence.objects.filter(visit=visit, role__in=PATIENTS_SIDE).exists()


def abandoned(now: datetime) -> list[Visit]:
    """Return visits in progress that everybody left a good while ago, longest first. One query."""
    still_in = Presence.objects.filter(visit=OuterRef("pk"), left_at=None)
    running = Visit.objects.filter(~Exists(still_in), status=Visit.Status.IN_PROGRESS)
    left = running.annotate(everybody_left_at=Max("presences__left_at")).filter(everybody_left_at__lte=now - QUIET)
    return list(left.order_by("everybody_left_at", "id"))


@transaction.atomic
def settle_held(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """End a visit that was held and left, at the moment the last person left.

    Where both sides were never in it together nobody can tell what happened: it stays open until a person says.
    """
    visit = Visit.objects.locked(visit)
    presences = list(Presence.objects.filter(visit=visit))
    left_at = max((each.left_at or now for each in presences), default=now)
    if visit.status != Visit.Status.IN_PROGRESS or left_at > now - QUIET or _planned_end(visit) > now:
        return visit
    if sum(minutes_together(visit, now).values(), timedelta()) < HELD:
        return visit
    return end(visit, ended_at=left_at, by=by, now=now)


def _planned_end(visit: Visit) -> datetime:
    return visit.appointment.ends_at if visit.appointment_id else visit.planned_at + UNBOOKED_LENGTH
