"""Distances and directions on the globe. Pure; degrees and kilometres."""

from math import asin, atan2, cos, degrees, radians, sin, sqrt

EARTH_KM = 6371.0088
KM_OF_A_DEGREE = EARTH_KM * radians(1)

Point = tuple[float, float]  # latitude, longitude


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance."""
    (north_1, east_1), (north_2, east_2) = (tuple(map(radians, each)) for each in (one, other))
    half = sin((north_2 - north_1) / 2) ** 2 + cos(north_1) * cos(north_2) * sin((east_2 - east_1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def bearing(one: Point, other: Point) -> float:
    """Return in which direction the other lies, in degrees from north over east, 0 to 360."""
    (north_1, east_1), (north_2, east_2) = (tuple(map(radians, each)) for each in (one, other))
    turn = east_2 - east_1
    across = sin(turn) * cos(north_2)
    along = cos(north_1) * sin(north_2) - sin(north_1) * cos(north_2) * cos(turn)
    return degrees(atan2(across, along)) % 360


def box_around(point: Point, km: float) -> tuple[float, float, float, float]:
    """Return (south, north, west, east) within which all lies that is so near; all the way round where it must."""
    up = km / KM_OF_A_DEGREE
    south, north = point[0] - up, point[0] + up
    widest = max(abs(south), abs(north))
    if widest >= 89.9:
        return south, north, -180.0, 180.0
    aside = km / (KM_OF_A_DEGREE * cos(radians(widest)))
    west, east = point[1] - aside, point[1] + aside
    return (south, north, west, east) if west >= -180 and east <= 180 else (south, north, -180.0, 180.0)
