"""What is due: the list that the desk works through."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from telepraxis.registry.patients.identity import uids_of

from .booking_steps import FELL_AWAY
from .models import SOON, Step

SHOWN = 200


@dataclass(frozen=True)
class DueList:
    """Steps that the practice looks after, by their day: past it, near it, without one."""

    overdue: list[Step]
    soon: list[Step]
    undated: list[Step]

    @property
    def count(self) -> int:
        return len(self.overdue) + len(self.soon) + len(self.undated)


def due_list(today: date) -> DueList:
    """Return what is overdue and due within a week: visits to book, what the practice or somebody else does.

    What the patient does alone is theirs and stands on their home. One query.
    """
    waits = Q(status=Step.Status.OPEN) | Q(status=Step.Status.BOOKED, appointment__status__in=FELL_AWAY)
    ours = Q(kind=Step.Kind.SEE_AGAIN) | Q(kind=Step.Kind.TASK) & ~Q(who=Step.Who.PATIENT)
    steps = list(
        Step.objects.filter(waits, ours)
        .filter(Q(due_on=None) | Q(due_on__lte=today + SOON))
        .select_related("patient", "service", "visit__practitioner")
        .order_by("due_on", "written_at")[:SHOWN]
    )
    return DueList(
        overdue=[step for step in steps if step.due_on and step.due_on < today],
        soon=[step for step in steps if step.due_on and step.due_on >= today],
        undated=[step for step in steps if step.due_on is None],
    )


def steps_of_visit(visit) -> list[Step]:
    """Return the plan of a visit in the order it was written. One query."""
    return list(_with_all(Step.objects.filter(visit=visit)).order_by("written_at", "id"))


def open_steps_of(patient) -> list[Step]:
    """Return what is still open or booked for a patient, the nearest day first. One query, two where there is any."""
    found = Step.objects.filter(patient_id__in=uids_of(patient), status__in=[Step.Status.OPEN, Step.Status.BOOKED])
    # Most charts have none, and joining all that a step names costs more than asking first.
    chosen = list(found.values_list("id", flat=True))
    return list(_with_all(Step.objects.filter(id__in=chosen)).order_by("due_on", "written_at")) if chosen else []


def _with_all(steps):
    return steps.select_related("service", "appointment__practitioner", "asked", "visit__practitioner")
