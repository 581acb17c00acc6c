"""Play this morning up to now: who has checked in, who waits, who is being seen, which notes wait for a signature."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from telepraxis.care.chart import notes
from telepraxis.care.encounters import visits
from telepraxis.care.scheduling import attendance
from telepraxis.care.scheduling.models import Appointment, Modality

if TYPE_CHECKING:
    from .build import Clinic

SEEN = timedelta(minutes=20)  # who was due within this long is being seen
HERE = timedelta(minutes=32)  # who is due within this long is here


def play_today(clinic: Clinic) -> None:
    """Bring today's diary to where the clock stands. Nobody waits on video: behind a screen there must be somebody."""
    for entry, visit in clinic.to_sign:
        author = clinic.actor(entry.colleague)
        at = min(visit.ended_at + timedelta(minutes=3), clinic.now)
        notes.save_draft(visit=visit, sections=entry.case.sections, revision=0, by=author, now=at)
    busy: set[UUID] = set()
    for appointment in _due(clinic):
        if appointment.modality == Modality.VIDEO:
            continue
        _arrive(clinic, appointment)
        if appointment.practitioner_id == clinic.practitioners["ines"].uid:
            continue  # the doctor one looks in as is free to admit whoever waits
        if appointment.starts_at <= clinic.now and appointment.practitioner_id not in busy:
            busy.add(appointment.practitioner_id)
            _see(clinic, appointment)


def _due(clinic: Clinic):
    """Return who should be with somebody or about to be, by time."""
    return (
        Appointment.objects.filter(
            status=Appointment.Status.BOOKED,
            starts_at__gt=clinic.now - SEEN,
            starts_at__lt=clinic.now + HERE,
        )
        .select_related("service")
        .order_by("starts_at")
    )


def _arrive(clinic: Clinic, appointment: Appointment) -> None:
    desk = clinic.actor("rui")
    came_at = min(clinic.now, appointment.starts_at) - timedelta(minutes=4)
    if appointment.modality == Modality.IN_PERSON:
        attendance.check_in(appointment=appointment, by=desk, now=came_at)
    visit = visits.visit_for(appointment=appointment, now=came_at)
    if appointment.modality == Modality.IN_PERSON:
        visits.patient_ready(visit=visit, by=clinic.by, now=came_at)


def _see(clinic: Clinic, appointment: Appointment) -> None:
    key = next(key for key, row in clinic.practitioners.items() if row.uid == appointment.practitioner_id)
    visit = visits.visit_for(appointment=appointment, now=clinic.now)
    visits.admit(visit=visit, by=clinic.actor(key), now=max(appointment.starts_at, clinic.now - SEEN))
