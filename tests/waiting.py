"""Wait for what happens elsewhere (another process, a browser): look again and again, up to a limit."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(condition: Callable[[], T], within_s: float = 10, every_s: float = 0.05) -> T:
    """Return the first true answer of `condition`.

    :raises AssertionError: there was none in time.
    """
    deadline = time.monotonic() + within_s
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"waited {within_s} s in vain for {condition}"
        time.sleep(every_s)
    return answer
