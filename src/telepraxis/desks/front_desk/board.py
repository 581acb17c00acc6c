"""The day board: what each appointment is just now, and what the desk does next about it."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from telepraxis.care.encounters.waiting import Waiting, who_is_here
from telepraxis.care.scheduling import diary
from telepraxis.care.scheduling.availability import midnight
from telepraxis.care.scheduling.diary import Line
from telepraxis.care.scheduling.models import Appointment, Modality

LATE = timedelta(minutes=10)
LONG_WAIT = timedelta(minutes=15)
CHECK_IN_FROM = timedelta(hours=2)  # earlier in the day the row is quiet
LONG_DAY = 60  # rows that are shown at once; the day of a large practice is read in parts
LOOK_BACK = timedelta(minutes=30)  # how far before now a long day is first shown from

Status = Appointment.Status


@dataclass(frozen=True)
class Row:
    """One line of the board. `act` is the next act: `check_in`, `no_show` or nothing."""

    appointment: Line | Appointment
    state: str
    tone: str
    arrival: datetime | None
    act: str
    is_waiting: bool = False
    is_late: bool = False
    waited: timedelta = timedelta()
    visit: Waiting | None = None  # of those who wait online: which visit, and how long they still wait
    by_itself: bool = False  # nobody said so: it was settled from who was there

    @property
    def wait_said(self) -> str:
        return self.visit.wait_said if self.visit else ""


@dataclass(frozen=True)
class Board:
    """A day of the practice, or of one practitioner: all `rows` as lines, those `shown` with the people in them.

    `earlier` and `later` are where the part before and the part after begin; None where there is none.
    """

    rows: list[Row]
    shown: list[Row]
    practitioners: list[tuple[UUID, str, int]]
    everybody: int
    earlier: int | None = None
    later: int | None = None

    @property
    def waiting(self) -> int:
        return sum(row.is_waiting for row in self.rows)

    @property
    def longest_wait(self) -> int:
        """Whole minutes."""
        waits = [row.waited for row in self.rows if row.is_waiting]
        return int(max(waits, default=timedelta()).total_seconds() // 60)

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)

    @property
    def to_come(self) -> int:
        return sum(row.appointment.status == Status.BOOKED for row in self.rows)


def board_of(
    day: date, zone: ZoneInfo, now: datetime, practitioner: UUID | None = None, first: int | None = None
) -> Board:
    """Return the board, of a long day the part that begins with row `first`, or what goes on now and who waits.

    Six queries at most, however long the day.
    """
    booked = diary.lines_of_day(day, zone)
    here = who_is_here(midnight(day, zone), midnight(day + timedelta(days=1), zone), now)
    counts = Counter((line.practitioner_id, line.practitioner_name) for line in booked)
    people = sorted(((uid, name, count) for (uid, name), count in counts.items()), key=lambda each: each[1])
    rows = [row_of(line, here.get(line.id), now) for line in booked if practitioner in (None, line.practitioner_id)]
    begins = _first_shown(rows, now) if first is None else max(0, min(first, len(rows) - 1))
    part = rows[begins : begins + LONG_DAY]
    if first is None:
        part = [row for row in rows[:begins] if row.is_waiting] + part
    full = diary.appointments_with_names([row.appointment.id for row in part])
    return Board(
        rows,
        [replace(row, appointment=full[row.appointment.id]) for row in part],
        people,
        len(booked),
        earlier=max(0, begins - LONG_DAY) if begins else None,
        later=begins + LONG_DAY if begins + LONG_DAY < len(rows) else None,
    )


def _first_shown(rows: list[Row], now: datetime) -> int:
    """Return with which row a day is first shown: the first, or on a long day what began a little before now."""
    if len(rows) <= LONG_DAY:
        return 0
    since = now - LOOK_BACK
    begins = next((number for number, row in enumerate(rows) if row.appointment.starts_at >= since), len(rows))
    return 0 if begins == len(rows) else begins


def row_of(appointment: Line | Appointment, visit: Waiting | None, now: datetime) -> Row:
    """Return what the appointment is just now, in words, with the next act; `visit`: who of it is here."""
    status, arrival = appointment.status, appointment.arrived_at
    if status == Status.IN_PROGRESS:
        return Row(appointment, _("In visit"), "live", arrival, "")
    if status in (Status.FULFILLED, Status.NO_SHOW):
        by_itself = appointment.attendance_by_itself_at is not None
        return Row(appointment, str(Status(status).label), "", arrival, "", by_itself=by_itself)
    if visit and visit.with_nurse:
        return Row(appointment, _("With nurse"), "info", visit.since or arrival, "", visit=visit)
    if visit or status == Status.ARRIVED:
        return _waiting(appointment, visit, arrival, now)
    if appointment.offered_other_times_at:
        return Row(appointment, _("Asked to move"), "warn", None, "")
    if now > appointment.starts_at + LATE:
        minutes = int((now - appointment.starts_at).total_seconds() // 60)
        said = _("%(minutes)s min late") % {"minutes": minutes} if minutes < 120 else _("Did not come?")
        return Row(appointment, said, "warn", None, "check_in", is_late=True)
    soon = appointment.starts_at - now <= CHECK_IN_FROM
    return Row(appointment, _("Booked"), "", None, "check_in" if soon else "")


def _waiting(appointment: Line | Appointment, visit: Waiting | None, arrival: datetime | None, now: datetime) -> Row:
    since = (visit.since if visit else None) or arrival or now
    waited = now - max(since, appointment.starts_at - LATE) if now > appointment.starts_at else timedelta()
    minutes = int(waited.total_seconds() // 60)
    if waited >= LONG_WAIT:
        return Row(
            appointment, _("Waits %(minutes)s min") % {"minutes": minutes}, "danger", since, "", True, waited=waited,
            visit=visit,
        )  # fmt: skip
    said = _("Checked in")
    if visit and visit.prepared:
        said = _("Ready for the doctor")
    elif visit and appointment.modality != Modality.IN_PERSON:
        said = _("Ready online")
    return Row(appointment, said, "ok", since, "", True, waited=waited, visit=visit)
