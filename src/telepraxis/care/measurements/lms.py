"""Percentiles by the LMS method (Cole and Green, Statistics in Medicine 1992; 11: 1305). Pure.

A reference gives for each age three numbers: L the skewness, M the median, S the coefficient of variation.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist

NORMAL = NormalDist()
STRAIGHT = 1e-7  # an L nearer to nought than this is nought


@dataclass(frozen=True)
class LMS:
    """The three numbers of a reference at one age."""

    l: float  # noqa: E741  (the method's own names)
    m: float
    s: float

    def z_of(self, value: float) -> float:
        """Return the z-score of a value."""
        if abs(self.l) < STRAIGHT:
            return log(value / self.m) / self.s
        return ((value / self.m) ** self.l - 1) / (self.l * self.s)

    def value_at(self, z: float) -> float:
        """Return the value at a z-score."""
        if abs(self.l) < STRAIGHT:
            return self.m * exp(self.s * z)
        return self.m * (1 + self.l * self.s * z) ** (1 / self.l)


def percentile_of(z: float) -> float:
    """Return the percentile of a z-score, 0 to 100."""
    return NORMAL.cdf(z) * 100


def z_at(percentile: float) -> float:
    """Return the z-score of a percentile."""
    return NORMAL.inv_cdf(percentile / 100)


def between(months: Sequence[float], rows: Sequence[LMS], age: float) -> LMS | None:
    """Return the numbers at an age in months, on the straight line between its neighbours; None beyond the ends."""
    if not months or not months[0] <= age <= months[-1]:
        return None
    after = min(bisect_right(months, age), len(months) - 1)
    low, high, part = rows[after - 1], rows[after], (age - months[after - 1]) / (months[after] - months[after - 1])

    def mixed(a: float, b: float) -> float:
        return a + (b - a) * part

    return LMS(mixed(low.l, high.l), mixed(low.m, high.m), mixed(low.s, high.s))
