"""Questions about appointments: of a patient, of a practitioner, of a day."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from telepraxis.registry.patients.identity import uids_of

from .availability import midnight
from .models import Appointment

Status = Appointment.Status
ENDED = (Status.CANCELLED, Status.NO_SHOW, Status.FULFILLED)


def _with_names() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("service", "patient", "practitioner", "organization").defer(
        "patient__doc", "practitioner__doc"
    )


def appointment_with_names(appointment_id: UUID) -> Appointment:
    """Return one appointment with the people in it. One query.

    :raises Appointment.DoesNotExist: it is not here.
    """
    return _with_names().get(id=appointment_id)


def upcoming_of(patients: Collection[UUID], now: datetime) -> list[Appointment]:
    """Return what lies ahead of these patients or is under way, soonest first. One query."""
    found = _with_names().filter(patient_id__in=uids_of(patients), ends_at__gte=now - timedelta(hours=2))
    return list(found.exclude(status__in=ENDED).order_by("starts_at"))


def past_of(patients: Collection[UUID], now: datetime, limit: int = 20) -> list[Appointment]:
    """Return what lies behind these patients, cancelled ones too, latest first. One query."""
    found = _with_names().filter(patient_id__in=uids_of(patients))
    ended = found.filter(status__in=ENDED) | found.filter(ends_at__lt=now - timedelta(hours=2))
    return list(ended.order_by("-starts_at")[:limit])


class Line(NamedTuple):
    """What a day's overview needs of an appointment; the people in it only by name."""

    id: UUID
    practitioner_id: UUID
    practitioner_name: str
    status: str
    modality: str
    starts_at: datetime
    arrived_at: datetime | None
    offered_other_times_at: datetime | None
    attendance_by_itself_at: datetime | None


def lines_of_day(day: date, zone: ZoneInfo) -> list[Line]:
    """Return a day's appointments without the cancelled ones, in order of time, as lines. One query."""
    found = Appointment.objects.filter(
        starts_at__gte=midnight(day, zone), starts_at__lt=midnight(day + timedelta(days=1), zone)
    )
    rows = found.exclude(status=Status.CANCELLED).order_by("starts_at", "practitioner__family", "id")
    return [
        Line(*row)
        for row in rows.values_list(
            "id", "practitioner_id", "practitioner__name_text", "status", "modality", "starts_at", "arrived_at",
            "offered_other_times_at", "attendance_by_itself_at",
        )
    ]  # fmt: skip


def appointments_with_names(ids: Collection[UUID]) -> dict[UUID, Appointment]:
    """Return these appointments with the people in them, by id. One query."""
    return _with_names().in_bulk(list(ids))


def of_week(practitioner: UUID, first: date, zone: ZoneInfo, days: int = 7) -> list[Appointment]:
    """Return a practitioner's appointments of some days, without the cancelled ones. One query."""
    found = _with_names().filter(
        practitioner_id=practitioner,
        starts_at__gte=midnight(first, zone),
        starts_at__lt=midnight(first + timedelta(days=days), zone),
    )
    return list(found.exclude(status=Status.CANCELLED).order_by("starts_at"))


def usual_practitioner(patient: UUID | None) -> UUID | None:
    """Return with whom the patient's latest visit was. One query."""
    if patient is None:
        return None
    theirs = Appointment.objects.filter(patient_id__in=uids_of(patient))
    seen = theirs.filter(status__in=[Status.FULFILLED, Status.IN_PROGRESS])
    return seen.order_by("-starts_at").values_list("practitioner_id", flat=True).first()
