"""Set up when a practitioner works: weekly rules and exceptions, in the practitioner's own wall time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor

from . import calendars
from .documenting import write_schedules
from .locks import hold_days_of
from .masks import CELL_MINUTES
from .models import DAY_MINUTES, HoursException, WeeklyHours
from .permissions import may_change_hours


@dataclass(frozen=True)
class WeekRule:
    """Open each week on `weekday` (Monday 0) between two minutes of the day; 1440 is the midnight at the end."""

    weekday: int
    starts_minute: int
    ends_minute: int
    valid_from: date | None = None
    valid_until: date | None = None

    def overlaps(self, other: "WeekRule") -> bool:
        return (
            self.weekday == other.weekday
            and self.starts_minute < other.ends_minute
            and other.starts_minute < self.ends_minute
            and (self.valid_from or date.min) <= (other.valid_until or date.max)
            and (other.valid_from or date.min) <= (self.valid_until or date.max)
        )


class HoursOverlap(ValueError):
    """Two rules speak of the same time."""

    def __init__(self, first: WeekRule, second: WeekRule):
        super().__init__(_("Two of these hours overlap."))
        self.first, self.second = first, second


class NonsenseHours(ValueError):
    """An end before its beginning, a time off the five-minute grid, a day that is none."""

    def __init__(self, rule, why):
        super().__init__(why)
        self.rule = rule


@transaction.atomic
def set_week(*, practitioner: UUID, rules: Iterable[WeekRule], by: Actor, now: datetime) -> None:
    """Put these weekly rules in the place of the present ones. What is booked stays.

    :raises NonsenseHours: a rule that cannot be.
    :raises HoursOverlap: two rules of one weekday speak of the same time.
    """
    may_change_hours.require(by, practitioner)
    rules = sorted(set(rules), key=lambda rule: (rule.weekday, rule.starts_minute))
    for rule in rules:
        _refuse_nonsense(rule)
    for first, second in combinations(rules, 2):
        if first.overlaps(second):
            raise HoursOverlap(first, second)
    hold_days_of([practitioner])
    WeeklyHours.objects.filter(practitioner_id=practitioner).delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(organization_id=by.organization_id, practitioner_id=practitioner, **vars(rule)) for rule in rules
    )
    calendars.changed([practitioner], hours=True)
    write_schedules([practitioner], by=by, now=now)
    audit.wrote(by, "scheduling.hours_set", entity=("Practitioner", practitioner))


@transaction.atomic
def except_day(
    *,
    practitioner: UUID,
    day: date,
    opens: bool,
    by: Actor,
    now: datetime,
    starts_minute: int = 0,
    ends_minute: int = DAY_MINUTES,
    why: str = "",
) -> HoursException:
    """Open or close hours on one date. `booking.block_day` also asks the patients of a closed day to choose anew.

    :raises NonsenseHours: an end before its beginning or a time off the grid.
    """
    may_change_hours.require(by, practitioner)
    _refuse_nonsense(WeekRule(day.weekday(), starts_minute, ends_minute))
    hold_days_of([practitioner])
    exception = HoursException.objects.create(
        organization_id=by.organization_id,
        practitioner_id=practitioner,
        day=day,
        starts_minute=starts_minute,
        ends_minute=ends_minute,
        kind=HoursException.Kind.ADD if opens else HoursException.Kind.REMOVE,
        why=why,
    )
    calendars.changed([practitioner], hours=True)
    audit.wrote(by, "scheduling.hours_excepted", entity=("Practitioner", practitioner), reason=why)
    return exception


@transaction.atomic
def drop_exception(*, exception: HoursException, by: Actor, now: datetime) -> None:
    """Let the weekly rules hold again on that date."""
    may_change_hours.require(by, exception.practitioner_id)
    hold_days_of([exception.practitioner_id])
    practitioner = exception.practitioner_id
    exception.delete()
    calendars.changed([practitioner], hours=True)
    audit.wrote(by, "scheduling.exception_dropped", entity=("Practitioner", practitioner))


def _refuse_nonsense(rule: WeekRule) -> None:
    if not 0 <= rule.weekday <= 6:
        raise NonsenseHours(rule, _("A week has seven days."))
    if not 0 <= rule.starts_minute < rule.ends_minute <= DAY_MINUTES:
        raise NonsenseHours(rule, _("The end must be later than the beginning, on the same day."))
    if rule.starts_minute % CELL_MINUTES or rule.ends_minute % CELL_MINUTES:
        raise NonsenseHours(rule, _("Use times on a five-minute grid, such as 09:00 or 09:05."))
    if rule.valid_from and rule.valid_until and rule.valid_from > rule.valid_until:
        raise NonsenseHours(rule, _("The last day is before the first."))
