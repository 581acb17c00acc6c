"""Batches taken in by this process, or by a few others: what one waits for the database, another one thinks."""

import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context

from . import process
from .taking_in import Item, Setting, Taken, TakingIn

WAITING = 2  # batches for each process, so that none is idle and few lie in memory

Done = Callable[[list[Taken]], None]


class Here:
    """Takes batches in at once, in the caller's process."""

    def __init__(self, setting: Setting, done: Done) -> None:
        self.taking, self.done = TakingIn(setting), done

    def take(self, items: list[Item], now: datetime) -> None:
        self.done(self.taking.take(items, now=now))

    def finish(self) -> None:
        """Wait for what is under way."""


class Elsewhere:
    """Takes batches in in processes of their own."""

    def __init__(self, pool: ProcessPoolExecutor, processes: int, done: Done) -> None:
        self.pool, self.most, self.done = pool, processes * WAITING, done
        self.under_way: set[Future] = set()

    def take(self, items: list[Item], now: datetime) -> None:
        self.under_way.add(self.pool.submit(process.take, items, now))
        if len(self.under_way) >= self.most:
            self._collect(FIRST_COMPLETED)

    def finish(self) -> None:
        """Wait for what is under way."""
        while self.under_way:
            self._collect(FIRST_COMPLETED)

    def _collect(self, when: str) -> None:
        ready, self.under_way = wait(self.under_way, return_when=when)
        for future in ready:
            self.done(future.result())


@contextmanager
def workers(setting: Setting, processes: int, done: Done) -> Iterator[Here | Elsewhere]:
    """Yield who takes batches in; at 1 it is this process itself. `done` hears what became of each."""
    if processes == 1:
        yield Here(setting, done)
        return
    with ProcessPoolExecutor(
        processes, get_context("spawn"), process.begin, (pickle.dumps(setting), os.getpid())
    ) as pool:
        yield Elsewhere(pool, processes, done)
