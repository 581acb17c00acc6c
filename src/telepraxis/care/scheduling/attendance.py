"""Who came: check in, walk in, did not come, is being seen, was seen.

What a person says stands. What nobody said is settled from who was there, says so, and gives way to a person or to
a patient who comes late.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.uuid7 import uuid7

from .booking import NotOpen, claim_time, live_claims, show_change
from .documenting import Told, write_appointment
from .events import PatientArrived
from .locks import hold_days_of
from .models import Appointment, Modality, Service
from .permissions import may_change_appointment, may_run_desk

Status = Appointment.Status
LOOKED_BACK = timedelta(days=2)  # what was missed before is left as it stands: nobody expects it to change


class NotYetTime(Exception):
    """Nobody has missed an appointment that has not begun."""


@transaction.atomic
def check_in(*, appointment: Appointment, by: Actor, now: datetime, told: Told | None = None) -> Appointment:
    """Note that the patient is here. Checking in twice changes nothing.

    :raises NotOpen: the appointment is cancelled, missed or over.
    """
    may_change_appointment.require(by, appointment.patient_id)
    row = _locked(appointment)
    if row.status == Status.ARRIVED:
        return row
    if row.status not in (Status.BOOKED, Status.NO_SHOW):
        raise NotOpen
    row.status, row.arrived_at, row.no_show_at = Status.ARRIVED, now, None
    _said_by(by, row, now)
    _save(row, "scheduling.checked_in", by, now, told)
    tell(PatientArrived(appointment_id=row.id, patient_id=row.patient_id, practitioner_id=row.practitioner_id))
    return row


@transaction.atomic
def undo_check_in(*, appointment: Appointment, by: Actor, now: datetime, told: Told | None = None) -> Appointment:
    """Take a check-in back that was a slip.

    :raises NotOpen: the patient is not checked in.
    """
    may_run_desk.require(by)
    row = _locked(appointment)
    if row.status != Status.ARRIVED:
        raise NotOpen
    row.status, row.arrived_at = Status.BOOKED, None
    _said_by(by, row, now)
    return _save(row, "scheduling.check_in_undone", by, now, told)


@transaction.atomic
def walk_in(
    *,
    patient: UUID,
    practitioner: UUID,
    service: Service,
    by: Actor,
    now: datetime,
    reason: str = "",
    jurisdiction: str = "",
    modality: str = Modality.IN_PERSON,
    idempotency_key: UUID | None = None,
) -> Appointment:
    """Take a patient who stands at the desk: booked from now, already arrived, in the first lane that is free.

    :raises TooManyAtOnce: others are changing this day just now.
    """
    may_run_desk.require(by)
    key = idempotency_key or uuid7()
    if booked := Appointment.objects.filter(idempotency_key=key).first():
        return booked
    hold_days_of([practitioner, patient])
    begins = now.replace(second=0, microsecond=0)
    ends = begins + timedelta(minutes=service.minutes)
    appointment = Appointment(
        organization_id=by.organization_id,
        patient_id=patient,
        practitioner_id=practitioner,
        service=service,
        modality=modality,
        starts_at=begins,
        ends_at=ends,
        status=Status.ARRIVED,
        reason=reason,
        patient_jurisdiction=jurisdiction,
        price_minor=service.price_minor,
        currency=service.currency,
        idempotency_key=key,
        walk_in=True,
        booked_by=by.account_id,
        booked_by_name=by.name,
        booked_at=now,
        arrived_at=now,
    )
    appointment.save(force_insert=True)
    margin = timedelta(minutes=max(service.buffer_before_minutes, service.buffer_after_minutes))
    claim_time(
        appointment,
        lane=_free_lane(practitioner, begins - margin, ends + margin),
        patient_lane=_free_lane(patient, begins, ends),
    )
    write_appointment(appointment, by=by, now=now, is_new=True)
    audit.wrote(by, "scheduling.walked_in", patient=patient, entity=("Appointment", appointment.id))
    tell(PatientArrived(appointment_id=appointment.id, patient_id=patient, practitioner_id=practitioner))
    show_change(appointment)
    return appointment


def _free_lane(resource: UUID, begins: datetime, ends: datetime) -> int:
    taken = set(live_claims([resource], begins, ends).values_list("lane", flat=True))
    return next(lane for lane in range(len(taken) + 1) if lane not in taken)


@transaction.atomic
def mark_no_show(*, appointment: Appointment, by: Actor, now: datetime, told: Told | None = None) -> Appointment:
    """Note that the patient did not come.

    :raises NotYetTime: the appointment has not begun.
    :raises NotOpen: it is cancelled, or the patient came.
    """
    may_run_desk.require(by)
    row = _locked(appointment)
    if row.status == Status.NO_SHOW and row.attendance_by_itself_at is None:
        return row
    if row.status not in (Status.BOOKED, Status.NO_SHOW):
        raise NotOpen
    if now < row.starts_at:
        raise NotYetTime
    row.status, row.no_show_at = Status.NO_SHOW, row.no_show_at or now
    _said_by(by, row, now)
    return _save(row, "scheduling.no_show", by, now, told)


@transaction.atomic
def undo_no_show(*, appointment: Appointment, by: Actor, now: datetime, told: Told | None = None) -> Appointment:
    """Take back that the patient did not come, whoever said so; from then on it is not settled by itself any more.

    :raises NotOpen: the appointment does not stand as missed.
    """
    may_run_desk.require(by)
    row = _locked(appointment)
    if row.status != Status.NO_SHOW:
        raise NotOpen
    row.status, row.no_show_at = Status.BOOKED, None
    _said_by(by, row, now)
    return _save(row, "scheduling.no_show_undone", by, now, told)


def missed(now: datetime, usual_minutes: int, limit: int = 500) -> list[Appointment]:
    """Return appointments nobody has said anything about, whose time to come has passed. One query.

    A service's own time wins over the usual one; 0 means never. By phone it is the practice that comes, and whoever
    was asked to choose another time was not awaited: neither is ever missed by itself.
    """
    minutes = Coalesce(F("service__no_show_after_minutes"), usual_minutes)
    found = Appointment.objects.filter(
        status=Status.BOOKED,
        attendance_by_hand_at=None,
        offered_other_times_at=None,
        starts_at__gt=now - LOOKED_BACK,
        starts_at__lte=now,
    ).exclude(modality=Modality.PHONE)
    due = found.annotate(no_show_after=minutes).filter(
        no_show_after__gt=0, starts_at__lte=now - F("no_show_after") * timedelta(minutes=1)
    )
    return list(due.order_by("starts_at", "id")[:limit])


@transaction.atomic
def nobody_came(*, appointment: Appointment, by: Actor, now: datetime) -> Appointment:
    """Settle by itself that the patient did not come. What a person has said meanwhile stands.

    The caller has looked that nobody of the patient's side was there.
    """
    row = _locked(appointment)
    if row.status != Status.BOOKED or row.attendance_by_hand_at or row.offered_other_times_at:
        return row
    row.status, row.no_show_at, row.attendance_by_itself_at = Status.NO_SHOW, now, now
    return _save(row, "scheduling.no_show_by_itself", by, now)


@transaction.atomic
def came_after_all(*, appointment: Appointment, by: Actor, now: datetime) -> Appointment:
    """Take back a "did not come" that nobody has said but was settled by itself: the patient is here now."""
    row = _locked(appointment)
    if row.status != Status.NO_SHOW or row.attendance_by_itself_at is None:
        return row
    row.status, row.no_show_at, row.attendance_by_itself_at = Status.BOOKED, None, None
    return _save(row, "scheduling.came_late", by, now)


@transaction.atomic
def visit_began(*, appointment: Appointment, by: Actor, now: datetime) -> Appointment:
    """Note that the visit is under way. The visit's own verb asks who may.

    :raises NotOpen: the appointment is cancelled or over.
    """
    row = _locked(appointment)
    if row.status == Status.IN_PROGRESS:
        return row
    if row.status not in (Status.BOOKED, Status.ARRIVED, Status.NO_SHOW):
        raise NotOpen
    row.status, row.started_at, row.no_show_at = Status.IN_PROGRESS, now, None
    _said_by(by, row, now)
    row.arrived_at = row.arrived_at or now
    return _save(row, "scheduling.visit_began", by, now)


@transaction.atomic
def visit_ended(*, appointment: Appointment, by: Actor, now: datetime) -> Appointment:
    """Note that the visit is done.

    :raises NotOpen: it never began.
    """
    row = _locked(appointment)
    if row.status == Status.FULFILLED:
        return row
    if row.status != Status.IN_PROGRESS:
        raise NotOpen
    row.status, row.fulfilled_at = Status.FULFILLED, now
    if by.is_system:
        row.attendance_by_itself_at = now
    return _save(row, "scheduling.visit_ended", by, now)


def _locked(appointment: Appointment) -> Appointment:
    return Appointment.objects.select_for_update(of=("self",)).select_related("service").get(id=appointment.id)


def _said_by(by: Actor, row: Appointment, now: datetime) -> None:
    """Note that a person has said who came; it is settled by itself no more."""
    row.attendance_by_itself_at = None
    if not by.is_system:
        row.attendance_by_hand_at = now


def _save(row: Appointment, action: str, by: Actor, now: datetime, told: Told | None = None) -> Appointment:
    row.save()
    write_appointment(row, by=by, now=now, told=told)
    audit.wrote(by, action, patient=row.patient_id, entity=("Appointment", row.id))
    show_change(row)
    return row
