"""When the next supply is due, where a pharmacy has told of the last one; and a reminder without a clinical word."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import PrescribedLine, Status
from .telling import tell_of_refill

AT_ONCE = 500
AHEAD_DAYS = 5  # time enough to have it ready before the last one is used up


def medicines_due(on: date):
    """Return the lines of which the next supply may be had by that day, the longest due first."""
    due = PrescribedLine.objects.filter(status=Status.ACTIVE, next_due_on__lte=on, claimed_at=None)
    return due.order_by("next_due_on", "id")


def days_covered(line: PrescribedLine, today: date) -> tuple[int, int] | None:
    """Return (covered, passed): of the days since the first supply how many the supplies last; None without any.

    It is what is left to ask about, not a proof: a box at home is not a tablet taken.
    """
    at = [each.date() for each in line.fills.order_by("handed_out_at").values_list("handed_out_at", flat=True)]
    if not at or not line.lasts_days:
        return None
    passed = max((today - at[0]).days, 1)
    return min(len(at) * line.lasts_days, passed), passed


@transaction.atomic
def remind_of_refills(*, today: date, by: Actor, now: datetime) -> int:
    """Write once to each patient for whom a supply is due soon; return of how many lines."""
    soon = date.fromordinal(today.toordinal() + AHEAD_DAYS)
    found = list(medicines_due(soon).filter(reminded_at=None).select_for_update(skip_locked=True)[:AT_ONCE])
    for line in found:
        line.reminded_at = now
        line.save(update_fields=["reminded_at"])
        audit.wrote(by, "medications.reminded", patient=line.patient_id, entity=("PrescribedLine", line.id))
    patients: set[UUID] = {line.patient_id for line in found}
    for patient in patients:
        tell_of_refill(patient, today)
    return len(found)
