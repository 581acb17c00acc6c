"""Directives to look at: those that wait, those whose day of review has come. The patient is reminded of that day once,
without a clinical word."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, notify
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Consent
from telepraxis.care.scheduling.letters import reader_of

from .document import STANDS, WAITS
from .models import Directive

AT_ONCE = 500
SHOWN = 100


@dataclass(frozen=True)
class ToLookAt:
    """A directive somebody should look at; `due_on` is its day of review, None of one that waits."""

    directive: UUID
    patient: UUID
    name: str
    due_on: date | None


def to_look_at(today: date) -> list[ToLookAt]:
    """Return what waits to be confirmed, then what is to be reviewed, the oldest day first. Two queries."""
    waiting = Consent.objects.filter(scope="adr", status=WAITS).select_related("patient").defer("doc", "patient__doc")
    due = Directive.objects.filter(review_on__lte=today, document__status=STANDS).select_related("patient", "document")
    due = due.defer("document__doc", "patient__doc").order_by("review_on")
    return [
        *(ToLookAt(row.uid, row.patient_id, row.patient.name_text, None) for row in waiting.order_by("uid")[:SHOWN]),
        *(ToLookAt(row.document_id, row.patient_id, row.patient.name_text, row.review_on) for row in due[:SHOWN]),
    ]


@transaction.atomic
def remind_of_reviews(*, today: date, by: Actor, now: datetime) -> int:
    """Write once to each patient a directive of whom is to be gone through; return of how many directives."""
    due = Directive.objects.filter(review_on__lte=today, reminded_at=None, document__status=STANDS)
    found = list(due.select_for_update(of=("self",), skip_locked=True).order_by("review_on")[:AT_ONCE])
    for row in found:
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        audit.wrote(by, "directives.reminded", patient=row.patient_id, entity=("Directive", row.id))
    for patient in {row.patient_id for row in found}:
        _write(patient, today)
    return len(found)


def _write(patient: UUID, today: date) -> None:
    reader = reader_of(patient)
    if not reader.email:
        return
    notify.email(
        to=reader.email,
        template="directives/mail/review",
        context={"name": reader.name, "path": "/"},
        language=reader.language,
        patient=patient,
        time_zone=reader.time_zone or None,
        by_key=f"directives.review:{patient}:{today.isoformat()}",
    )
