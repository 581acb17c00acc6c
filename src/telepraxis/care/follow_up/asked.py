"""What was asked for at home: what is still to measure today, what is missing, what lies outside the limits."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from telepraxis.care.measurements import reading
from telepraxis.care.measurements.kinds import BY_NAME, Kind
from telepraxis.care.measurements.reading import Measured

from .models import AskedMeasurement, Step

LOOKED_BACK = timedelta(days=14)
MISSING_AFTER = 2  # whole days or turns without a value, before it stands on the list
SHOWN = 100


@dataclass(frozen=True)
class Asked:
    """One thing to measure at home, and what came in of late, the newest first."""

    step: Step
    kind: Kind
    came: list[Measured] = field(default_factory=list)

    def today(self, day: date) -> int:
        """Return how many values came in on this day."""
        return sum(one.day == day for one in self.came)

    def is_wanted(self, day: date) -> bool:
        """Tell whether a value is still to be measured today."""
        asked = self.step.asked
        if asked.every_days > 1:
            return not any(day - one.day < timedelta(days=asked.every_days) for one in self.came)
        return self.today(day) < asked.times_a_day

    @property
    def out_of_limits(self) -> list[Measured]:
        """Return the values outside the limits of the plan that no clinician has looked at."""
        since = self.step.asked.looked_at or self.step.written_at
        return [one for one in self.came if one.at > since and is_outside(self.step.asked, one.values)]

    def days_missing(self, today: date) -> int:
        """Return for how many days nothing has come in, yesterday the last; 0 while it is not yet worth a line."""
        started = timezone.localtime(self.step.asked.looked_at or self.step.written_at).date()
        last = max([started, *(one.day for one in self.came)])
        days = (today - last).days - 1
        return days if days >= MISSING_AFTER * self.step.asked.every_days else 0


def is_outside(asked: AskedMeasurement, values: tuple) -> bool:
    """Tell whether a value lies outside the limits that the plan sets; without limits nothing does."""
    limits = ((asked.low, asked.high), (asked.low_second, asked.high_second))
    return any(
        (low is not None and value < low) or (high is not None and value > high)
        for value, (low, high) in zip(values, limits, strict=False)
    )


def asked_of(patient: UUID, now: datetime) -> list[Asked]:
    """Return what the patient is asked to measure today. Two queries, one without any."""
    today = timezone.localtime(now).date()
    return _with_values([step for step in _asking(patient_id=patient) if _runs(step, today)], now)


def to_look_at(now: datetime) -> list[Asked]:
    """Return whose values a clinician should look at: outside the limits first, then missing. Two queries."""
    today = timezone.localtime(now).date()
    found = _with_values(list(_asking()[: SHOWN * 5]), now)
    worth = [one for one in found if one.out_of_limits or (_runs(one.step, today) and one.days_missing(today))]
    return sorted(worth, key=lambda one: (not one.out_of_limits, one.step.patient.name_text))[:SHOWN]


def _asking(**which):
    steps = Step.objects.filter(kind=Step.Kind.MEASURE, status=Step.Status.OPEN, **which)
    return steps.select_related("asked", "patient", "visit__practitioner").order_by("written_at")


def _runs(step: Step, today: date) -> bool:
    return step.due_on is None or today <= step.due_on


def _with_values(steps: list[Step], now: datetime) -> list[Asked]:
    if not steps:
        return []
    came = reading.since(now - LOOKED_BACK, {step.patient_id for step in steps})
    return [
        Asked(
            step,
            BY_NAME[step.asked.measure],
            [one for one in came[step.patient_id] if one.kind.name == step.asked.measure and one.at >= step.written_at],
        )
        for step in steps
    ]
