"""Free time as bits: one bit for each five minutes of a stretch of UTC days, held in one integer.

Working hours are local wall time; the wall clock may jump. A five-minute cell is open when the clock on the
practitioner's wall shows an open time at its beginning: an hour that a clock change skips is never offered, an hour
that happens twice is offered twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

CELL_MINUTES = 5
CELL_SECONDS = CELL_MINUTES * 60
CELLS_A_DAY = 24 * 60 // CELL_MINUTES
BYTES_A_DAY = CELLS_A_DAY // 8
WHOLE_DAY = (1 << CELLS_A_DAY) - 1
EPOCH = date(1970, 1, 1)


def cell_at(instant: datetime) -> int:
    """Return the number of the cell that holds the instant, counted from 1970."""
    return int(instant.timestamp() // CELL_SECONDS)


def cell_from(instant: datetime) -> int:
    """Return the number of the first cell that does not begin before the instant."""
    return -int(-instant.timestamp() // CELL_SECONDS)


def instant_of(cell: int) -> datetime:
    """Return the moment at which a cell begins, in UTC."""
    return datetime.fromtimestamp(cell * CELL_SECONDS, UTC)


def day_number(day: date) -> int:
    """Return the days from 1970 to this one."""
    return (day - EPOCH).days


def run(first: int, count: int) -> int:
    """Return a mask of `count` bits beginning at bit `first`; none when count is not positive."""
    return ((1 << count) - 1) << first if count > 0 else 0


def between(first: int, last: int, origin: int, length: int) -> int:
    """Return the cells from `first` up to `last` as a mask that begins at cell `origin` and is `length` cells long."""
    low, high = max(first - origin, 0), min(last - origin, length)
    return run(low, high - low)


def starts(mask: int, length: int) -> int:
    """Return the cells at which `length` free cells in a row begin, in a logarithmic number of shifts."""
    width = 1
    while width < length:
        step = min(width, length - width)
        mask &= mask >> step
        width += step
    return mask


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(frozen=True)
class Stretch:
    """A run of whole UTC days: the frame in which masks are laid side by side."""

    first_day: int
    days: int

    @classmethod
    def around(cls, begins: datetime, ends: datetime) -> "Stretch":
        """Return the days that hold both instants, with a day to spare on each side for buffers."""
        first = cell_at(begins) // CELLS_A_DAY - 1
        return cls(first, cell_at(ends) // CELLS_A_DAY + 2 - first)

    @property
    def origin(self) -> int:
        """The number of the first cell."""
        return self.first_day * CELLS_A_DAY

    @property
    def cells(self) -> int:
        return self.days * CELLS_A_DAY

    def holds(self, other: "Stretch") -> bool:
        return self.first_day <= other.first_day and other.first_day + other.days <= self.first_day + self.days

    def joined(self, other: "Stretch") -> "Stretch":
        """Return the shortest stretch that holds both."""
        first = min(self.first_day, other.first_day)
        return Stretch(first, max(self.first_day + self.days, other.first_day + other.days) - first)

    def cut(self, mask: int, to: "Stretch") -> int:
        """Return the part of a mask of this stretch that lies in `to`, laid out for `to`."""
        return (mask >> (to.origin - self.origin)) & ((1 << to.cells) - 1)

    def day_masks(self, mask: int) -> Iterator[tuple[int, int]]:
        """Yield (day number from 1970, cells of that UTC day) for each day of a mask on which a bit is set."""
        raw = mask.to_bytes(self.cells // 8, "little")
        for day in range(self.days):
            cells = int.from_bytes(raw[day * BYTES_A_DAY : (day + 1) * BYTES_A_DAY], "little")
            if cells:
                yield self.first_day + day, cells


@dataclass(frozen=True)
class WeeklyRule:
    """Open each week on this weekday (Monday 0), in cells of local wall time, while the rule is valid."""

    weekday: int
    first_cell: int
    last_cell: int
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class DayException:
    """Open or closed on this one date, in cells of local wall time."""

    day: date
    first_cell: int
    last_cell: int
    opens: bool


@dataclass(frozen=True)
class Hours:
    """One practitioner's rules and exceptions. An exception wins over the rules; among exceptions, closed wins."""

    zone: str
    weekly: tuple[WeeklyRule, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    _by_day: dict[date, list[DayException]] = field(init=False, repr=False, compare=False, hash=False)
    _always: list[int] = field(init=False, repr=False, compare=False, hash=False)
    _at_times: list[WeeklyRule] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        """Sort what is said: rules that always hold become one mask for each weekday."""
        by_day: dict[date, list[DayException]] = {}
        for exception in self.exceptions:
            by_day.setdefault(exception.day, []).append(exception)
        always = [0] * 7
        for rule in self.weekly:
            if rule.valid_from is None and rule.valid_until is None:
                always[rule.weekday] |= run(rule.first_cell, rule.last_cell - rule.first_cell)
        object.__setattr__(self, "_by_day", by_day)
        object.__setattr__(self, "_always", always)
        object.__setattr__(self, "_at_times", [rule for rule in self.weekly if rule.valid_from or rule.valid_until])

    def wall_mask(self, day: date) -> int:
        """Return the open cells of one local date by the clock on the wall."""
        mask, closed = self._always[day.weekday()], 0
        for rule in self._at_times:
            if rule.weekday == day.weekday() and _valid(rule, day):
                mask |= run(rule.first_cell, rule.last_cell - rule.first_cell)
        for exception in self._by_day.get(day, ()):
            cells = run(exception.first_cell, exception.last_cell - exception.first_cell)
            if exception.opens:
                mask |= cells
            else:
                closed |= cells
        return mask & ~closed

    def open_mask(self, stretch: Stretch) -> int:
        """Return the open cells of a stretch."""
        first = EPOCH + timedelta(days=stretch.first_day - 1)
        wall = (self.wall_mask(first + timedelta(days=i)) for i in range(stretch.days + 2))
        return from_wall(_side_by_side(wall), self.zone, stretch)


def _valid(rule: WeeklyRule, day: date) -> bool:
    return (rule.valid_from is None or rule.valid_from <= day) and (rule.valid_until is None or day <= rule.valid_until)


def _side_by_side(day_masks: Iterable[int]) -> int:
    return int.from_bytes(b"".join(mask.to_bytes(BYTES_A_DAY, "little") for mask in day_masks), "little")


def from_wall(wall: int, zone: str, stretch: Stretch) -> int:
    """Turn cells by the clock on the wall into cells of UTC.

    `wall` begins one day before the stretch and ends one day after it, since local days hang over both edges.
    """
    mask = 0
    for first, count, offset in _constant_offsets(zone, stretch):
        mask |= (wall >> (CELLS_A_DAY + offset)) & run(first, count)
    return mask


@lru_cache(maxsize=512)
def _constant_offsets(zone: str, stretch: Stretch) -> tuple[tuple[int, int, int], ...]:
    """Return (first cell, count, offset from UTC in cells) for each part of the stretch between clock changes."""
    place = ZoneInfo(zone)
    parts: list[tuple[int, int, int]] = []
    begins, offset = 0, _offset(place, stretch.origin)
    for day in range(1, stretch.days + 1):
        after = _offset(place, stretch.origin + day * CELLS_A_DAY)
        if after != offset:
            change = _first_cell_with(after, place, stretch.origin, (day - 1) * CELLS_A_DAY, day * CELLS_A_DAY)
            parts.append((begins, change - begins, offset))
            begins, offset = change, after
    return (*parts, (begins, stretch.cells - begins, offset))


def _offset(place: ZoneInfo, cell: int) -> int:
    seconds = instant_of(cell).astimezone(place).utcoffset().total_seconds()  # type: ignore[union-attr]
    return int(seconds // CELL_SECONDS)


def _first_cell_with(offset: int, place: ZoneInfo, origin: int, low: int, high: int) -> int:
    while low < high:
        middle = (low + high) // 2
        if _offset(place, origin + middle) == offset:
            high = middle
        else:
            low = middle + 1
    return low


@lru_cache(maxsize=512)
def grid_mask(zone: str, every: int, anchor: int, stretch: Stretch) -> int:
    """Return the cells at which a visit may begin: each `every` cells by the wall clock, counted from `anchor`."""
    day = sum(1 << cell for cell in range(CELLS_A_DAY) if (cell - anchor) % every == 0)
    return from_wall(_side_by_side(day for _ in range(stretch.days + 2)), zone, stretch)


def busy_mask(claims: Iterable[tuple[int, int]], stretch: Stretch) -> int:
    """Return the cells that claims touch, each claim given as (first cell, cell after the last).

    Written as digits and read as one number: much faster than shifting a long integer for each claim.
    """
    digits = bytearray(b"0") * stretch.cells
    origin, length = stretch.origin, stretch.cells
    for first, last in claims:
        low, high = first - origin, last - origin
        if low < 0:
            low = 0
        if high > length:
            high = length
        if low < high:
            digits[low:high] = b"1" * (high - low)
    digits.reverse()
    return int(digits, 2) if digits else 0


@dataclass(frozen=True)
class Shape:
    """What a visit takes of a day, in cells: its length, its buffers and the grid on which it may begin."""

    length: int
    before: int = 0
    after: int = 0
    every: int = 1
    anchor: int = 0


def free_starts(open_cells: int, busy: int, shape: Shape, zone: str, stretch: Stretch) -> int:
    """Return the cells at which a visit may begin.

    The visit lies wholly in open hours; the visit and its buffers touch no claim. Buffers may lie outside of hours.
    """
    everything = (1 << stretch.cells) - 1
    whole = starts(~busy & everything, shape.before + shape.length + shape.after) << shape.before
    return starts(open_cells, shape.length) & whole & grid_mask(zone, shape.every, shape.anchor, stretch)
