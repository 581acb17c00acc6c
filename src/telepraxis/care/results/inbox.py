"""The list: what waits for whom, how long, and how many; for managers who is behind."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from telepraxis.base.access import Actor

from .covering import covers_on
from .deciding import is_plain_normal
from .models import Item, Urgency
from .reading import Result, results_of, rows_of
from .reminding import EVERYBODY

SHOWN = 50
MINE, COVERING, UNASSIGNED, ALL, HISTORIC = "mine", "covering", "unassigned", "all", "historic"
FILTERS = (MINE, COVERING, UNASSIGNED, ALL, HISTORIC)


@dataclass(frozen=True)
class Row:
    """One line of the list. `result` is None of one that is closed to the reader: it is on their list all the same."""

    item: Item
    result: Result | None
    is_covered: bool
    is_overdue: bool

    @property
    def can_be_told(self) -> bool:
        return is_plain_normal(self.item) and self.result is not None


@dataclass(frozen=True)
class Inbox:
    """A page of the list. `hidden` results on it are closed to the reader and nobody they answer for is their owner."""

    rows: list[Row]
    counts: dict[str, int]
    critical: int
    overdue: int
    hidden: int
    after: int | None  # where the next page begins


@dataclass(frozen=True)
class Behind:
    """How an owner stands, in numbers; `name` is "" of what nobody owns."""

    name: str
    open: int
    overdue: int
    critical: int
    unread: int
    oldest_due_at: datetime | None


def inbox_of(actor: Actor, *, which: str = MINE, begin: int = 0, now: datetime) -> Inbox:
    """Return a page of the list: unassigned first, then the most urgent, then by time. Nine queries, however many."""
    covered = covered_by(actor, now)
    counted, critical, overdue = _counted(actor, covered, now)
    chosen = _of(which, actor, covered)
    order = ("-filed_at", "id") if which == HISTORIC else ("-is_pool", "has_told", "-urgency", "due_at", "id")
    items = list(
        chosen.annotate(is_pool=Q(owner=None), has_told=Q(told_at__isnull=False))
        .select_related("patient", "owner")
        .defer("patient__doc", "owner__doc")
        .order_by(*order)[begin : begin + SHOWN + 1]
    )
    page, more = items[:SHOWN], len(items) > SHOWN
    results = results_of(page, rows_of(page))
    own = {actor.practitioner_id, *covered}
    rows = [
        Row(item, results.get(item.id), item.owner_id in covered, item.is_open and item.due_at < now)
        for item in page
        if item.id in results or item.owner_id in own or item.withdrawn_at
    ]
    return Inbox(rows, counted, critical, overdue, len(page) - len(rows), begin + SHOWN if more else None)


def waiting_for(actor: Actor, now: datetime) -> tuple[int, int]:
    """Return how many wait for the actor, and how many of them are critical or past their time. Two queries."""
    mine = _of(MINE, actor, covered_by(actor, now)).filter(told_at=None)
    pressing = Q(urgency=Urgency.CRITICAL) | Q(due_at__lt=now)
    found = mine.aggregate(all=Count("id"), pressing=Count("id", filter=pressing))
    return found["all"], found["pressing"]


def covered_by(actor: Actor, now: datetime) -> set[UUID]:
    """Return whom the actor covers today. One query."""
    covers = covers_on(timezone.localtime(now).date())
    return {away for away, covering in covers.items() if actor.practitioner_id in covering}


def overview(now: datetime) -> list[Behind]:
    """Return how each owner stands, who is most behind first; without any result. One query."""
    open_ = Item.objects.filter(closed_at=None)
    found = open_.values(name=F("owner__name_text")).annotate(
        open=Count("id"),
        overdue=Count("id", filter=Q(due_at__lt=now)),
        critical=Count("id", filter=Q(urgency=Urgency.CRITICAL, decided_at=None)),
        unread=Count("id", filter=Q(told_at__isnull=False)),
        oldest=Min("due_at"),
    )
    rows = [
        Behind(each["name"] or "", each["open"], each["overdue"], each["critical"], each["unread"], each["oldest"])
        for each in found
    ]
    return sorted(rows, key=lambda row: (bool(row.name), -row.overdue, -row.open, row.name))


def _of(which: str, actor: Actor, covered: set[UUID]):
    if which == HISTORIC:
        return Item.objects.filter(filed_at__isnull=False)
    return Item.objects.filter(_wanted(which, actor, covered), closed_at=None)


def _wanted(which: str, actor: Actor, covered: set[UUID]) -> Q:
    """Say which open items a filter shows. Mine: those I answer for, those nobody owns, and what went to everybody."""
    if which == ALL:
        return Q()
    if which == COVERING:
        return Q(owner_id__in=covered)
    if which == UNASSIGNED:
        return Q(owner=None)
    return Q(owner_id__in=[*covered, *filter(None, [actor.practitioner_id])]) | Q(owner=None) | Q(escalated=EVERYBODY)


def _counted(actor: Actor, covered: set[UUID], now: datetime) -> tuple[dict[str, int], int, int]:
    """Return how many each filter shows, how many are critical and undecided, and past their time. Two queries."""
    mine = _wanted(MINE, actor, covered)
    filters = {which: Count("id", filter=_wanted(which, actor, covered)) for which in (MINE, COVERING, UNASSIGNED)}
    found = Item.objects.filter(closed_at=None).aggregate(
        **filters,
        all=Count("id"),
        critical=Count("id", filter=mine & Q(urgency=Urgency.CRITICAL, decided_at=None)),
        overdue=Count("id", filter=mine & Q(due_at__lt=now)),
    )
    historic = Item.objects.filter(filed_at__isnull=False).count()
    return found | {HISTORIC: historic}, found["critical"], found["overdue"]
