"""A few threads with a queue that has an end."""

import asyncio
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue


class LaneFull(Exception):
    """Too many wait already, or this one waited longer than anybody should."""


class Lane:
    """Up to `threads` daemon threads, made when first needed, and a queue of at most `queue` waiting calls.

    A call that waited longer than `patience_s` is not begun: whoever asked has long gone.
    """

    def __init__(self, name: str, threads: int, *, queue: int = 500, patience_s: float = 20) -> None:
        self.name, self.threads, self.queue, self.patience_s = name, threads, queue, patience_s
        self.waiting = self.working = self.started = 0
        self._calls: SimpleQueue = SimpleQueue()
        self._count = threading.Lock()

    async def run(self, work: Callable, *args):
        """Run `work(*args)` in one of the lane's threads and return what it returns.

        :raises LaneFull: it was not begun.
        """
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        with self._count:
            if self.waiting >= self.queue + self.threads - self.working:
                raise LaneFull(self.name)
            self.waiting += 1
            if self.waiting > self.started - self.working and self.started < self.threads:
                self._start_thread()
        self._calls.put((loop, answer, time.monotonic() + self.patience_s, work, args))
        return await answer

    def _start_thread(self) -> None:
        self.started += 1
        threading.Thread(target=self._work_for_ever, name=f"{self.name}-{self.started}", daemon=True).start()

    def _work_for_ever(self) -> None:
        while True:
            loop, answer, deadline, work, args = self._calls.get()
            with self._count:
                self.waiting -= 1
                self.working += 1
            outcome, problem = None, None
            try:
                if time.monotonic() > deadline:
                    raise LaneFull(self.name)
                if not answer.cancelled():
                    outcome = work(*args)
            except BaseException as raised:
                problem = raised
            with self._count:
                self.working -= 1
            _hand_over(loop, answer, outcome, problem)


def _hand_over(loop: asyncio.AbstractEventLoop, answer: asyncio.Future, outcome, problem: BaseException | None) -> None:
    def settle() -> None:
        if answer.done():
            return
        if problem is None:
            answer.set_result(outcome)
        else:
            answer.set_exception(problem)

    try:
        loop.call_soon_threadsafe(settle)
    except RuntimeError:  # the loop has ended: the server is stopping and nobody waits
        pass
