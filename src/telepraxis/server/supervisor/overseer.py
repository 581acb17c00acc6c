"""All the programs of one installation, from the first start to the last stop."""

import asyncio
import os
import signal
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import telepraxis
from telepraxis.server.homes import own_folder
from telepraxis.server.processes import SystemUser
from telepraxis.server.supervisor import status
from telepraxis.server.supervisor.child import LOOK_EVERY, Child, Program

EARLY_S = 8.0  # a killed database of a moment ago lets go of its data within seconds: so long a death is no verdict
PATIENCE_S = 1.2  # for programs that finish what they are doing
DATABASE_PATIENCE_S = 0.6  # for the database after them; then nothing is waited for: all within two seconds


class DidNotStart(Exception):
    """A program died before it was ready; the text holds its last words and the next step."""


class Supervisor:
    """Keeps programs alive. Use it from the main thread: the kernel ties children to the thread that started them."""

    def __init__(self, home: Path, user: SystemUser, *, mode: str, url: str) -> None:
        self.home, self.mode, self.url = home, mode, url
        self.told: dict[str, str] = {}  # what every program is told of the others: kept in the status for commands
        self.logs = own_folder(home / "logs", user)
        own_folder(home / "run", user)
        self.children: list[Child] = []
        self.started_at = datetime.now(UTC)
        self._keeping: set[asyncio.Task] = set()
        self._stop_asked = asyncio.Event()

    def stop_on_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop_asked.set)

    def keep(self, programs: Iterable[Program]) -> list[Child]:
        """Keep the programs alive from now on, without waiting for any of them."""
        fresh = [Child(program, self.logs, self.note) for program in programs]
        self.children += fresh
        for child in fresh:
            task = asyncio.ensure_future(child.keep_alive())
            self._keeping.add(task)
            task.add_done_callback(self._keeping.discard)
        return fresh

    async def start(self, programs: Iterable[Program], within_s: float = 120) -> None:
        """Start the programs together and wait until all are ready.

        :raises DidNotStart: one keeps dying, or was not ready in time.
        :raises asyncio.CancelledError: stopping was asked for meanwhile.
        """
        fresh = self.keep(programs)
        began = time.monotonic()
        while not all(child.ready.is_set() for child in fresh):
            await self.pause(LOOK_EVERY)
            for child in fresh:
                tried_s = time.monotonic() - began
                given_up = tried_s > within_s or (child.restarts >= 3 and tried_s > EARLY_S)
                if given_up and not child.ready.is_set():
                    raise DidNotStart(_did_not_start(child))

    async def pause(self, seconds: float) -> None:
        """Wait, unless stopping is asked for.

        :raises asyncio.CancelledError: it is.
        """
        try:
            await asyncio.wait_for(self._stop_asked.wait(), seconds)
        except TimeoutError:
            return
        raise asyncio.CancelledError

    def begin_again(self, *names: str) -> None:
        """Let these programs die; each is brought back at once."""
        for child in self.children:
            if child.program.name in names:
                child.kill()

    async def until_stopped(self) -> None:
        await self._stop_asked.wait()

    async def stop(self) -> None:
        """Stop all within two seconds: first those that use the database, then the database."""
        for last in (False, True):
            batch = [child for child in self.children if child.program.stops_last == last]
            for child in batch:
                child.stop()
            await _until_gone(batch, DATABASE_PATIENCE_S if last else PATIENCE_S)
            for child in batch:
                child.kill()
            await _until_gone(batch, 0.2)
        for task in self._keeping:
            task.cancel()
        self.note()

    def note(self) -> None:
        """Write the status file; a full disk must not stop the clinic."""
        noted = {
            "supervisor": {
                "pid": os.getpid(),
                "started_at": self.started_at.isoformat(timespec="seconds"),
                "version": telepraxis.__version__,
                "mode": self.mode,
                "url": self.url,
            },
            "told": self.told,
            "processes": [child.noted() for child in self.children],
        }
        try:
            status.write(self.home, noted)
        except OSError:
            pass


async def _until_gone(children: list[Child], within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while any(child.runs for child in children) and time.monotonic() < deadline:
        await asyncio.sleep(0.01)


def _did_not_start(child: Child) -> str:
    exit = child.last_exit or {"why": "was not ready in time", "said": child.last_words()}
    said = f" It said: {exit['said']}" if exit["said"] else ""
    return f"{child.program.name} {exit['why']}.{said} Its log: {child.log}. {child.program.next_step}".strip()
