"""Practitioners' open and busy time as masks, kept in this process for as long as their version stands.

Every change to hours or claims calls `changed` in its own transaction. A reader reads versions first and rows second,
so a calendar is never older than the version it is kept under; a version token is never given out twice.
"""

from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from sys import byteorder
from threading import Lock
from uuid import UUID

from django.db import connection

from .masks import CELL_MINUTES, CELL_SECONDS, DayException, Hours, Stretch, WeeklyRule, busy_mask, cell_at, instant_of
from .models import LONGEST_CLAIM, CalendarVersion, HoursException, WeeklyHours

Tokens = tuple[UUID | None, UUID | None]  # of everything, of the hours alone
KEPT = 5_000
LONGEST_STRETCH = 100  # days
CELL_MICROSECONDS = CELL_SECONDS * 1_000_000
CELLS_TO_2000 = cell_at(datetime(2000, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Calendar:
    """One practitioner's stretch of days: which cells are open by their rules, which are given away."""

    tokens: Tokens
    hours: Hours
    stretch: Stretch
    open: int
    busy: int

    @property
    def zone(self) -> str:
        return self.hours.zone

    def answers(self, tokens: Tokens, zone: str, stretch: Stretch) -> bool:
        return self.tokens == tokens and self.zone == zone and self.stretch.holds(stretch)

    def knows_hours(self, tokens: Tokens, zone: str) -> bool:
        return self.tokens[1] == tokens[1] and self.zone == zone


_kept: "OrderedDict[tuple[UUID, UUID], Calendar]" = OrderedDict()
_keeping = Lock()


def calendars(organization_id: UUID, zones: Mapping[UUID, str], stretch: Stretch) -> dict[UUID, Calendar]:
    """Return the calendar of each practitioner over at least the stretch. `zones` names each one's time zone.

    One query when all are kept, two when only bookings have changed, four when hours have.
    """
    tokens, found = _tokens(zones), _found(organization_id, zones)
    fresh = {
        uid: calendar
        for uid, calendar in found.items()
        if calendar is not None and calendar.answers(tokens[uid], zones[uid], stretch)
    }
    missing = {uid: zone for uid, zone in zones.items() if uid not in fresh}
    if missing:
        stretch = _wide_enough(missing, found, tokens, stretch)
        read = _read(_hours_of(missing, found, tokens), tokens, stretch)
        _keep(organization_id, read)
        fresh |= read
    return fresh


def hours_now(organization_id: UUID, practitioner: UUID, zone: str) -> Hours:
    """Return one practitioner's hours as they are just now: one query when they are kept, three when not."""
    zones = {practitioner: zone}
    return _hours_of(zones, _found(organization_id, zones), _tokens(zones))[practitioner]


def changed(practitioners: Iterable[UUID], *, hours: bool = False) -> None:
    """Give these practitioners' calendars a new version, in the transaction that changes them.

    `hours` says that rules or exceptions have changed, and not only what is booked.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO scheduling_calendarversion AS kept (id, organization_id, practitioner_id, token, hours_token)
            SELECT gen_random_uuid(), current_organization(), uid, gen_random_uuid(), gen_random_uuid()
            FROM unnest(%s::uuid[]) uid ORDER BY uid
            ON CONFLICT (organization_id, practitioner_id) DO UPDATE SET
                token = excluded.token,
                hours_token = CASE WHEN %s THEN excluded.hours_token ELSE kept.hours_token END
            """,
            [sorted(set(practitioners)), hours],
        )


def _tokens(practitioners: Iterable[UUID]) -> dict[UUID, Tokens]:
    versions = CalendarVersion.objects.filter(practitioner_id__in=list(practitioners))
    known = {
        uid: (token, hours) for uid, token, hours in versions.values_list("practitioner_id", "token", "hours_token")
    }
    return {uid: known.get(uid, (None, None)) for uid in practitioners}


def _found(organization_id: UUID, practitioners: Iterable[UUID]) -> dict[UUID, Calendar | None]:
    with _keeping:
        return {uid: _kept.get((organization_id, uid)) for uid in practitioners}


def forget_all() -> None:
    """Drop what this process has kept. Only tests and benches need it."""
    with _keeping:
        _kept.clear()


def _wide_enough(missing, found, tokens, stretch: Stretch) -> Stretch:
    """Return a stretch that also holds what was kept, so that two questions do not push out each other's answer."""
    for uid in missing:
        kept = found.get(uid)
        if kept is not None and kept.tokens == tokens[uid] and kept.stretch.joined(stretch).days <= LONGEST_STRETCH:
            stretch = kept.stretch.joined(stretch)
    return stretch


def _keep(organization_id: UUID, read: Mapping[UUID, Calendar]) -> None:
    with _keeping:
        for uid, calendar in read.items():
            _kept[organization_id, uid] = calendar
            _kept.move_to_end((organization_id, uid))
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def _hours_of(
    zones: Mapping[UUID, str], found: Mapping[UUID, Calendar | None], tokens: Mapping[UUID, Tokens]
) -> dict[UUID, Hours]:
    """Return hours, read only for those whose rules or exceptions have changed since they were kept."""
    known = {
        uid: kept.hours
        for uid, zone in zones.items()
        if (kept := found.get(uid)) is not None and kept.knows_hours(tokens[uid], zone)
    }
    missing = {uid: zone for uid, zone in zones.items() if uid not in known}
    return known | (_hours(missing) if missing else {})


def _read(hours: Mapping[UUID, Hours], tokens: Mapping[UUID, Tokens], stretch: Stretch) -> dict[UUID, Calendar]:
    claims = _claims(list(hours), stretch)
    return {
        uid: Calendar(
            tokens=tokens[uid],
            hours=each,
            stretch=stretch,
            open=each.open_mask(stretch),
            busy=busy_mask(claims.get(uid, ()), stretch),
        )
        for uid, each in hours.items()
    }


def _hours(zones: Mapping[UUID, str]) -> dict[UUID, Hours]:
    weekly, exceptions = defaultdict(list), defaultdict(list)
    rules = WeeklyHours.objects.filter(practitioner_id__in=list(zones))
    for uid, weekday, starts, ends, since, until in rules.values_list(
        "practitioner_id", "weekday", "starts_minute", "ends_minute", "valid_from", "valid_until"
    ):
        weekly[uid].append(WeeklyRule(weekday, starts // CELL_MINUTES, ends // CELL_MINUTES, since, until))
    changes = HoursException.objects.filter(practitioner_id__in=list(zones))
    for uid, day, starts, ends, kind in changes.values_list(
        "practitioner_id", "day", "starts_minute", "ends_minute", "kind"
    ):
        opens = kind == HoursException.Kind.ADD
        exceptions[uid].append(DayException(day, starts // CELL_MINUTES, ends // CELL_MINUTES, opens))
    return {uid: Hours(zone, tuple(weekly[uid]), tuple(exceptions[uid])) for uid, zone in zones.items()}


def _claims(practitioners: list[UUID], stretch: Stretch) -> dict[UUID, list[tuple[int, int]]]:
    """Return live claims in cells, rounded outwards.

    They come packed, as PostgreSQL sends timestamps in binary: two 64-bit numbers of microseconds from 2000. A row for
    each claim would take six times as long.
    """
    begins, ends = instant_of(stretch.origin), instant_of(stretch.origin + stretch.cells)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT resource, string_agg(timestamptz_send(starts_at) || timestamptz_send(ends_at), '')
            FROM scheduling_claim
            WHERE organization_id = current_organization() AND resource = ANY(%s) AND released_at IS NULL
              AND starts_at >= %s AND starts_at < %s
            GROUP BY resource
            """,
            [practitioners, begins - LONGEST_CLAIM, ends],
        )
        return {uid: _cells(packed) for uid, packed in cursor.fetchall()}


def _cells(packed: bytes) -> list[tuple[int, int]]:
    moments = array("q", packed)
    if byteorder == "little":
        moments.byteswap()
    each = iter(moments)
    return [
        (starts // CELL_MICROSECONDS + CELLS_TO_2000, -(-ends // CELL_MICROSECONDS) + CELLS_TO_2000)
        for starts, ends in zip(each, each, strict=True)
    ]
