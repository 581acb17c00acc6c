"""Mails to the patient: that something waits in the portal, never what. No medicine is named outside of it."""

from datetime import date
from uuid import UUID

from telepraxis.base import notify
from telepraxis.care.scheduling.letters import reader_of

from .models import Prescription, Request


def tell_of_signed(prescription: Prescription) -> None:
    """Say that a prescription is there."""
    _write(
        prescription.patient_id, "signed", f"prescription:{prescription.id}", clinician=prescription.author.name_text
    )


def tell_of_answer(request: Request) -> None:
    """Say that what the patient asked was answered."""
    _write(request.patient_id, "answered", f"prescription-answer:{request.id}")


def tell_of_refill(patient: UUID, today: date) -> None:
    """Say that something is due soon."""
    _write(patient, "refill", f"prescription-refill:{patient}:{today.isoformat()}")


def _write(patient: UUID, template: str, by_key: str, **context: str) -> None:
    reader = reader_of(patient)
    if not reader.email:
        return
    notify.email(
        to=reader.email,
        template=f"medications/mail/{template}",
        context={"name": reader.name, "path": "/"} | context,
        language=reader.language,
        patient=patient,
        time_zone=reader.time_zone or None,
        by_key=by_key,
    )
