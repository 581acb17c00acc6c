"""Draw a course: lines, dots and the usual range in a box, as plain numbers for SVG. No script."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from telepraxis.base.ui.times import day_text

from .series import Course, Point

WIDTH, HEIGHT = 720, 260
LEFT, TOP, RIGHT, BOTTOM = 48, 12, 708, 226
SPARK = (70, 18, 3)  # width, height, air
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Tick:
    """A mark on an axis."""

    place: float
    text: str


@dataclass(frozen=True)
class Dot:
    """One value."""

    x: float
    y: float
    tone: str
    says: str
    by_patient: bool = False

    @property
    def diamond(self) -> str:
        """The outline by which a value of the patient's own is told from the clinic's."""
        x, y, arm = self.x, self.y, 5.5
        return f"M{x} {y - arm:.1f}L{x + arm:.1f} {y}L{x} {y + arm:.1f}L{x - arm:.1f} {y}Z"


@dataclass(frozen=True)
class Strand:
    """One number of the series through time, with the band of what is usual: (top, height) or None."""

    points: str
    dots: list[Dot]
    band: tuple[float, float] | None


@dataclass(frozen=True)
class Picture:
    """A chart of WIDTH x HEIGHT with what it says in words."""

    strands: list[Strand]
    across: list[Tick]
    up: list[Tick]
    says: str
    has_patients: bool = False
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def picture_of(course: Course) -> Picture | None:
    """Return the picture of a course; None while there is but one value."""
    drawn = course.drawn
    if len(drawn) < 2:
        return None
    numbers = [number for point in drawn for number in point.numbers]
    ends = [end for pair in course.usual for end in pair if end is not None]
    marks = _marks(min(numbers + ends), max(numbers + ends))
    low, high = marks[0], marks[-1]
    first, last = drawn[0].at, drawn[-1].at
    span = max((last - first).total_seconds(), 1.0)

    def x(at: datetime) -> float:
        return round(LEFT + (RIGHT - LEFT) * (at - first).total_seconds() / span, 1)

    def y(value: Decimal) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * float((value - low) / (high - low)), 1)

    strands = [_strand(drawn, number, course, x, y) for number in range(min(len(point.numbers) for point in drawn))]
    across = [Tick(x(at), day_text(at)) for at in _days(first, last)]
    return Picture(
        strands,
        across,
        [Tick(y(mark), f"{mark.normalize():f}") for mark in marks],
        _in_words(drawn, course),
        any(point.by_patient for point in drawn),
    )


def _strand(drawn: list[Point], number: int, course: Course, x, y) -> Strand:
    dots = [
        Dot(
            x(point.at),
            y(point.numbers[number]),
            point.flag.tone if point.flag else "",
            _said_of(point),
            point.by_patient,
        )
        for point in drawn
    ]
    band = None
    if number < len(course.usual) and course.usual[number] != (None, None):
        low, high = course.usual[number]
        top, bottom = (TOP if high is None else y(high)), (BOTTOM if low is None else y(low))
        band = (top, round(bottom - top, 1))
    return Strand(" ".join(f"{dot.x},{dot.y}" for dot in dots), dots, band)


def _said_of(point: Point) -> str:
    said = f"{point.text}, {day_text(point.at)}"
    return f"{said}, {_('by the patient')}" if point.by_patient else said


def _marks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return round numbers from below the lowest to above the highest value, four to eight of them."""
    room = max(high - low, abs(high) / 10, Decimal("0.1"))
    size = Decimal(10) ** (room / 4).adjusted()
    step = next(each * size for each in STEPS if each * size * 4 >= room)
    mark = (low / step).to_integral_value("ROUND_FLOOR") * step
    marks = [mark]
    while marks[-1] < high or len(marks) < 2:
        marks.append(marks[-1] + step)
    return marks


def _days(first: datetime, last: datetime) -> list[datetime]:
    """Return the moments that are named below: the first, the last, and two between where they are far apart."""
    if last - first < timedelta(days=8):
        return [first, last]
    return [first + (last - first) * part / 3 for part in range(4)]


def _in_words(drawn: list[Point], course: Course) -> str:
    return _("%(what)s from %(first)s on %(first_day)s to %(last)s on %(last_day)s, %(count)s values") % {
        "what": course.title,
        "first": drawn[0].text,
        "first_day": day_text(drawn[0].at),
        "last": drawn[-1].text,
        "last_day": day_text(drawn[-1].at),
        "count": len(drawn),
    }


def spark_of(numbers: list[float]) -> str:
    """Return the points of a small line; "" while there is but one number."""
    if len(numbers) < 2:
        return ""
    width, height, air = SPARK
    low, room = min(numbers), max(numbers) - min(numbers)
    step = (width - 2 * air) / (len(numbers) - 1)

    def y(number: float) -> float:
        return height - air - (height - 2 * air) * (number - low) / room if room else height / 2

    return " ".join(f"{air + step * place:.1f},{y(number):.1f}" for place, number in enumerate(numbers))
