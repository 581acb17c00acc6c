"""One thing that was measured through time: its newest values for a card, its course for a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from telepraxis.base import record
from telepraxis.base.record.authors import is_by_patient
from telepraxis.base.record.models import Observation, Patient
from telepraxis.care.incoming.lines import line_of
from telepraxis.care.measurements.document import values_of
from telepraxis.care.measurements.kinds import BY_CODE
from telepraxis.care.measurements.ranges import months_between, ranges_of
from telepraxis.care.measurements.reading import STANDS

from .flags import Flag, Person, Usual, flagged, kind_measured, number_of, range_of
from .kinds import RESULTS, VITALS
from .lines import who_of
from .models import Line

LOOKED_AT, SHOWN, IN_SPARK = 300, 12, 12
MOST_POINTS = 500
SPANS: dict[str, timedelta | None] = {
    "months": timedelta(days=92),
    "year": timedelta(days=366),
    "years": timedelta(days=5 * 365 + 2),
    "all": None,
}
# Sorted out in the database: hundreds of lines are looked at, a dozen are shown. Its records are named one by one where
# {records} stands, so that the index of lines is walked along.
LATEST = """
    WITH looked_at AS (
        SELECT uid, type, kind, at, written, title, value, flag, series, number FROM timeline_line
        WHERE patient_id IN ({records}) AND kind = ANY(%s::varchar[]) AND NOT in_error AND series <> ''
        ORDER BY at DESC, uid DESC LIMIT %s
    ), placed AS (
        SELECT looked_at.*, row_number() OVER of_series AS place,
            array_agg(number) OVER (of_series ROWS BETWEEN CURRENT ROW AND %s FOLLOWING) AS numbers
        FROM looked_at WHERE split_part(series, '|', -1) <> ALL(%s::varchar[])
        WINDOW of_series AS (PARTITION BY series ORDER BY at DESC, uid DESC)
    )
    SELECT uid, type, kind, at, written, title, value, flag, numbers FROM placed
    WHERE place = 1 ORDER BY at DESC, uid DESC LIMIT %s
"""


@dataclass(frozen=True)
class Latest:
    """The newest value of a series, and the numbers before it, oldest first."""

    line: Line
    numbers: list[float]


def latest_results(records: Sequence[UUID]) -> list[Latest]:
    """Return the newest results, one of each series, those that the card of measurements has not got. One query."""
    asked = [*records, [RESULTS, VITALS], LOOKED_AT, IN_SPARK - 1, list(BY_CODE), SHOWN]
    found = Line.objects.raw(LATEST.format(records=", ".join(["%s"] * len(records))), asked)
    return [Latest(line, [number for number in line.numbers[::-1] if number is not None]) for line in found]


@dataclass(frozen=True)
class Point:
    """One value: `numbers` in the unit of the series, () where it has none that fits."""

    uid: UUID
    at: datetime
    text: str
    unit: str
    numbers: tuple[Decimal, ...]
    flag: Flag | None
    usual: Usual | None
    who: str
    by_patient: bool = False


@dataclass(frozen=True)
class Course:
    """A series through time, the newest first; `usual` is the range of each of its numbers now."""

    title: str
    unit: str
    points: list[Point]
    usual: list[tuple[Decimal | None, Decimal | None]]
    has_more: bool

    @property
    def drawn(self) -> list[Point]:
        """The points that can be drawn together, oldest first: those in the unit of the newest."""
        return [point for point in self.points if point.numbers and point.unit == self.unit][::-1]

    @property
    def left_out(self) -> int:
        return len(self.points) - len(self.drawn)


def course_of(records: Sequence[UUID], one: Observation, since: datetime | None) -> Course:
    """Return the course of what the Observation measured, since then or ever. Two queries."""
    person = _person(one.patient_id)
    rows = Observation.objects.filter(
        patient_id__in=records, code=one.code, status__in=STANDS, effective_at__isnull=False
    )
    if since is not None:
        rows = rows.filter(effective_at__gte=since)
    rows = list(rows.order_by("-effective_at", "-uid")[: MOST_POINTS + 1])
    points = [_point(row, person) for row in rows[:MOST_POINTS]]
    newest = next((point for point in points if point.numbers), None)
    named = line_of(record.content_of(one), one.at).what
    return Course(named, newest.unit if newest else "", points, _usual(one, newest, person), len(rows) > MOST_POINTS)


def _point(row: Observation, person: Person) -> Point:
    doc = record.content_of(row)
    numbers, unit = _numbers_of(doc)
    return Point(
        uid=row.uid,
        at=row.effective_at,
        text=line_of(doc, row.at).value,
        unit=unit,
        numbers=numbers,
        flag=flagged(doc, row.effective_at, person),
        usual=range_of(doc, row.effective_at, person),
        who=who_of(doc),
        by_patient=is_by_patient(doc),
    )


def _numbers_of(doc: dict) -> tuple[tuple[Decimal, ...], str]:
    """Return the numbers of an Observation and their unit; a kind the house knows comes in the unit it is kept in."""
    if (kind := kind_measured(doc)) and (values := values_of(doc, kind)):
        return values, kind.unit.shown
    quantity = doc.get("valueQuantity") or {}
    number = number_of(doc)
    fits = number is not None and number.is_finite()
    return ((number,) if fits else ()), quantity.get("unit") or quantity.get("code") or ""


def _usual(one: Observation, newest: Point | None, person: Person) -> list[tuple[Decimal | None, Decimal | None]]:
    if newest is None:
        return []
    if kind := BY_CODE.get(one.code):
        ranges = ranges_of(kind, months_between(person.born, newest.at.date()), person.gender)
        return [(_end(each and each.low), _end(each and each.high)) for each in ranges]
    return [(newest.usual.low, newest.usual.high)] if newest.usual else []


def _end(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _person(patient: UUID) -> Person:
    born, gender = Patient.every.values_list("birth_date", "gender").get(uid=patient)
    return Person(born, gender)
