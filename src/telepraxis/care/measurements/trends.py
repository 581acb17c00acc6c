"""Draw what was measured: a small line for a row, a larger chart for one kind. Plain SVG numbers, no script."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from .reading import Measured

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Dot:
    """One value in the picture."""

    x: float
    y: float
    tone: str
    by_patient: bool = False  # drawn as a diamond

    @property
    def diamond(self) -> str:
        """The outline by which a value of the patient's own is told from the clinic's."""
        x, y, arm = self.x, self.y, 4.5
        return f"M{x} {y - arm:.1f}L{x + arm:.1f} {y}L{x} {y + arm:.1f}L{x - arm:.1f} {y}Z"


@dataclass(frozen=True)
class Line:
    """One number of the kind through time."""

    points: str
    dots: list[Dot]


@dataclass(frozen=True)
class Trend:
    """A picture of measurements: lines in a box of width x height, with what it says in words."""

    width: int
    height: int
    lines: list[Line]
    says: str
    top: str = ""
    bottom: str = ""
    first: datetime | None = None
    last: datetime | None = None
    inner: tuple[int, int, int, int] = (2, 2, 68, 16)  # left, top, right, bottom

    @property
    def has_patients(self) -> bool:
        """Whether some values were measured by the patient."""
        return any(dot.by_patient for line in self.lines for dot in line.dots)


def spark_of(measured: list[Measured], *, limit: int = 12) -> Trend | None:
    """Return the small line of the newest values; None while there is only one to show."""
    shown = measured[:limit][::-1]
    return _drawn(shown, None, 70, 18, (3, 3, 67, 15)) if len(shown) > 1 else None


def chart_of(measured: list[Measured], born, *, limit: int = 60) -> Trend | None:
    """Return the chart of one kind, oldest left; None while there is only one value."""
    shown = measured[:limit][::-1]
    return _drawn(shown, born, 380, 150, (40, 12, 346, 118)) if len(shown) > 1 else None


def _drawn(shown: list[Measured], born, width: int, height: int, inner: tuple[int, int, int, int]) -> Trend:
    left, top, right, bottom = inner
    numbers = [value for one in shown for value in one.values]
    low, high = _room(min(numbers), max(numbers), shown[0].kind.decimals)
    first, last = shown[0].at, shown[-1].at
    span = max((last - first) / DAY, 1e-9)

    def x(one: Measured) -> float:
        return round(left + (right - left) * ((one.at - first) / DAY) / span, 1)

    def y(value: Decimal) -> float:
        return round(bottom - (bottom - top) * float((value - low) / (high - low)), 1)

    lines = []
    for number in range(len(shown[0].values)):
        dots = [Dot(x(one), y(one.values[number]), _tone(one, born), one.by_patient) for one in shown]
        lines.append(Line(" ".join(f"{dot.x},{dot.y}" for dot in dots), dots))
    kind = shown[0].kind
    return Trend(
        width,
        height,
        lines,
        _in_words(shown),
        top=kind.written((high,)),
        bottom=kind.written((low,)),
        first=first,
        last=last,
        inner=inner,
    )


def _room(low: Decimal, high: Decimal, decimals: int) -> tuple[Decimal, Decimal]:
    """Return the ends of the scale with some air, so that a steady value runs through the middle."""
    air = max((high - low) / 8, Decimal(1).scaleb(-decimals) * 2)
    return low - air, high + air


def _tone(one: Measured, born) -> str:
    flag = one.flag(born) if born else None
    return flag.tone if flag else ""


def _in_words(shown: list[Measured]) -> str:
    return _("From %(first)s to %(last)s %(unit)s in %(count)s values") % {
        "first": shown[0].text,
        "last": shown[-1].text,
        "unit": shown[0].unit,
        "count": len(shown),
    }
