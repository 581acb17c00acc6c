"""Mails about an appointment: booked, moved, cancelled, choose another time, soon. Who, when, where and links only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation

from telepraxis.base import notify
from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.registry.organizations.models import OrganizationProfile
from telepraxis.registry.patients.identity import uids_of
from telepraxis.registry.patients.models import PatientProfile

from . import calendar_file, links
from .models import Appointment, Modality


@dataclass(frozen=True)
class Reader:
    """To whom a mail goes, in which language and zone."""

    email: str
    name: str
    language: str
    time_zone: str


def send_booked(appointment: Appointment) -> None:
    """Say that it is booked, with the calendar entry."""
    _send(appointment, "booked", calendar_file.request)


def send_moved(appointment: Appointment) -> None:
    """Say where it was moved to; the entry in the calendar moves along."""
    _send(appointment, "moved", calendar_file.request)


def send_cancelled(appointment: Appointment) -> None:
    """Say that it is cancelled; the entry leaves the calendar."""
    _send(appointment, "cancelled", calendar_file.cancellation)


def send_choose_again(appointment: Appointment) -> None:
    """Say that the practice cannot keep the time, with a link to choose another."""
    _send(appointment, "choose_again")


def send_reminder(appointment: Appointment, which: str) -> None:
    """Remind; `which` is `day` or `hour`."""
    _send(appointment, f"reminder_{which}")


def _send(appointment: Appointment, what: str, as_file=None) -> None:
    reader = reader_of(appointment.patient_id)
    entry = entry_of(appointment, reader)
    attachments = [("visit.ics", as_file(entry), calendar_file.media_type_of(as_file))] if as_file else []
    notify.email(
        to=reader.email,
        template=f"scheduling/mail/{what}",
        context={
            "name": reader.name,
            "practitioner": entry.practitioner,
            "starts_at": appointment.starts_at,
            "where": entry.where,
            "phone": _phone(),
            "link": entry.link,
            "move_link": settings.PUBLIC_URL + links.path_to(appointment, "linked_move"),
            "cancel_link": settings.PUBLIC_URL + links.path_to(appointment, "linked_cancel"),
        },
        language=reader.language,
        patient=appointment.patient_id,
        attachments=attachments,
        time_zone=reader.time_zone or None,
        by_key=f"scheduling.{what}:{appointment.id}:{appointment.sequence}",
    )


def reader_of(patient_id: UUID) -> Reader:
    """Return how to write to the patient."""
    records = Patient.objects.only("email", "name_text", "language").filter(uid__in=uids_of(patient_id))
    patient = records.order_by("merged_into")[:1].get()  # the survivor, which names no other, comes first
    zones = PatientProfile.objects.filter(patient_id=patient.uid).values_list("time_zone", flat=True)
    known = dict(settings.LANGUAGES)
    language = patient.language if patient.language in known else patient.language.partition("-")[0]
    return Reader(patient.email, patient.name_text, language if language in known else "en", zones.first() or "")


def entry_of(appointment: Appointment, reader: Reader) -> calendar_file.Entry:
    """Return what the calendar says."""
    practitioner = Practitioner.objects.only("name_text").get(uid=appointment.practitioner_id)
    with translation.override(reader.language):
        where = place_of(appointment)
    return calendar_file.Entry(
        appointment_id=str(appointment.id),
        sequence=appointment.sequence,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        practice=appointment.organization.name,
        practitioner=practitioner.name_text,
        where=where,
        link=settings.PUBLIC_URL + links.path_to(appointment),
        organizer_email=settings.MAIL_FROM,
        patient_email=reader.email,
        changed_at=_changed_at(appointment),
    )


def place_of(appointment: Appointment) -> str:
    """Return where it takes place, in words: the practice's address, or that it is by video or phone."""
    if appointment.modality == Modality.IN_PERSON:
        profile = OrganizationProfile.objects.filter(organization_id=appointment.organization_id).first()
        return (profile and profile.address) or appointment.organization.name
    return str(Modality(appointment.modality).label)


def _phone() -> str:
    return OrganizationProfile.objects.values_list("phone", flat=True).first() or ""


def _changed_at(appointment: Appointment) -> datetime:
    return appointment.cancelled_at or appointment.moved_at or appointment.booked_at
