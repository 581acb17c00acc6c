"""One program kept alive: started, watched, started again a little later each time it dies young."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from telepraxis.server.processes import SystemUser, as_user, dies_with_us

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 20.0  # seconds before a restart: doubled for each death within GROWN_UP
GROWN_UP = 30.0
LARGEST_LOG = 5_000_000
LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Program:
    """What to run. `answers` tells when it is ready; without it, it is as soon as it runs."""

    name: str
    command: list[str]
    environment: dict[str, str]
    user: SystemUser
    answers: Callable[[], Awaitable[bool]] | None = None
    stop_signal: int = signal.SIGTERM
    passes: tuple[int, ...] = ()  # file descriptors it inherits
    next_step: str = ""  # what an operator does when it keeps dying
    stops_last: bool = False
    steps_back: bool = False  # nobody waits at a screen for it: others have the processor first


@dataclass
class Child:
    """A program under the supervisor's eye. `changed` is called whenever the status should be written again."""

    program: Program
    logs: Path
    changed: Callable[[], None]
    state: str = "waiting"
    process: subprocess.Popen | None = None
    started_at: datetime | None = None
    restarts: int = 0
    last_exit: dict | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    _early_deaths: int = 0

    async def keep_alive(self) -> None:
        """Run the program until `stop()`; never returns before."""
        while not self.stopping:
            began = time.monotonic()
            await self._run_once()
            if self.stopping:
                return
            self.restarts += 1
            self._early_deaths = 0 if time.monotonic() - began > GROWN_UP else self._early_deaths + 1
            self._move_to("waiting")
            await asyncio.sleep(min(FIRST_PAUSE * 2 ** max(self._early_deaths - 1, 0), LONGEST_PAUSE))

    def stop(self) -> None:
        self.stopping = True
        self._signal(self.program.stop_signal)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def log(self) -> Path:
        return self.logs / f"{self.program.name}.log"

    def noted(self) -> dict:
        """Return this child's part of the status."""
        return {
            "name": self.program.name,
            "state": self.state,
            "pid": self.process.pid if self.runs else None,
            "started_at": self.started_at and self.started_at.isoformat(timespec="seconds"),
            "restarts": self.restarts,
            "last_exit": self.last_exit,
        }

    async def _run_once(self) -> None:
        try:
            self.process = self._spawn()
        except OSError as problem:
            self._note_exit(f"could not be started: {problem}")
            return
        self.started_at = datetime.now(UTC)
        self._move_to("starting")
        readiness = asyncio.ensure_future(self._until_ready())
        await self._until_gone()
        readiness.cancel()
        self.ready.clear()
        if self.stopping:
            self._move_to("stopped")
        else:
            code = self.process.returncode
            self._note_exit(f"ended by signal {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}")

    def _spawn(self) -> subprocess.Popen:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            os.replace(self.log, self.log.with_suffix(".log.1"))
        death = signal.SIGKILL if self.program.stop_signal == signal.SIGTERM else self.program.stop_signal
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.program.command, env=self.program.environment, cwd="/", stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, process_group=0, pass_fds=self.program.passes,
                preexec_fn=dies_with_us(death, steps_back=self.program.steps_back), **as_user(self.program.user),
            )  # fmt: skip

    async def _until_ready(self) -> None:
        while self.program.answers and not await self.program.answers():
            await asyncio.sleep(LOOK_EVERY)
        self.ready.set()
        self._move_to("running")

    async def _until_gone(self) -> None:
        """Wait for the process without a thread: the kernel marks its descriptor when it ends."""
        watch = os.pidfd_open(self.process.pid)
        gone = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(watch, gone.set)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(watch)
            os.close(watch)
            if self.process.poll() is None:
                self.process.wait()

    def _note_exit(self, why: str) -> None:
        self.last_exit = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "why": why,
            "said": self.last_words(),
            "next_step": self.program.next_step,
        }

    def last_words(self) -> str:
        try:
            lines = self.log.read_bytes()[-2000:].decode(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1][:300] if lines else ""

    def _move_to(self, state: str) -> None:
        self.state = state
        self.changed()

    def _signal(self, number: int) -> None:
        if self.runs:
            try:
                os.killpg(self.process.pid, number) if number == signal.SIGKILL else self.process.send_signal(number)
            except ProcessLookupError:
                pass
