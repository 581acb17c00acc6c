"""Draw a child's growth over the curves of its age and sex, as plain numbers for SVG. No script."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .growth import Course
from .growth_tables import Reference
from .lms import z_at

WIDTH, HEIGHT = 720, 380
LEFT, TOP, RIGHT, BOTTOM = 44, 12, 676, 346
CURVES = (3, 10, 25, 50, 75, 90, 97)
SPANS = {"infant": (0.0, 36.0), "child": (24.0, 240.0)}  # months
STEPS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Curve:
    """One percentile: its line, where its name stands, and how."""

    percentile: int
    points: str
    y: float


@dataclass(frozen=True)
class Tick:
    place: float
    text: str


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    side: str
    says: str


@dataclass(frozen=True)
class Picture:
    """A chart of WIDTH x HEIGHT with what it says in words."""

    curves: list[Curve]
    dots: list[Dot]
    line: str
    across: list[Tick]
    up: list[Tick]
    says: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def span_of(courses: list[Course]) -> str:
    """Return the span of ages in which the newest value lies."""
    newest = max((course.newest for course in courses), key=lambda point: point.at, default=None)
    return "infant" if newest is None or newest.age < SPANS["infant"][1] else "child"


def picture_of(course: Course, reference: Reference, span: str) -> Picture | None:
    """Return the chart of a measure in a span of ages; None where no table covers any of it."""
    begins, ends = SPANS[span]
    ages = [begins + (ends - begins) * step / 72 for step in range(73)]
    known = [(age, table.at(age)) for age in ages if (table := reference.table_for(course.measure, age))]
    if len(known) < 2:
        return None
    inside = [point for point in course.points if begins <= point.age <= ends]
    edges = [lms.value_at(z_at(percentile)) for _age, lms in known for percentile in (CURVES[0], CURVES[-1])]
    marks = _marks(min(edges + [p.value for p in inside]), max(edges + [p.value for p in inside]))

    def x(age: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (age - begins) / (ends - begins), 1)

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - marks[0]) / (marks[-1] - marks[0]), 1)

    curves = []
    for percentile in CURVES:
        places = [(x(age), y(lms.value_at(z_at(percentile)))) for age, lms in known]
        curves.append(Curve(percentile, " ".join(f"{a},{b}" for a, b in places), places[-1][1]))
    dots = [Dot(x(p.age), y(p.value), p.side, f"{p.value_text} {course.unit}, {p.age_text}") for p in reversed(inside)]
    return Picture(
        curves,
        dots,
        " ".join(f"{dot.x},{dot.y}" for dot in dots),
        [Tick(x(age), text) for age, text in _ages(span)],
        [Tick(y(mark), f"{mark:g}") for mark in marks],
        _in_words(course),
    )


def _ages(span: str) -> list[tuple[float, str]]:
    if span == "infant":
        return [(age, f"{age}") for age in range(0, 37, 6)]
    return [(years * 12, f"{years}") for years in range(2, 21, 2)]


def _marks(low: float, high: float) -> list[float]:
    """Return round numbers from below the lowest to above the highest, at most ten of them."""
    step = next((step for step in STEPS if (high - low) / step <= 9), STEPS[-1])
    mark = low // step * step
    marks = [mark]
    while marks[-1] < high:
        marks.append(marks[-1] + step)
    return marks


def _in_words(course: Course) -> str:
    newest = course.newest
    said = {"what": course.label, "value": newest.value_text, "unit": course.unit, "age": newest.age_text}
    if newest.percentile is None:
        return _("%(what)s %(value)s %(unit)s at %(age)s") % said
    said |= {"percentile": newest.percentile_text, "count": len(course.points)}
    return _("%(what)s %(value)s %(unit)s at %(age)s, percentile %(percentile)s, %(count)s values") % said
