"""Open, wait, admit, finish: the way of a visit. Each verb refuses what makes no sense at that point."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.live import group, hint
from telepraxis.care.scheduling import attendance
from telepraxis.care.scheduling.booking import NotOpen
from telepraxis.care.scheduling.models import Appointment

from .document import write_encounter
from .events import PatientWaiting, VisitAdmitted, VisitFinished
from .models import Handover, Modality, Presence, Visit
from .permissions import may_open_visit, may_run_visit, may_take_part


class VisitRefused(Exception):
    """What was asked makes no sense at this point of the visit."""

    def __init__(self, visit: Visit):
        super().__init__(f"visit {visit.pk} is {visit.status}")
        self.visit = visit


class VisitIsOver(VisitRefused):
    """The visit has ended or was cancelled."""


class PatientNotReady(VisitRefused):
    """The patient is not in the waiting room yet."""


class VisitNotBegun(VisitRefused):
    """Nobody was admitted yet."""


class VisitHasBegun(VisitRefused):
    """Patient and clinician have met already."""


class NotBooked(Exception):
    """The appointment was cancelled or missed: there is no visit to open."""


@transaction.atomic
def visit_for(*, appointment: Appointment, now: datetime, by: Actor | None = None) -> Visit:
    """Return the visit of an appointment, opened now if it is not open yet, at the time the appointment has now.

    :raises NotBooked: the appointment was cancelled or missed.
    :raises NotAllowed: the actor may not open a visit for this patient.
    """
    by = by or Actor.system(appointment.organization_id)
    may_open_visit.require(by, appointment.patient_id)
    visit = Visit.objects.select_related("patient", "practitioner").filter(appointment_id=appointment.id).first()
    if visit is None:
        if appointment.status == Appointment.Status.CANCELLED or _missed_as_somebody_said(appointment):
            raise NotBooked(appointment.id)
        visit = _open_for(appointment, by, now)
    return follow(visit=visit, appointment=appointment, by=by)


def _missed_as_somebody_said(appointment: Appointment) -> bool:
    """Whether a person noted that the patient did not come; what was only settled by itself keeps the door open."""
    return appointment.status == Appointment.Status.NO_SHOW and appointment.attendance_by_itself_at is None


def _open_for(appointment: Appointment, by: Actor, now: datetime) -> Visit:
    """Open the visit; two who do so at once get the same one."""
    visit, is_new = Visit.objects.get_or_create(
        organization_id=appointment.organization_id,
        appointment=appointment,
        defaults={
            "patient_id": appointment.patient_id,
            "practitioner_id": appointment.practitioner_id,
            "modality": appointment.modality,
            "planned_at": appointment.starts_at,
            "opened_at": now,
        },
    )
    if is_new:
        audit.wrote(by, "visit.opened", patient=visit.patient_id, entity=("Visit", visit.id))
        look_again(visit)
    return visit


@transaction.atomic
def follow(*, visit: Visit, appointment: Appointment, by: Actor) -> Visit:
    """Bring a visit that has not begun to where and when its appointment was moved."""
    booked = {"planned_at": appointment.starts_at, "practitioner_id": _who_treats(visit, appointment)}
    if not visit.is_open or visit.has_begun or all(getattr(visit, name) == value for name, value in booked.items()):
        return visit
    visit = Visit.objects.locked(visit)
    for name, value in booked.items():
        setattr(visit, name, value)
    visit.save(update_fields=list(booked))
    audit.wrote(by, "visit.moved", patient=visit.patient_id, entity=("Visit", visit.id))
    look_again(visit)
    return Visit.objects.locked(visit)


def _who_treats(visit: Visit, appointment: Appointment) -> UUID:
    """Return the practitioner of the appointment, unless a colleague took the visit over from them."""
    whose = appointment.practitioner_id
    if visit.practitioner_id != whose and Handover.objects.filter(visit=visit, taken_from_id=whose).exists():
        return visit.practitioner_id
    return whose


@transaction.atomic
def open_visit(
    *, patient: UUID, practitioner: UUID, modality: str, planned_at: datetime, by: Actor, now: datetime
) -> Visit:
    """Open a visit that was never booked, for example when a patient walks in or calls.

    :raises NotAllowed: the actor may not open a visit for this patient.
    """
    may_open_visit.require(by, patient)
    visit = Visit.objects.create(
        organization_id=by.organization_id,
        patient_id=patient,
        practitioner_id=practitioner,
        modality=modality,
        planned_at=planned_at,
        opened_at=now,
    )
    audit.wrote(by, "visit.opened", patient=patient, entity=("Visit", visit.id))
    look_again(visit)
    return visit


@transaction.atomic
def patient_ready(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Seat the patient in the waiting room. Said twice, or during the visit, it changes nothing.

    :raises VisitIsOver: there is nothing to wait for.
    """
    visit = Visit.objects.locked(visit)
    may_take_part.require(by, visit)
    refuse_when_over(visit)
    if visit.status != Visit.Status.WAITING:
        return visit
    if visit.appointment_id:
        attendance.came_after_all(appointment=visit.appointment, by=by, now=now)
    visit.status, visit.ready_at = Visit.Status.READY, visit.ready_at or now
    visit.save(update_fields=["status", "ready_at"])
    audit.wrote(by, "visit.patient_ready", patient=visit.patient_id, entity=("Visit", visit.id))
    tell(PatientWaiting(visit=visit.id, patient=visit.patient_id, practitioner=visit.practitioner_id, at=now))
    look_again(visit)
    return visit


@transaction.atomic
def patient_stepped_away(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Say that the patient left the waiting room before being admitted; the time they first came is kept."""
    visit = Visit.objects.locked(visit)
    may_take_part.require(by, visit)
    if visit.status == Visit.Status.READY:
        visit.status = Visit.Status.WAITING
        visit.save(update_fields=["status"])
        audit.wrote(by, "visit.patient_stepped_away", patient=visit.patient_id, entity=("Visit", visit.id))
        look_again(visit)
    return visit


@transaction.atomic
def admit(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Let the waiting patient in and write the Encounter. Said twice it admits once.

    :raises PatientNotReady: for a video visit, the patient is not in the waiting room.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    visit = Visit.objects.locked(visit)
    may_run_visit.require(by, visit)
    refuse_when_over(visit)
    if visit.status == Visit.Status.IN_PROGRESS:
        return visit
    if visit.modality == Modality.VIDEO and visit.status != Visit.Status.READY:
        raise PatientNotReady(visit)
    return begin(visit, by, now)


def begin(visit: Visit, by: Actor, now: datetime) -> Visit:
    """Turn a locked visit that has not begun into one in progress, and its appointment with it.

    :raises VisitIsOver: the appointment was cancelled meanwhile.
    """
    if visit.appointment_id:
        try:
            attendance.visit_began(appointment=visit.appointment, by=by, now=now)
        except NotOpen:
            raise VisitIsOver(visit) from None
    visit.status, visit.admitted_at = Visit.Status.IN_PROGRESS, now
    if visit.rooming_began_at and visit.rooming_ended_at is None:
        visit.rooming_ended_at = now
    visit.encounter = write_encounter(visit, by=by, now=now)
    visit.save(update_fields=["status", "admitted_at", "rooming_ended_at", "encounter"])
    audit.wrote(by, "visit.admitted", patient=visit.patient_id, entity=("Visit", visit.id))
    tell(
        VisitAdmitted(
            visit=visit.id,
            patient=visit.patient_id,
            practitioner=visit.practitioner_id,
            encounter=visit.encounter_id,
            at=now,
        )
    )
    look_again(visit)
    return visit


@transaction.atomic
def finish(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """End the visit: everybody has left, the Encounter is finished. Said twice it ends once.

    :raises VisitNotBegun: nobody was admitted.
    :raises VisitIsOver: it was cancelled.
    """
    visit = Visit.objects.locked(visit)
    may_run_visit.require(by, visit)
    if visit.status == Visit.Status.FINISHED:
        return visit
    if visit.status == Visit.Status.CANCELLED:
        raise VisitIsOver(visit)
    if not visit.has_begun:
        raise VisitNotBegun(visit)
    Presence.objects.filter(visit=visit, left_at=None).update(left_at=now)
    return end(visit, ended_at=now, by=by, now=now)


def end(visit: Visit, *, ended_at: datetime, by: Actor, now: datetime) -> Visit:
    """Turn a locked visit in progress into a finished one that ended at that moment, and its appointment with it."""
    visit.status, visit.ended_at = Visit.Status.FINISHED, ended_at
    visit.ended_by_itself_at = now if by.is_system else None
    write_encounter(visit, by=by, now=now)
    visit.save(update_fields=["status", "ended_at", "ended_by_itself_at"])
    if visit.appointment_id:
        attendance.visit_ended(appointment=visit.appointment, by=by, now=now)
    audit.wrote(by, "visit.finished", patient=visit.patient_id, entity=("Visit", visit.id))
    tell(
        VisitFinished(
            visit=visit.id,
            patient=visit.patient_id,
            practitioner=visit.practitioner_id,
            encounter=visit.encounter_id,
            at=now,
        )
    )
    look_again(visit)
    return visit


@transaction.atomic
def cancel(*, visit: Visit, why: str, by: Actor, now: datetime) -> Visit:
    """Close a visit that will not take place. Said twice it closes once.

    :raises VisitHasBegun: patient and clinician have met: it can only be finished.
    """
    visit = Visit.objects.locked(visit)
    may_run_visit.require(by, visit)
    if visit.status == Visit.Status.CANCELLED:
        return visit
    if visit.has_begun:
        raise VisitHasBegun(visit)
    visit.status, visit.cancelled_at = Visit.Status.CANCELLED, now
    if visit.rooming_began_at and visit.rooming_ended_at is None:
        visit.rooming_ended_at = now
    if visit.encounter_id:
        write_encounter(visit, by=by, now=now)
    visit.save(update_fields=["status", "cancelled_at", "rooming_ended_at"])
    audit.wrote(by, "visit.cancelled", patient=visit.patient_id, entity=("Visit", visit.id), reason=why)
    look_again(visit)
    return visit


def refuse_when_over(visit: Visit) -> None:
    """Pass while the visit is open.

    :raises VisitIsOver: it has ended or was cancelled.
    """
    if not visit.is_open:
        raise VisitIsOver(visit)


def look_again(visit: Visit) -> None:
    """Have the screens that show this visit, its practitioner's waiting room or everybody's look again."""
    hint(group(visit.organization_id, "visit", visit.id), "visit", visit=visit.id)
    for key in (visit.practitioner_id, "everybody"):
        hint(group(visit.organization_id, "waiting", key), "waiting", visit=visit.id)
