"""Book, move and cancel appointments; free a practitioner's day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F
from psycopg import errors

from telepraxis.base import audit, live
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.practitioners.licences import licensed

from . import calendars
from .availability import FreeTimes, OfferedTime, is_by_the_rules, midnight, offerers, shared_free_times
from .documenting import Told, write_appointment
from .events import AppointmentBooked, AppointmentCancelled, AppointmentMoved, DayBlocked, OtherTimesOffered
from .locks import TooManyAtOnce, hold_days_of
from .masks import between, bits, cell_from
from .models import Appointment, Claim, HoursException, Service
from .permissions import may_book, may_change_appointment, may_change_hours, may_pass_cut_off, may_run_desk

ALTERNATIVES = 3


class TimeTaken(Exception):
    """Another patient booked this time first, or it is offered no more. Carries up to three other times."""

    def __init__(self, alternatives: list[OfferedTime]):
        super().__init__("This time is taken.")
        self.alternatives = alternatives


class PastCutOff(Exception):
    """Too late for the patient to change this appointment themselves; the practice still can."""

    def __init__(self, appointment: Appointment):
        super().__init__("The time for changing this appointment is over.")
        self.appointment = appointment


class NotLicensed(Exception):
    """The practitioner may not treat a patient who is there on that day."""


class PatientBusy(Exception):
    """The patient has another appointment at that time."""

    def __init__(self, appointment: Appointment):
        super().__init__("The patient has another appointment at that time.")
        self.appointment = appointment


class NotOpen(Exception):
    """The appointment is over, under way or cancelled, so that it cannot be changed."""


class KeyOfAnother(Exception):
    """This idempotency key booked something for another patient."""


class _Gone(Exception):
    """The time is not free. Raised under the lock; what else is free is found after letting go."""


def book_appointment(
    *,
    time: OfferedTime,
    service: Service,
    patient: UUID,
    modality: str,
    jurisdiction: str,
    idempotency_key: UUID,
    by: Actor,
    now: datetime,
    reason: str = "",
    told: Told | None = None,
    id: UUID | None = None,
) -> Appointment:
    """Book the offered time for the patient. The same key again returns the same appointment.

    `jurisdiction` is where the patient will be, for example `PT`. A client of the API brings its document (`told`), and
    may bring the id.

    :raises TimeTaken: it is not free (any more); carries alternatives.
    :raises NotLicensed: the practitioner may not treat a patient there on that day.
    :raises PatientBusy: the patient has another appointment then.
    :raises TooManyAtOnce: others are booking this day just now.
    :raises KeyOfAnother: the key was used for another patient.
    """
    may_book.require(by, patient)
    try:
        return _book(time, service, patient, reason, modality, jurisdiction, idempotency_key, told, id, by, now)
    except _Gone:
        raise TimeTaken(alternatives_to(time, service, jurisdiction, modality, by, now)) from None


@transaction.atomic
def _book(
    time, service, patient, reason, modality, jurisdiction, key, told, id, by: Actor, now: datetime
) -> Appointment:
    if booked := booked_with(key, patient):
        return booked
    ends_at = time.starts_at + timedelta(minutes=service.minutes)
    try:
        _refuse_claimed(time, service)  # most losers of a race never stand in line
        hold_days_of([time.practitioner, patient])
        _refuse_claimed(time, service, patient)
        _refuse_unless_bookable(time, service, modality, jurisdiction, by, now)
    except (_Gone, PatientBusy):
        if booked := booked_with(key, patient):  # the same key, pressed twice, was quicker or before us in the line
            return booked
        raise
    appointment = Appointment(
        id=id or uuid7(),
        organization_id=by.organization_id,
        patient_id=patient,
        practitioner_id=time.practitioner,
        service=service,
        modality=modality,
        starts_at=time.starts_at,
        ends_at=ends_at,
        reason=reason,
        patient_jurisdiction=jurisdiction,
        price_minor=service.price_minor,
        currency=service.currency,
        idempotency_key=key,
        booked_by=by.account_id,
        booked_by_name=by.name,
        booked_at=now,
    )
    appointment.save(force_insert=True)
    claim_time(appointment)
    write_appointment(appointment, by=by, now=now, is_new=True, told=told)
    audit.wrote(by, "scheduling.booked", patient=patient, entity=("Appointment", appointment.id))
    tell(
        AppointmentBooked(
            appointment_id=appointment.id,
            patient_id=patient,
            practitioner_id=time.practitioner,
            starts_at=appointment.starts_at,
        )
    )
    show_change(appointment)
    return appointment


def booked_with(key: UUID, patient: UUID | None = None) -> Appointment | None:
    """Return what the idempotency key has booked.

    :raises KeyOfAnother: it was for another patient than the one named.
    """
    used = Appointment.objects.filter(idempotency_key=key).values_list("id", flat=True)[:1]
    if not used:
        return None
    booked = Appointment.objects.select_related("service").get(id=used[0])
    if patient is not None and booked.patient_id != patient:
        raise KeyOfAnother
    return booked


def _refuse_unless_bookable(time, service, modality, jurisdiction, by: Actor, now: datetime) -> None:
    for_staff = may_pass_cut_off.allows(by)
    person = offerers(service, [time.practitioner]).get(time.practitioner)
    if person is None or not is_by_the_rules(
        time=time, person=person, service=service, now=now, modality=modality, notice=not for_staff
    ):
        raise _Gone
    on = time.starts_at.astimezone(ZoneInfo(person.zone)).date()
    if not licensed(time.practitioner, jurisdiction, on):
        raise NotLicensed(jurisdiction)


def _refuse_claimed(time: OfferedTime, service: Service, patient: UUID | None = None) -> None:
    """Pass when the time is nobody's yet, buffers included, and the patient has none then either. One query."""
    ends_at = time.starts_at + timedelta(minutes=service.minutes)
    begins = time.starts_at - timedelta(minutes=service.buffer_before_minutes)
    ends = ends_at + timedelta(minutes=service.buffer_after_minutes)
    people = [time.practitioner] if patient is None else [time.practitioner, patient]
    claims = live_claims(people, begins, ends).values_list("practitioner_id", "starts_at", "ends_at", "appointment_id")
    for practitioner, claim_begins, claim_ends, appointment in claims:
        if practitioner:
            raise _Gone
        if claim_begins < ends_at and time.starts_at < claim_ends:
            raise PatientBusy(Appointment.objects.get(id=appointment))


def live_claims(people: Iterable[UUID], begins: datetime, ends: datetime):
    """Return the claims on these people's time that overlap a span, practitioners' first."""
    claims = Claim.objects.filter(
        resource__in=list(people),
        released_at=None,
        starts_at__gt=begins - timedelta(days=1),
        starts_at__lt=ends,
        ends_at__gt=begins,
    )
    return claims.order_by(F("patient_id").asc(nulls_first=True))


def claim_time(appointment: Appointment, *, lane: int = 0, patient_lane: int = 0) -> None:
    """Take the time from both calendars; the practitioner's with the service's buffers when in the normal lane."""
    service = appointment.service
    before = timedelta(minutes=0 if lane else service.buffer_before_minutes)
    after = timedelta(minutes=0 if lane else service.buffer_after_minutes)
    span = (appointment.starts_at - before, appointment.ends_at + after)
    common = {"organization_id": appointment.organization_id, "appointment": appointment}
    theirs = Claim(practitioner_id=appointment.practitioner_id, lane=lane, starts_at=span[0], ends_at=span[1], **common)
    patients = Claim(
        patient_id=appointment.patient_id,
        lane=patient_lane,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        **common,
    )
    try:
        Claim.objects.bulk_create([theirs, patients])
    except IntegrityError as problem:
        if isinstance(problem.__cause__, errors.ExclusionViolation):
            raise _Gone from problem
        raise
    calendars.changed([appointment.practitioner_id])


def release_time(appointment: Appointment, now: datetime) -> None:
    """Give the time back to both calendars."""
    Claim.objects.filter(appointment=appointment, released_at=None).update(released_at=now)
    calendars.changed([appointment.practitioner_id])


def alternatives_to(
    time: OfferedTime, service: Service, jurisdiction: str, modality: str, by: Actor, now: datetime
) -> list[OfferedTime]:
    """Return the three free beginnings nearest to the wanted time, with the same practitioner where possible.

    All losers of a race read them off the same masks.
    """
    found = shared_free_times(
        service=service,
        around=time.starts_at,
        now=now,
        jurisdiction=jurisdiction,
        modality=modality,
        notice=not may_pass_cut_off.allows(by),
    )
    return nearest(found.without(time), time)


def nearest(found: FreeTimes, to: OfferedTime, count: int = ALTERNATIVES) -> list[OfferedTime]:
    """Return the offers nearest in time, in order of time."""
    wanted = cell_from(to.starts_at) - found.stretch.origin
    mask = found.anybody()
    after = []
    for cell in bits(mask & ~between(0, wanted, 0, found.stretch.cells)):
        after.append(cell)
        if len(after) == count:
            break
    before, earlier = [], mask & between(0, wanted, 0, found.stretch.cells)
    while earlier and len(before) < count:
        before.append(earlier.bit_length() - 1)
        earlier ^= 1 << before[-1]
    cells = sorted(sorted([*before, *after], key=lambda cell: abs(cell - wanted))[:count])
    return list(found.offered(cells, preferred=[to.practitioner]))


def move_appointment(
    *, appointment: Appointment, time: OfferedTime, by: Actor, now: datetime, told: Told | None = None
) -> Appointment:
    """Move the appointment to another offered time, keeping what was agreed otherwise.

    :raises TimeTaken: that time is not free; the appointment stays where it was.
    :raises PastCutOff: too late for the patient; staff may.
    :raises NotOpen: it is over, under way or cancelled.
    :raises NotLicensed: the practitioner may not treat the patient there on that day.
    :raises PatientBusy: the patient has another appointment then.
    :raises TooManyAtOnce: others are booking this day just now.
    """
    may_change_appointment.require(by, appointment.patient_id)
    try:
        return _move(appointment, time, told, by, now)
    except _Gone:
        service, modality = appointment.service, appointment.modality
        where = appointment.patient_jurisdiction
        raise TimeTaken(alternatives_to(time, service, where, modality, by, now)) from None


@transaction.atomic
def _move(appointment: Appointment, time: OfferedTime, told, by: Actor, now: datetime) -> Appointment:
    hold_days_of([appointment.practitioner_id, time.practitioner, appointment.patient_id])
    appointment = for_change(appointment, by, now)
    service = appointment.service
    release_time(appointment, now)
    _refuse_unless_bookable(time, service, appointment.modality, appointment.patient_jurisdiction, by, now)
    show_change(appointment)
    appointment.practitioner_id = time.practitioner
    appointment.starts_at = time.starts_at
    appointment.ends_at = time.starts_at + timedelta(minutes=service.minutes)
    appointment.sequence += 1
    appointment.moved_at, appointment.offered_other_times_at = now, None
    appointment.save()
    claim_time(appointment)
    write_appointment(appointment, by=by, now=now, told=told)
    audit.wrote(by, "scheduling.moved", patient=appointment.patient_id, entity=("Appointment", appointment.id))
    tell(
        AppointmentMoved(
            appointment_id=appointment.id,
            patient_id=appointment.patient_id,
            practitioner_id=appointment.practitioner_id,
            starts_at=appointment.starts_at,
            sequence=appointment.sequence,
        )
    )
    show_change(appointment)
    return appointment


@transaction.atomic
def cancel_appointment(
    *, appointment: Appointment, why: str = "", by: Actor, now: datetime, told: Told | None = None
) -> Appointment:
    """Cancel the appointment and free its time. Cancelling twice changes nothing.

    :raises PastCutOff: too late for the patient; staff may.
    :raises NotOpen: it is over or under way.
    """
    may_change_appointment.require(by, appointment.patient_id)
    hold_days_of([appointment.practitioner_id, appointment.patient_id])
    present = Appointment.objects.select_related("service").get(id=appointment.id)
    if present.status == Appointment.Status.CANCELLED:
        return present
    appointment = for_change(appointment, by, now)
    appointment.status = Appointment.Status.CANCELLED
    appointment.cancelled_at, appointment.cancelled_why = now, why
    appointment.sequence += 1
    appointment.save()
    release_time(appointment, now)
    write_appointment(appointment, by=by, now=now, told=told)
    audit.wrote(
        by, "scheduling.cancelled", patient=appointment.patient_id, entity=("Appointment", appointment.id), reason=why
    )
    tell(
        AppointmentCancelled(
            appointment_id=appointment.id,
            patient_id=appointment.patient_id,
            practitioner_id=appointment.practitioner_id,
            sequence=appointment.sequence,
        )
    )
    show_change(appointment)
    return appointment


def for_change(appointment: Appointment, by: Actor, now: datetime) -> Appointment:
    """Return the row as it is now, locked, when this actor may still move or cancel it.

    :raises NotOpen: it is over, under way or cancelled.
    :raises PastCutOff: too late for the patient.
    """
    row = Appointment.objects.select_for_update(of=("self",)).select_related("service").get(id=appointment.id)
    if not row.is_open:
        raise NotOpen
    if not may_pass_cut_off.allows(by) and is_past_cut_off(row, now):
        raise PastCutOff(row)
    return row


def is_past_cut_off(appointment: Appointment, now: datetime) -> bool:
    """Tell whether the patient must ask the practice; one whose time the practice took back never has to."""
    if appointment.offered_other_times_at:
        return now >= appointment.starts_at
    return now > appointment.cut_off()


@transaction.atomic
def block_day(*, practitioner: UUID, day: date, why: str = "", by: Actor, now: datetime) -> list[Appointment]:
    """Close a practitioner's day and ask the patients who were booked to choose another time.

    Their appointments stand until they choose or the desk cancels. Returns them, in order of time. Blocking a blocked
    day asks only patients who were not asked before.
    """
    may_change_hours.require(by, practitioner) if not may_run_desk.allows(by) else None
    hold_days_of([practitioner])
    HoursException.objects.get_or_create(
        organization_id=by.organization_id,
        practitioner_id=practitioner,
        day=day,
        starts_minute=0,
        ends_minute=24 * 60,
        kind=HoursException.Kind.REMOVE,
        defaults={"why": why},
    )
    calendars.changed([practitioner], hours=True)
    affected = list(_booked_on(practitioner, day))
    offer_other_times([row for row in affected if row.offered_other_times_at is None], by=by, now=now)
    audit.wrote(by, "scheduling.day_blocked", entity=("Practitioner", practitioner), reason=why)
    tell(DayBlocked(practitioner_id=practitioner, day=day))
    return affected


def _booked_on(practitioner: UUID, day: date):
    from telepraxis.registry.practitioners.models import PractitionerProfile

    zones = PractitionerProfile.objects.filter(practitioner_id=practitioner).values_list("time_zone", flat=True)
    place = ZoneInfo(zones.get())
    return (
        Appointment.objects.select_related("service")
        .filter(
            practitioner_id=practitioner,
            status=Appointment.Status.BOOKED,
            starts_at__gte=midnight(day, place),
            starts_at__lt=midnight(day + timedelta(days=1), place),
        )
        .order_by("starts_at")
    )


def offer_other_times(appointments: Iterable[Appointment], *, by: Actor, now: datetime) -> None:
    """Ask patients to choose another time, whatever the cut-off says."""
    for appointment in appointments:
        appointment.offered_other_times_at = now
        appointment.save(update_fields=["offered_other_times_at"])
        audit.wrote(
            by, "scheduling.other_times_offered", patient=appointment.patient_id,
            entity=("Appointment", appointment.id),
        )  # fmt: skip
        tell(
            OtherTimesOffered(
                appointment_id=appointment.id, patient_id=appointment.patient_id, sequence=appointment.sequence
            )
        )
        show_change(appointment)


def show_change(appointment: Appointment) -> None:
    """Have the screens of the desk, and those of this practitioner alone, look again."""
    live.hint(live.group(appointment.organization_id, "desk"), "appointments")
    live.hint(live.group(appointment.organization_id, "schedule", appointment.practitioner_id), "appointments")


__all__ = [
    "KeyOfAnother",
    "NotLicensed",
    "NotOpen",
    "PastCutOff",
    "PatientBusy",
    "TimeTaken",
    "TooManyAtOnce",
    "block_day",
    "book_appointment",
    "booked_with",
    "cancel_appointment",
    "is_past_cut_off",
    "move_appointment",
    "offer_other_times",
]
