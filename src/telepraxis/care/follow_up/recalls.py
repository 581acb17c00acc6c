"""Remind patients of what is due, without a clinical word: a week before its day, and once more when it has passed."""

from datetime import date, datetime, timedelta

from django.db import transaction

from telepraxis.base import audit, notify
from telepraxis.base.access import Actor
from telepraxis.care.scheduling.letters import reader_of

from .booking_steps import put_missed_back
from .models import SOON, Step

AFTER = timedelta(days=3)  # past the day, before the second and last reminder
STILL_USEFUL = timedelta(days=60)  # later it is the desk's to call, not ours to write


@transaction.atomic
def recall_what_is_due(*, today: date, by: Actor, now: datetime) -> int:
    """Write to each patient with a step to recall; return to how many steps. Each reminder goes out once."""
    put_missed_back(now=now)
    return sum(_recall(step, by, now) for step in _first(today) + _second(today))


def _first(today: date) -> list[Step]:
    return _waiting(recalled=0, due_on__lte=today + SOON, due_on__gte=today - STILL_USEFUL)


def _second(today: date) -> list[Step]:
    return _waiting(recalled=1, due_on__lte=today - AFTER, due_on__gte=today - STILL_USEFUL)


def _waiting(**which) -> list[Step]:
    steps = Step.objects.filter(status=Step.Status.OPEN, recalls=True, who=Step.Who.PATIENT, **which)
    return list(steps.select_for_update(of=("self",), skip_locked=True).order_by("due_on")[:500])


def _recall(step: Step, by: Actor, now: datetime) -> bool:
    reader = reader_of(step.patient_id)
    step.recalled += 1
    step.save(update_fields=["recalled"])
    audit.wrote(by, "plan.recalled", patient=step.patient_id, entity=("Step", step.id))
    sent = notify.email(
        to=reader.email,
        template="follow_up/mail/recall",
        context={"name": reader.name, "path": "/"},
        language=reader.language,
        patient=step.patient_id,
        time_zone=reader.time_zone or None,
        by_key=f"follow_up.recall:{step.id}:{step.recalled}",
    )
    return sent is not None
