"""Write a step of a plan, tick it off, take it back. Each act writes the CarePlan of the visit anew."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Practitioner
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import VisitIsOver, look_again
from telepraxis.care.scheduling.models import Service

from .document import care_plan
from .models import AskedMeasurement, Step
from .permissions import may_plan, may_tick, may_work_list

Status = Step.Status
MOST_STEPS = 30  # of one visit: a plan that nobody can read helps nobody


class StepRefused(ValueError):
    """The step cannot be written so; `field` says where it lacks something."""

    def __init__(self, field: str):
        super().__init__(field)
        self.field = field


class StepClosed(Exception):
    """The step is done or cancelled already."""


class ReasonNeeded(Exception):
    """A step is cancelled with a reason, so that the next reader knows why."""


@dataclass(frozen=True, kw_only=True)
class Measuring:
    """What is to be measured at home, how often, within which limits."""

    measure: str
    times_a_day: int = 1
    every_days: int = 1
    low: Decimal | None = None
    high: Decimal | None = None
    low_second: Decimal | None = None
    high_second: Decimal | None = None


@transaction.atomic
def write_step(
    *,
    visit: Visit,
    kind: str,
    who: str,
    text: str = "",
    due_on: date | None = None,
    service: Service | None = None,
    other: str = "",
    recalls: bool = False,
    measuring: Measuring | None = None,
    by: Actor,
    now: datetime,
) -> Step:
    """Add a step to the plan of the visit.

    :raises StepRefused: it says nothing, asks for no measurement, names no service, or the plan is full.
    :raises VisitIsOver: the visit was cancelled.
    """
    visit = Visit.objects.locked(visit)
    may_plan.require(by, visit)
    if visit.status == Visit.Status.CANCELLED:
        raise VisitIsOver(visit)
    _refuse_incomplete(visit, kind, text, service, measuring)
    step = Step(
        organization_id=visit.organization_id,
        visit=visit,
        patient_id=visit.patient_id,
        kind=kind,
        who=Step.Who.PATIENT if kind != Step.Kind.TASK else who,
        other=other.strip()[:120] if who == Step.Who.OTHER else "",
        text=" ".join(text.split())[:500],
        due_on=due_on,
        service=service if kind == Step.Kind.SEE_AGAIN else None,
        recalls=recalls and due_on is not None and kind != Step.Kind.MEASURE,
        written_by=by.name,
        written_at=now,
    )
    step.save(force_insert=True)
    if measuring:
        AskedMeasurement(organization_id=visit.organization_id, step=step, **vars(measuring)).save(force_insert=True)
    return plan_changed(step, visit, "plan.step_written", by, now)


def _refuse_incomplete(visit: Visit, kind: str, text: str, service, measuring) -> None:
    if kind == Step.Kind.TASK and not text.strip():
        raise StepRefused("text")
    if kind == Step.Kind.SEE_AGAIN and service is None:
        raise StepRefused("service")
    if (kind == Step.Kind.MEASURE) != (measuring is not None):
        raise StepRefused("measure")
    if Step.objects.filter(visit=visit).exclude(status=Status.CANCELLED).count() >= MOST_STEPS:
        raise StepRefused("full")


@transaction.atomic
def tick_off(*, step: Step, by: Actor, now: datetime) -> Step:
    """Say that the step is done. Said twice it is done once.

    :raises StepClosed: it was cancelled.
    """
    step, visit = locked(step)
    may_tick.require(by, step)
    if step.status == Status.DONE:
        return step
    if step.status == Status.CANCELLED:
        raise StepClosed(step.pk)
    return _close(step, visit, Status.DONE, "plan.step_done", "", by, now)


@transaction.atomic
def not_done_after_all(*, step: Step, by: Actor, now: datetime) -> Step:
    """Take a tick back. A step that is open stays as it is.

    :raises StepClosed: it was cancelled.
    """
    step, visit = locked(step)
    may_tick.require(by, step)
    if step.is_open:
        return step
    if step.status == Status.CANCELLED:
        raise StepClosed(step.pk)
    step.status = Status.BOOKED if step.appointment_id else Status.OPEN
    step.closed_by, step.closed_at = "", None
    step.save(update_fields=["status", "closed_by", "closed_at"])
    return plan_changed(step, visit, "plan.step_reopened", by, now)


@transaction.atomic
def cancel_step(*, step: Step, why: str, by: Actor, now: datetime) -> Step:
    """Take the step out of the plan, with a reason; what was written stays readable.

    :raises ReasonNeeded: no reason was given.
    :raises StepClosed: it is done already.
    """
    step, visit = locked(step)
    may_work_list.require(by, step.patient_id)
    if step.status == Status.CANCELLED:
        return step
    if step.status == Status.DONE:
        raise StepClosed(step.pk)
    if not why.strip():
        raise ReasonNeeded(step.pk)
    return _close(step, visit, Status.CANCELLED, "plan.step_cancelled", why.strip()[:200], by, now)


def locked(step: Step) -> tuple[Step, Visit]:
    """Return step and visit as they stand, the visit locked first so that two acts never write one plan at once."""
    visit = Visit.objects.locked(step.visit)
    return Step.objects.select_for_update(of=("self",)).select_related("service", "asked").get(pk=step.pk), visit


def _close(step: Step, visit: Visit, status: str, action: str, why: str, by: Actor, now: datetime) -> Step:
    step.status, step.closed_by, step.closed_at, step.closed_why = status, by.name, now, why
    step.save(update_fields=["status", "closed_by", "closed_at", "closed_why"])
    return plan_changed(step, visit, action, by, now)


def plan_changed(step: Step, visit: Visit, action: str, by: Actor, now: datetime) -> Step:
    """Write the plan after a step of the locked visit was saved; leave the audit row and have screens look again."""
    _write_plan(visit, by, now)
    audit.wrote(by, action, patient=step.patient_id, entity=("Step", step.id))
    look_again(visit)
    return step


def _write_plan(visit: Visit, by: Actor, now: datetime) -> None:
    """Write the CarePlan as the steps now stand. Its author is who wrote the first step, else the visit's clinician."""
    steps = list(
        Step.objects.filter(visit=visit).select_related("service", "asked", "plan").order_by("written_at", "id")
    )
    before = next((step.plan for step in steps if step.plan_id), None)
    document = care_plan(
        visit, steps, _author(visit, by), record.content_of(before) if before else None, now.isoformat()
    )
    plan = record.write("CarePlan", document, by=by, now=now)
    Step.objects.filter(visit=visit, plan=None).update(plan=plan)


def _author(visit: Visit, by: Actor) -> Practitioner:
    if by.practitioner_id in (None, visit.practitioner_id):
        return visit.practitioner
    return Practitioner.objects.get(uid=by.practitioner_id)
