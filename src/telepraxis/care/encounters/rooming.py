"""A nurse has the patient before the clinician: takes them, prepares them, or puts them back to waiting."""

from datetime import datetime

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.care.scheduling import attendance

from .document import write_encounter
from .events import PatientRoomed
from .models import Modality, Visit
from .permissions import may_room_patient
from .visits import VisitHasBegun, VisitRefused, look_again, refuse_when_over


class WithAnotherNurse(VisitRefused):
    """A colleague has the patient already; the name stands in the visit."""


class NotWithNurse(VisitRefused):
    """No nurse has the patient just now."""


@transaction.atomic
def take(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Take the patient before the clinician; the Encounter is written from here, so that findings can name it.

    Taken twice by the same nurse it changes nothing; taken again after "Ready for the doctor" it is open again.

    :raises WithAnotherNurse: a colleague has the patient.
    :raises VisitHasBegun: the clinician has them already.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    visit = _waiting(visit, by)
    if visit.is_with_nurse:
        if visit.nurse_account_id != by.account_id:
            raise WithAnotherNurse(visit)
        return visit
    if visit.appointment_id:
        attendance.came_after_all(appointment=visit.appointment, by=by, now=now)
    _seat_who_is_here(visit, now)
    visit.nurse_account_id, visit.nurse_name = by.account_id, by.name
    visit.rooming_began_at, visit.rooming_ended_at = visit.rooming_began_at or now, None
    return _keep(visit, "visit.roomed", by, now)


def _seat_who_is_here(visit: Visit, now: datetime) -> None:
    """Count the patient of a phone or in-person visit as waiting: the nurse speaks to them."""
    if visit.modality == Modality.VIDEO or visit.status != Visit.Status.WAITING:
        return
    arrived_at = visit.appointment.arrived_at if visit.appointment_id else None
    visit.status, visit.ready_at = Visit.Status.READY, visit.ready_at or arrived_at or now


@transaction.atomic
def ready_for_clinician(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Say that the patient is prepared. Said twice it changes nothing.

    :raises NotWithNurse: nobody has taken the patient.
    :raises WithAnotherNurse: a colleague has the patient.
    :raises VisitHasBegun: the clinician has them already.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    visit = _waiting(visit, by)
    if visit.is_ready_for_clinician:
        return visit
    _refuse_unless_with(by, visit)
    visit.rooming_ended_at = now
    tell(PatientRoomed(visit=visit.id, patient=visit.patient_id, practitioner=visit.practitioner_id, at=now))
    return _keep(visit, "visit.rooming_ended", by, now)


@transaction.atomic
def give_back(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Put the patient back to waiting as if nobody had taken them; what was written about them stays.

    :raises NotWithNurse: nobody has taken the patient.
    :raises WithAnotherNurse: a colleague has the patient.
    :raises VisitHasBegun: the clinician has them already.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    visit = _waiting(visit, by)
    _refuse_unless_with(by, visit)
    visit.nurse_account_id, visit.nurse_name = None, ""
    visit.rooming_began_at = visit.rooming_ended_at = None
    return _keep(visit, "visit.rooming_given_back", by, now)


def _waiting(visit: Visit, by: Actor) -> Visit:
    visit = Visit.objects.locked(visit)
    may_room_patient.require(by, visit)
    refuse_when_over(visit)
    if visit.has_begun:
        raise VisitHasBegun(visit)
    return visit


def _refuse_unless_with(by: Actor, visit: Visit) -> None:
    if not visit.is_with_nurse:
        raise NotWithNurse(visit)
    if visit.nurse_account_id != by.account_id:
        raise WithAnotherNurse(visit)


def _keep(visit: Visit, action: str, by: Actor, now: datetime) -> Visit:
    visit.encounter = write_encounter(visit, by=by, now=now)
    visit.save()
    audit.wrote(by, action, patient=visit.patient_id, entity=("Visit", visit.id))
    look_again(visit)
    return visit
