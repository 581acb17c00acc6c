"""How long somebody will still wait: a range, from how long visits really last, or nothing where nobody can tell.

The pure part is `expected_wait`. Lengths are whole minutes; the time until the clinician is free is added up as chances
(a list: the chance that it takes so many minutes), and the middle eight tenths of it are what is said.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from .models import Visit

ENOUGH = 5  # finished visits; from fewer nothing is foretold
LONGEST = 180  # minutes; a visit left open over lunch does not count for more
LOW, HIGH = 0.1, 0.9
RECENT = 40  # visits of a clinician that are looked at
RECENT_DAYS = 90
STEP = 5  # what is said is rounded outward to whole five minutes

Chances = list[float]


@dataclass(frozen=True)
class Wait:
    """From so many to so many minutes, both whole fives."""

    low: int
    high: int


@dataclass(frozen=True)
class Line:
    """What stands between a patient and their clinician.

    `lengths` are minutes of the clinician's recent visits, `by_service` the same for each service; `elapsed` are the
    minutes so far of the visit under way (None: there is none) and `under_way` its service; `before` are the services
    of those in line before; `may_come` of those booked earlier who are not here yet; `planned_in` are the minutes
    until the patient's own time, below zero when it has passed.
    """

    lengths: Sequence[int]
    by_service: dict[UUID, Sequence[int]]
    elapsed: int | None = None
    under_way: UUID | None = None
    before: Sequence[UUID | None] = ()
    may_come: Sequence[UUID | None] = ()
    planned_in: int = 0


def expected_wait(line: Line) -> Wait | None:
    """Return how long the wait will be, most likely; None when there is too little to tell it from."""
    if len(line.lengths) < ENOUGH:
        return None
    rest = _rest(_lengths(line, line.under_way), line.elapsed)
    if rest is None:
        return None  # it lasts longer than any before: nobody can tell how much longer
    certain = rest + tuple(tuple(_lengths(line, service)) for service in line.before)
    possible = certain + tuple(tuple(_lengths(line, service)) for service in line.may_come)
    low, high = _quantile(_sum(certain), LOW), _quantile(_sum(possible), HIGH)
    # A clinician who is free may begin early, and need not begin before the agreed time.
    return Wait(low // STEP * STEP, max(STEP, -(-max(high, line.planned_in) // STEP) * STEP))


def _lengths(line: Line, service: UUID | None) -> Sequence[int]:
    """Return the lengths of this service where there are enough of them, else of all the clinician's visits."""
    own = line.by_service.get(service, ()) if service else ()
    return own if len(own) >= ENOUGH else line.lengths


def _rest(lengths: Sequence[int], elapsed: int | None) -> tuple[tuple[int, ...], ...] | None:
    """Return, as one part of the line or none, what may be left of a visit that is not over after `elapsed` minutes."""
    if elapsed is None:
        return ()
    longer = tuple(minutes - elapsed for minutes in lengths if minutes > elapsed)
    return (longer,) if longer else None


@lru_cache(maxsize=4096)
def _sum(parts: tuple[tuple[int, ...], ...]) -> Chances:
    """Return the chances of the sum of independent times, each as likely as its lengths. What is known is kept:
    everybody in one line shares its beginning.
    """
    if not parts:
        return [1.0]
    before, last = _sum(parts[:-1]), _chances(parts[-1])
    total = [0.0] * (len(before) + len(last) - 1)
    for minutes, chance in enumerate(last):
        if chance:
            for so_far, earlier in enumerate(before):
                total[minutes + so_far] += chance * earlier
    return total


def _chances(lengths: Sequence[int]) -> Chances:
    chances = [0.0] * (min(max(lengths), LONGEST) + 1)
    for minutes in lengths:
        chances[min(max(minutes, 0), LONGEST)] += 1 / len(lengths)
    return chances


def _quantile(chances: Chances, share: float) -> int:
    """Return the least number of minutes within which it happens with this chance."""
    reached = 0.0
    for minutes, chance in enumerate(chances):
        reached += chance
        if reached >= share - 1e-9:
            return minutes
    return len(chances) - 1


def said_of(wait: Wait | None) -> str:
    """Return the wait in words, or "" where nobody can tell."""
    if wait is None:
        return ""
    if wait.low == 0:
        return _("up to %(high)d minutes") % {"high": wait.high}
    if wait.low == wait.high:
        return _("about %(high)d minutes") % {"high": wait.high}
    return _("about %(low)d to %(high)d minutes") % {"low": wait.low, "high": wait.high}


# What the house knows of it


def waits_of(visits: Collection[Visit], now: datetime) -> dict[UUID, Wait | None]:
    """Return the expected wait of each waiting visit, by its id. Two queries, however many wait."""
    practitioners = {visit.practitioner_id for visit in visits}
    if not practitioners:
        return {}
    lengths = _recent_lengths(practitioners, now)
    open_now = _open_now(practitioners, now)
    return {visit.id: expected_wait(_line_of(visit, lengths, open_now, now)) for visit in visits}


def _recent_lengths(practitioners: set[UUID], now: datetime) -> dict[UUID, list[tuple[UUID | None, int]]]:
    """Return (service, minutes) of each clinician's recent visits. One query."""
    newest = Window(RowNumber(), partition_by=[F("practitioner_id")], order_by=F("admitted_at").desc())
    found = Visit.objects.filter(
        practitioner_id__in=practitioners,
        status=Visit.Status.FINISHED,
        admitted_at__gte=now - timedelta(days=RECENT_DAYS),
    ).annotate(number=newest)
    lengths = defaultdict(list)
    for practitioner, service, began, ended in found.filter(number__lte=RECENT).values_list(
        "practitioner_id", "appointment__service_id", "admitted_at", "ended_at"
    ):
        lengths[practitioner].append((service, round((ended - began).total_seconds() / 60)))
    return lengths


def _open_now(practitioners: set[UUID], now: datetime) -> dict[UUID, list[Visit]]:
    """Return today's open visits of each clinician with their appointments. One query."""
    found = Visit.objects.filter(
        practitioner_id__in=practitioners,
        status__in=[Visit.Status.WAITING, Visit.Status.READY, Visit.Status.IN_PROGRESS],
        planned_at__gte=now - timedelta(hours=12),
        planned_at__lt=now + timedelta(hours=12),
    ).select_related("appointment")
    grouped = defaultdict(list)
    for visit in found:
        grouped[visit.practitioner_id].append(visit)
    return grouped


def _line_of(visit: Visit, lengths: dict, open_now: dict, now: datetime) -> Line:
    recent = lengths.get(visit.practitioner_id, [])
    by_service = defaultdict(list)
    for service, minutes in recent:
        by_service[service].append(minutes)
    others = [one for one in open_now.get(visit.practitioner_id, []) if one.id != visit.id]
    running = min((one for one in others if one.has_begun), key=lambda one: one.admitted_at, default=None)
    here = [one for one in others if one.status == Visit.Status.READY and _stands_before(one, visit)]
    coming = [one for one in others if one.status == Visit.Status.WAITING and _may_come_before(one, visit, now)]
    return Line(
        lengths=[minutes for _service_id, minutes in recent],
        by_service=by_service,
        elapsed=int(running.length(now).total_seconds() // 60) if running else None,
        under_way=_service(running) if running else None,
        before=[_service(one) for one in sorted(here, key=lambda one: (one.ready_at, one.id))],
        may_come=[_service(one) for one in coming],
        planned_in=int((visit.planned_at - now).total_seconds() // 60),
    )


def _stands_before(other: Visit, visit: Visit) -> bool:
    return visit.ready_at is None or (other.ready_at, other.id) < (visit.ready_at, visit.id)


def _may_come_before(other: Visit, visit: Visit, now: datetime) -> bool:
    return other.planned_at < visit.planned_at and other.planned_at > now - timedelta(minutes=15)


def _service(visit: Visit) -> UUID | None:
    return visit.appointment.service_id if visit.appointment_id else None
