"""When a pharmacy is open: weekly times in its own zone, and days on which it is not. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, WEEK = 24 * 60, 7 * 24 * 60  # minutes
LOOKED_AHEAD = 9  # days


class BadHours(ValueError):
    """These are no opening hours: one closes before it opens, or two overlap."""


@dataclass(frozen=True)
class OpenNow:
    """Whether it is open, and when that changes next; None where it does not within a week."""

    is_open: bool
    until: datetime | None


@dataclass(frozen=True)
class Hours:
    """`spans` are (opens, closes) in minutes since Monday 0:00; one that goes past midnight closes the day after."""

    spans: tuple[tuple[int, int], ...]
    zone: str
    closed_on: frozenset[date] = frozenset()

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(ZoneInfo(self.zone))
        if local.date() in self.closed_on:
            return False
        minute = local.weekday() * DAY + local.hour * 60 + local.minute
        return any(opens <= each < closes for opens, closes in self.spans for each in (minute, minute + WEEK))

    def at(self, moment: datetime) -> OpenNow:
        """Return whether it is open, and until when that stays so."""
        state = self.is_open(moment)
        changes = (each for each in self._moments(moment) if self.is_open(each) != state)
        return OpenNow(state, next(changes, None))

    def on(self, weekday: int) -> list[tuple[time, time]]:
        """Return from when till when it is open on a weekday, 0 for Monday."""
        return [
            (_clock(opens), _clock(closes)) for opens, closes in sorted(self.spans) if opens // DAY == weekday
        ]  # fmt: skip

    def _moments(self, after: datetime) -> list[datetime]:
        """Return the moments at which anything may change, in order."""
        zone = ZoneInfo(self.zone)
        local = after.astimezone(zone)
        monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time())
        walls = {
            monday + timedelta(minutes=minute + week * WEEK)
            for opens, closes in self.spans
            for minute in (opens, closes)
            for week in (-1, 0, 1, 2)
        }
        walls |= {datetime.combine(day, time()) + timedelta(days=n) for day in self.closed_on for n in (0, 1)}
        found = sorted(wall.replace(tzinfo=zone) for wall in walls)
        return [each for each in found if after < each <= after + timedelta(days=LOOKED_AHEAD)]


def checked(spans: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return the minutes at which it opens and closes, in order.

    :raises BadHours: a time is no minute of the week, closes before it opens, or begins before another has ended.
    """
    spans = sorted(spans)
    for opens, closes in spans:
        if not (0 <= opens < WEEK and opens < closes <= opens + DAY):
            raise BadHours(f"{opens} to {closes}")
    following = [*spans[1:], (spans[0][0] + WEEK, 0)] if spans else []
    for (_opens, closes), (begins, _ends) in zip(spans, following, strict=True):
        if closes > begins:
            raise BadHours("Two of the times overlap.")
    return [opens for opens, _closes in spans], [closes for _opens, closes in spans]


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


SPAN = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|–|to|until)\s*(\d{1,2})(?:[:.h](\d{2}))?")


def read_day(text: str, weekday: int) -> list[tuple[int, int]]:
    """Return the spans of a day as people write them: `9-13, 14:00-19:00`; "" is closed, `0-24` never closes.

    :raises BadHours: it is something else.
    """
    found = []
    for part in filter(None, (each.strip() for each in re.split("[,;]", text))):
        if not (said := SPAN.fullmatch(part)):
            raise BadHours(part)
        opens, closes = int(said[1]) * 60 + int(said[2] or 0), int(said[3]) * 60 + int(said[4] or 0)
        if max(int(said[2] or 0), int(said[4] or 0)) > 59 or opens >= DAY or closes > DAY:
            raise BadHours(part)
        found.append((weekday * DAY + opens, weekday * DAY + (closes if closes > opens else closes + DAY)))
    return found


def day_text(spans: Iterable[tuple[int, int]], weekday: int) -> str:
    """Return what `read_day` reads again."""
    return ", ".join(
        f"{_text(opens)}-{_text(closes, ends=True)}" for opens, closes in sorted(spans) if opens // DAY == weekday
    )


def _text(minute: int, *, ends: bool = False) -> str:
    if ends and minute % DAY == 0:
        return "24:00"
    return f"{minute // 60 % 24}:{minute % 60:02d}"
