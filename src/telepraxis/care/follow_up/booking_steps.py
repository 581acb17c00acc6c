"""From a step to its appointment and back: a booking begun from the step carries its key."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.scheduling.drafts import begin_draft
from telepraxis.care.scheduling.models import Appointment, BookingDraft
from telepraxis.care.scheduling.permissions import may_book
from telepraxis.registry.patients.identity import uids_of

from .models import Step
from .planning import StepClosed, locked, plan_changed

Status = Step.Status
FELL_AWAY = (Appointment.Status.CANCELLED, Appointment.Status.NO_SHOW)


@transaction.atomic
def begin_booking(*, step: Step, opened_by: str, by: Actor, now: datetime) -> BookingDraft:
    """Return a booking that has service and reason already; who books chooses the time alone.

    :raises StepClosed: it is booked, done or cancelled already.
    """
    step, _visit = locked(step)
    may_book.require(by, step.patient_id)
    if step.status != Status.OPEN or step.kind != Step.Kind.SEE_AGAIN:
        raise StepClosed(step.pk)
    draft = begin_draft(
        service=step.service, patient=step.patient_id, reason=step.text, opened_by=opened_by, by=by, now=now
    )
    step.booking_key = draft.id
    step.save(update_fields=["booking_key"])
    audit.wrote(by, "plan.booking_begun", patient=step.patient_id, entity=("Step", step.id))
    return draft


@transaction.atomic
def link(*, appointment: UUID, now: datetime) -> Step | None:
    """Tie a new appointment to the step it keeps: the one whose key it carries, else the only open step of this
    patient that asks for the same service. Heard twice it ties once."""
    booked = Appointment.objects.filter(id=appointment, status=Appointment.Status.BOOKED).first()
    kept = _kept_by(booked) if booked else None
    if kept is None or Step.objects.filter(appointment=booked).exists():
        return None
    step, visit = locked(kept)
    if step.status != Status.OPEN:
        return None
    step.appointment, step.status = booked, Status.BOOKED
    step.save(update_fields=["appointment", "status"])
    return plan_changed(step, visit, "plan.step_booked", Actor.system(step.organization_id), now)


def _kept_by(booked: Appointment) -> Step | None:
    theirs = Step.objects.filter(patient_id__in=uids_of(booked.patient_id))
    waiting = theirs.filter(kind=Step.Kind.SEE_AGAIN, status=Status.OPEN)
    if by_key := waiting.filter(booking_key=booked.idempotency_key).first():
        return by_key
    alike = list(waiting.filter(service_id=booked.service_id)[:2])
    return alike[0] if len(alike) == 1 else None


@transaction.atomic
def unlink(*, appointment: UUID, now: datetime) -> Step | None:
    """Put the step back on the list when its appointment was cancelled or missed."""
    step, visit = _booked_with(appointment)
    if step is None:
        return None
    step.appointment, step.status, step.booking_key = None, Status.OPEN, uuid7()
    step.save(update_fields=["appointment", "status", "booking_key"])
    return plan_changed(step, visit, "plan.booking_fell_away", Actor.system(step.organization_id), now)


@transaction.atomic
def keep(*, appointment: UUID, now: datetime) -> Step | None:
    """The visit that was booked for a step took place: the step is done."""
    step, visit = _booked_with(appointment)
    if step is None:
        return None
    system = Actor.system(step.organization_id)
    step.status, step.closed_at, step.closed_by = Status.DONE, now, system.name
    step.save(update_fields=["status", "closed_at", "closed_by"])
    return plan_changed(step, visit, "plan.step_done", system, now)


def put_missed_back(*, now: datetime) -> int:
    """Put every step back on the list whose appointment was missed; return how many. Heard of in no fact."""
    missed = Step.objects.filter(status=Status.BOOKED, appointment__status__in=FELL_AWAY)
    return sum(unlink(appointment=uid, now=now) is not None for uid in missed.values_list("appointment_id", flat=True))


def _booked_with(appointment: UUID):
    """Return (step, visit) of a step that waits for this appointment, locked; (None, None) without one."""
    found = Step.objects.filter(appointment_id=appointment, status=Status.BOOKED).first()
    step, visit = locked(found) if found else (None, None)
    return (step, visit) if step and step.status == Status.BOOKED else (None, None)
