"""What time ends: prescriptions that expire, courses that are over. Nobody has to be there for it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .ending import end_document, end_lines, lines_of
from .models import PrescribedLine, Prescription, Status

AT_ONCE = 500


@transaction.atomic
def expire_due(*, by: Actor, now: datetime) -> int:
    """End what has expired, and return how many prescriptions that were."""
    due = Prescription.objects.filter(status=Status.ACTIVE, expires_at__lte=now).order_by("expires_at", "id")
    found = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
    for prescription in found:
        end_lines(prescription, lines_of(prescription), Status.EXPIRED, by=by, now=now)
    return len(found)


@transaction.atomic
def end_courses(*, today: date, by: Actor, now: datetime) -> int:
    """Have the chart say of lines that they are no longer taken, and return of how many.

    A course is over after its days; what is taken until told otherwise, when the authority has ended and the last
    supply that was told of must be used up.
    """
    standing = PrescribedLine.objects.filter(document_ended_at=None)
    over = Q(course_ends_on__lt=today) | Q(course_ends_on=None, status__in=(Status.EXPIRED, Status.DEPLETED))
    rows = standing.filter(over).order_by("id").select_for_update(skip_locked=True)[:AT_ONCE]
    ended = 0
    for line in rows:
        if line.course_ends_on is None and _still_lasts(line, today):
            continue
        end_document(line, "completed", by=by, now=now)
        audit.wrote(by, "medications.course_over", patient=line.patient_id, entity=("PrescribedLine", line.id))
        ended += 1
    return ended


def _still_lasts(line: PrescribedLine, today: date) -> bool:
    last = line.fills.aggregate(last=Max("handed_out_at"))["last"]
    if last is None or line.lasts_days is None:
        return last is not None  # how long it lasts nobody knows: a person ends it
    return last.date() + timedelta(days=line.lasts_days) >= today
