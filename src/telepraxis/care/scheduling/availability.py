"""Which times are free."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

from telepraxis.base import tenancy
from telepraxis.registry.practitioners.licences import licence_periods
from telepraxis.registry.practitioners.models import PractitionerProfile

from .calendars import calendars, hours_now
from .masks import (
    EPOCH,
    Stretch,
    between,
    bits,
    cell_at,
    cell_from,
    free_starts,
    instant_of,
)
from .models import Service, ServicePractitioner

LOOK_AHEAD = timedelta(days=15)
SHARED = 64


@dataclass(frozen=True)
class OfferedTime:
    """A time at which a service could begin with a practitioner; `person` says who that is, where it is known."""

    practitioner: UUID
    starts_at: datetime
    ends_at: datetime
    person: "Offerer | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Offerer:
    """A practitioner who offers a service."""

    uid: UUID
    name: str
    title: str
    specialty: str
    zone: str


@dataclass(frozen=True)
class FreeTimes:
    """The cells of a stretch at which each practitioner could begin the service."""

    service: Service
    stretch: Stretch
    by_practitioner: Mapping[UUID, int]
    people: Mapping[UUID, Offerer] = field(default_factory=dict)

    def anybody(self) -> int:
        """Return the cells at which at least one practitioner could begin."""
        mask = 0
        for free in self.by_practitioner.values():
            mask |= free
        return mask

    def offered(self, cells: Iterable[int], preferred: Collection[UUID] = ()) -> Iterator[OfferedTime]:
        """Yield one offer for each cell: a preferred practitioner where one is free, else whoever is least booked."""
        order = sorted(
            self.by_practitioner.items(), key=lambda item: (item[0] not in preferred, -item[1].bit_count(), item[0])
        )
        for cell in cells:
            free = next((uid for uid, mask in order if mask >> cell & 1), None)
            if free is not None:
                yield self.offer(free, cell)

    def offer(self, practitioner: UUID, cell: int) -> OfferedTime:
        begins = instant_of(self.stretch.origin + cell)
        ends = begins + timedelta(minutes=self.service.minutes)
        return OfferedTime(practitioner, begins, ends, self.people.get(practitioner))

    def without(self, taken: OfferedTime) -> "FreeTimes":
        """Return the same without the beginnings that would touch a time that was just taken."""
        if taken.practitioner not in self.by_practitioner:
            return self
        shape, first = self.service.shape, cell_at(taken.starts_at) - self.stretch.origin
        reach = shape.before + shape.length + shape.after
        touched = between(first - reach + 1, first + reach, 0, self.stretch.cells)
        left = self.by_practitioner[taken.practitioner] & ~touched
        return replace(self, by_practitioner={**self.by_practitioner, taken.practitioner: left})

    def soonest(self, count: int, preferred: Collection[UUID] = (), skip: int = 0) -> list[OfferedTime]:
        """Return the first offers, one for each beginning; `skip` masks cells that are not wanted."""
        mask, cells = self.anybody() & ~skip, []
        for cell in bits(mask):
            cells.append(cell)
            if len(cells) == count:
                break
        return list(self.offered(cells, preferred))

    def days(self, zone: ZoneInfo) -> list[date]:
        """Return the local dates on which something is free."""
        mask, found = self.anybody(), []
        while mask:
            cell = (mask & -mask).bit_length() - 1
            day = instant_of(self.stretch.origin + cell).astimezone(zone).date()
            found.append(day)
            mask &= ~self._cells_of(day, zone)
        return found

    def on(self, day: date, zone: ZoneInfo, preferred: Collection[UUID] = ()) -> list[OfferedTime]:
        """Return one offer for each beginning on a local date."""
        return list(self.offered(bits(self.anybody() & self._cells_of(day, zone)), preferred))

    def _cells_of(self, day: date, zone: ZoneInfo) -> int:
        begins, ends = midnight(day, zone), midnight(day + timedelta(days=1), zone)
        return between(cell_from(begins), cell_from(ends), self.stretch.origin, self.stretch.cells)

    def all(self) -> list[OfferedTime]:
        """Return every offer of every practitioner, soonest first."""
        every = [(cell, uid) for uid, mask in self.by_practitioner.items() for cell in bits(mask)]
        return [self.offer(uid, cell) for cell, uid in sorted(every)]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a local date begins."""
    return datetime.combine(day, time(), zone)


def offerers(service: Service, practitioners: Collection[UUID] | None = None) -> dict[UUID, Offerer]:
    """Return who offers the service and works here, by uid. One query."""
    profiles = PractitionerProfile.objects.filter(
        left_at=None,
        practitioner_id__in=ServicePractitioner.objects.filter(service=service).values("practitioner_id"),
    ).order_by("practitioner__family", "practitioner__given")
    if practitioners is not None:
        profiles = profiles.filter(practitioner_id__in=list(practitioners))
    rows = profiles.values_list("practitioner_id", "practitioner__name_text", "title", "specialty_text", "time_zone")
    return {row[0]: Offerer(*row) for row in rows}


def find(
    *,
    service: Service,
    begins: datetime,
    ends: datetime,
    now: datetime,
    practitioners: Collection[UUID] | None = None,
    jurisdiction: str | None = None,
    modality: str | None = None,
    known: Mapping[UUID, Offerer] | None = None,
    notice: bool = True,
) -> FreeTimes:
    """Return the times from `begins` up to `ends` at which the service could begin.

    Within rules, notice and horizon, not on claims or buffers, and only with somebody licensed in the jurisdiction on
    that day, where one is named. A constant number of queries: three when calendars are kept, six when not.
    """
    latest = now + timedelta(days=service.horizon_days)
    earliest = now + timedelta(minutes=service.notice_minutes) if notice else now
    begins, ends = max(begins, earliest), min(ends, latest)
    stretch = Stretch.around(min(begins, ends), max(begins, ends))
    if begins >= ends or service.retired_at or (modality and modality not in service.modalities):
        return FreeTimes(service, stretch, {})
    people = offerers(service, practitioners) if known is None else known
    window = between(cell_from(begins), cell_from(ends), stretch.origin, stretch.cells)
    licensed = _licensed_cells(people.values(), jurisdiction, stretch) if jurisdiction else {}
    free = {}
    for uid, calendar in calendars(
        service.organization_id, {uid: person.zone for uid, person in people.items()}, stretch
    ).items():
        open_cells = calendar.stretch.cut(calendar.open, stretch)
        busy = calendar.stretch.cut(calendar.busy, stretch)
        mask = free_starts(open_cells, busy, service.shape, calendar.zone, stretch) & window
        if jurisdiction:
            mask &= licensed.get(uid, 0)
        if mask:
            free[uid] = mask
    return FreeTimes(service, stretch, free, people)


_shared: "OrderedDict[tuple, FreeTimes]" = OrderedDict()
_sharing = Lock()


def shared_free_times(*, service: Service, around: datetime, now: datetime, **question) -> FreeTimes:
    """Return what `find` finds from the day before `around` for two weeks; all who ask within a second share it.

    For hints such as the other times that losers of a race are shown. They may be a second old, and are asked for anew
    when somebody books one.
    """
    begins = max(now, datetime.combine(around.date() - timedelta(days=1), time(), UTC))
    key = (service.id, begins.date(), int(now.timestamp()), *sorted(question.items()))
    with _sharing:
        found = _shared.get(key)
    if found is None:
        found = find(service=service, begins=begins, ends=begins + LOOK_AHEAD, now=now, **question)
        with _sharing:
            _shared[key] = found
            while len(_shared) > SHARED:
                _shared.popitem(last=False)
    return found


def free_times(
    *,
    service: Service,
    practitioners: Collection[UUID] | None = None,
    first: date,
    last: date,
    now: datetime,
    jurisdiction: str | None = None,
    modality: str | None = None,
    zone: str = "UTC",
) -> list[OfferedTime]:
    """Return every free time from `first` to `last`, both included, dates being those of `zone`. Soonest first."""
    place = ZoneInfo(zone)
    return find(
        service=service,
        practitioners=practitioners,
        begins=midnight(first, place),
        ends=midnight(last + timedelta(days=1), place),
        now=now,
        jurisdiction=jurisdiction,
        modality=modality,
    ).all()


def is_by_the_rules(
    *, time: OfferedTime, person: Offerer, service: Service, now: datetime, modality: str, notice: bool = True
) -> bool:
    """Tell whether hours, grid, notice and horizon allow this time; what is booked and licences are asked for apart."""
    earliest = now + timedelta(minutes=service.notice_minutes if notice else 0)
    if service.retired_at or modality not in service.modalities or cell_at(time.starts_at) != cell_from(time.starts_at):
        return False
    if not earliest <= time.starts_at < now + timedelta(days=service.horizon_days):
        return False
    hours = hours_now(service.organization_id, person.uid, person.zone)
    stretch = Stretch.around(time.starts_at, time.starts_at)
    allowed = free_starts(hours.open_mask(stretch), 0, service.shape, person.zone, stretch)
    return bool(allowed >> (cell_at(time.starts_at) - stretch.origin) & 1)


def open_now(now: datetime) -> bool:
    """Tell whether anybody in the practice is working by the rules at this moment."""
    zones = dict(PractitionerProfile.objects.filter(left_at=None).values_list("practitioner_id", "time_zone"))
    organization_id, stretch, cell = tenancy.served_organization(), Stretch.around(now, now), cell_at(now)
    return any(
        calendar.open >> (cell - calendar.stretch.origin) & 1
        for calendar in calendars(organization_id, zones, stretch).values()
    )


def _licensed_cells(people: Iterable[Offerer], jurisdiction: str, stretch: Stretch) -> dict[UUID, int]:
    """Return for each licensed practitioner the cells of the days, in their own zone, on which the licence holds."""
    periods = licence_periods(jurisdiction)
    first = EPOCH + timedelta(days=stretch.first_day - 1)
    last = EPOCH + timedelta(days=stretch.first_day + stretch.days + 1)
    cells = {}
    for person in people:
        mask, place = 0, ZoneInfo(person.zone)
        for since, until in periods.get(person.uid, ()):
            begins = midnight(max(since, first), place)
            ends = midnight(min(until or last, last) + timedelta(days=1), place)
            mask |= between(cell_from(begins), cell_from(ends), stretch.origin, stretch.cells)
        cells[person.uid] = mask
    return cells


def zone_of_practice() -> ZoneInfo:
    """Return the organization's own time zone."""
    from telepraxis.base.tenancy.models import Tenant

    return ZoneInfo(Tenant.objects.values_list("time_zone", flat=True).get(id=tenancy.served_organization()))
