"""How often one page, one visit, one app or one address may speak: buckets that fill at a steady rate."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import monotonic


class Pace:
    """Allows `burst` at once and `rate` a second in the long run."""

    def __init__(self, *, rate: float, burst: int, clock: Callable[[], float] = monotonic):
        self.rate, self.burst, self.clock = rate, burst, clock
        self.left, self.at = float(burst), clock()

    def allows(self) -> bool:
        """Take one from the bucket; False when it is empty."""
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Paces:
    """A pace of its own for each key. Of more than `most` keys the one asked about longest ago is forgotten."""

    def __init__(self, *, rate: float, burst: int, most: int = 10_000, clock: Callable[[], float] = monotonic):
        self.rate, self.burst, self.most, self.clock = rate, burst, most, clock
        self.known: OrderedDict[Hashable, Pace] = OrderedDict()

    def allows(self, *key: Hashable) -> bool:
        """Take one from the key's bucket; False when it is empty."""
        pace = self.known.pop(key, None) or Pace(rate=self.rate, burst=self.burst, clock=self.clock)
        self.known[key] = pace
        while len(self.known) > self.most:
            self.known.popitem(last=False)
        return pace.allows()
