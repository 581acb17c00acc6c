"""The times that the desk can give away: of one service, with anybody or one practitioner, day by day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from telepraxis.care.scheduling.availability import OfferedTime, Offerer, find, offerers
from telepraxis.care.scheduling.masks import cell_at, instant_of
from telepraxis.care.scheduling.models import Service

DAYS_SHOWN = 14
NEAREST = 4


@dataclass(frozen=True)
class Offer:
    """A free time with its practitioner; `value` is how it travels in a form."""

    value: str
    time: OfferedTime
    person: Offerer


@dataclass(frozen=True)
class Times:
    """What the panel shows."""

    people: dict[UUID, Offerer]
    nearest: list[Offer]
    days: list[date]
    day: date | None
    on_day: list[Offer]


def times_of(
    *,
    service: Service,
    modality: str,
    jurisdiction: str,
    practitioner: UUID | None,
    day: date | None,
    zone: ZoneInfo,
    now: datetime,
) -> Times:
    """Return the free times; staff need no notice. A constant number of queries."""
    people = offerers(service)
    found = find(
        service=service,
        begins=now,
        ends=now + timedelta(days=service.horizon_days),
        now=now,
        jurisdiction=jurisdiction,
        modality=modality,
        known={practitioner: people[practitioner]} if practitioner in people else people,
        notice=False,
    )
    days = found.days(zone)
    shown = day if day in days else (days[0] if days else None)
    on_day = found.on(shown, zone) if shown else []
    return Times(
        people,
        [Offer(_value(time), time, people[time.practitioner]) for time in found.soonest(NEAREST)],
        days[:DAYS_SHOWN],
        shown,
        [Offer(_value(time), time, people[time.practitioner]) for time in on_day],
    )


def _value(time: OfferedTime) -> str:
    return f"{cell_at(time.starts_at)}.{time.practitioner.hex}"


def time_from(value: str, service: Service) -> OfferedTime | None:
    """Return the time that a form names, None when it names none."""
    cell, _dot, practitioner = value.partition(".")
    try:
        starts_at, uid = instant_of(int(cell)), UUID(practitioner)
    except (ValueError, OverflowError, OSError):
        return None
    return OfferedTime(uid, starts_at, starts_at + timedelta(minutes=service.minutes))
