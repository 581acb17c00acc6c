"""A map without tiles: who asks in the middle, north up, rings of distance, a numbered pin for each pharmacy. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin

SIZE, MIDDLE, EDGE = 400, 200, 168  # of the drawing; pins stay within EDGE of the middle
PIN = 13  # half of a pin
STEPS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Ring:
    km: float
    radius: float

    @property
    def label_at(self) -> float:
        """Where its distance is written: on the ring, above the middle."""
        return MIDDLE - self.radius - 4

    @property
    def words(self) -> str:
        return f"{self.km:g} km" if self.km >= 1 else f"{self.km * 1000:g} m"


@dataclass(frozen=True)
class Pin:
    number: int
    name: str
    x: float
    y: float
    is_whole: bool

    @property
    def text_y(self) -> float:
        return round(self.y + 4, 1)


@dataclass(frozen=True)
class Map:
    rings: tuple[Ring, ...]
    pins: tuple[Pin, ...]
    size: int = SIZE
    middle: int = MIDDLE


def map_of(places: Sequence) -> Map | None:
    """Return the drawing of `finding.Place`s, numbered in their order; None where nobody said from where."""
    if not places or any(place.km is None for place in places):
        return None
    farthest = max(*(place.km for place in places), STEPS_KM[0])
    scale = EDGE / farthest
    steps = [km for km in STEPS_KM if km <= farthest]
    taken: list[tuple[float, float]] = []
    pins = []
    for number, place in enumerate(places, 1):
        turn = radians(place.bearing or 0)
        at = _free(MIDDLE + place.km * scale * sin(turn), MIDDLE - place.km * scale * cos(turn), taken)
        taken.append(at)
        pins.append(Pin(number, place.storefront.name, round(at[0], 1), round(at[1], 1), place.is_whole))
    return Map(tuple(Ring(km, round(km * scale, 1)) for km in steps[-3:]), tuple(pins))


def _free(x: float, y: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the spot, or the nearest around it at which no other pin is hidden."""
    for step in range(200):
        turn, away = step * 2.4, 0 if not step else PIN * 0.55 * step**0.5  # a spiral
        at = x + away * sin(turn), y - away * cos(turn)
        if PIN <= at[0] <= SIZE - PIN and PIN <= at[1] <= SIZE - PIN and not _hides(at, taken):
            return at
    return x, y


def _hides(at: tuple[float, float], taken: list[tuple[float, float]]) -> bool:
    return any(hypot(at[0] - x, at[1] - y) < 1.6 * PIN for x, y in taken)
