"""Verbs on what is measured at home: note that a clinician has looked, end what has run its time."""

from datetime import date, datetime

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import AskedMeasurement, Step
from .permissions import may_watch_measurements
from .planning import tick_off


class NothingAsked(Exception):
    """The step asks for no measurement."""


@transaction.atomic
def looked_at(*, step: Step, by: Actor, now: datetime) -> AskedMeasurement:
    """Note that a clinician has seen what came in until now: it leaves the list until something new comes.

    :raises NothingAsked: the step is of another kind.
    """
    may_watch_measurements.require(by, step.patient_id)
    asked = AskedMeasurement.objects.select_for_update().filter(step=step).first()
    if asked is None:
        raise NothingAsked(step.pk)
    asked.looked_at, asked.looked_by = now, by.name
    asked.save(update_fields=["looked_at", "looked_by"])
    audit.wrote(by, "plan.measurements_looked_at", patient=step.patient_id, entity=("Step", step.id))
    return asked


def end_what_has_run(*, today: date, by: Actor, now: datetime) -> int:
    """Tick off what was to be measured until a day that has passed; return how many."""
    over = Step.objects.filter(kind=Step.Kind.MEASURE, status=Step.Status.OPEN, due_on__lt=today)
    return len([tick_off(step=step, by=by, now=now) for step in over.select_related("visit")[:500]])
