"""Three months of appointments behind and ahead, and today in full swing: who comes when, to whom, and why. Pure."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

CASES = Path(__file__).parent / "cases.toml"
BEHIND, AHEAD = 91, 91  # days
MORNING, AFTERNOON = (time(8, 30), time(12, 30)), (time(13, 30), time(17, 30))
MODALITIES = ("video",) * 5 + ("in_person",) * 4 + ("phone",)
WHY_CANCELLED = ("Feels better", "Has to work", "Wants another day")


@dataclass(frozen=True)
class Calendar:
    """A colleague's side of the diary: the specialty they see people for and how long a visit takes, in minutes."""

    key: str
    specialty: str
    minutes: int
    grid: int


@dataclass(frozen=True)
class Case:
    """A kind of visit: why, the four sections of its note, what the patient is told."""

    reason: str
    age: tuple[int, int]
    sections: dict[str, str]
    summary: str


@dataclass(frozen=True)
class Entry:
    """One appointment of the diary. `fate`: fulfilled, booked, cancelled or no_show."""

    colleague: str
    patient: int
    starts_at: datetime
    modality: str
    case: Case
    fate: str
    booked_days_before: int


@cache
def cases(specialty: str) -> list[Case]:
    """Return why people come to this specialty."""
    sections = ("subjective", "objective", "assessment", "plan")
    return [
        Case(one["reason"], tuple(one["age"]), {name: one[name] for name in sections}, one["summary"])
        for one in tomllib.loads(CASES.read_text())[specialty]
    ]


def diary(calendars: Sequence[Calendar], births: Sequence[date], zone: str, now: datetime) -> Iterator[Entry]:
    """Yield the entries of every working day. `births` are the patients' birth dates; entries name them by position.

    Nobody is in two places on one day. The first two patients are left free today: their visits are told by the story.
    """
    luck = Random("the diary of Port Alder")
    today = now.astimezone(ZoneInfo(zone)).date()
    for offset in range(-BEHIND, AHEAD + 1):
        day = today + timedelta(days=offset)
        if day.weekday() > 4 and offset:
            continue
        seen = {0, 1} if offset == 0 else set()
        for calendar in calendars:
            for starts_at in _grid(day, zone, calendar.grid):
                if luck.random() < _fullness(offset):
                    entry = _entry(luck, calendar, starts_at, births, day, seen, now)
                    if entry:
                        seen.add(entry.patient)
                        yield entry


def _grid(day: date, zone: str, grid: int) -> Iterator[datetime]:
    for opens, closes in (MORNING, AFTERNOON):
        at = datetime.combine(day, opens, ZoneInfo(zone))
        until = datetime.combine(day, closes, ZoneInfo(zone))
        while at + timedelta(minutes=grid) <= until:
            yield at
            at += timedelta(minutes=grid)


def _fullness(offset: int) -> float:
    """Return how likely a time is taken: a busy today, emptier the further away."""
    if offset == 0:
        return 0.72
    return 0.15 if offset < 0 else max(0.03, 0.42 - 0.012 * offset)


def _entry(luck: Random, calendar: Calendar, starts_at, births, day: date, seen: set[int], now) -> Entry | None:
    case = luck.choice(cases(calendar.specialty))
    patient = _patient(luck, births, case, day, seen)
    if patient is None:
        return None
    return Entry(
        calendar.key,
        patient,
        starts_at,
        luck.choice(MODALITIES) if calendar.specialty != "nursing" else "in_person",
        case,
        _fate(luck, starts_at, now),
        luck.randint(1, 21),
    )


def _patient(luck: Random, births: Sequence[date], case: Case, day: date, seen: set[int]) -> int | None:
    for _ in range(12):
        number = luck.randrange(len(births))
        age = (day - births[number]).days // 365.25
        if number not in seen and case.age[0] <= age <= case.age[1]:
            return number
    return None


def _fate(luck: Random, starts_at: datetime, now: datetime) -> str:
    draw = luck.random()
    if draw < 0.05:
        return "cancelled"
    if starts_at >= now - timedelta(minutes=20):
        return "booked"
    return "no_show" if draw < 0.1 else "fulfilled"
