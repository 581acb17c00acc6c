"""A whole installation for a test: started by its command, in a data home of its own, watched from outside."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import uuid4

import psutil

import telepraxis
from telepraxis.server.processes import SystemUser, platform_user
from telepraxis.server.supervisor import status
from tests.waiting import wait_until

HOUSE = Path(__file__).parents[1]


@contextmanager
def data_home(owner: SystemUser | None = None) -> Iterator[Path]:
    """Yield a directory that does not exist yet, where the platform's user can go; remove it afterwards."""
    beside = HOUSE / "var" / "installations"
    if not platform_user().may_enter(HOUSE):
        beside = Path("/var/lib/telepraxis-test/installations")
    beside.mkdir(parents=True, exist_ok=True)
    home = beside / uuid4().hex[:12]
    if owner:
        home.mkdir()
        os.chown(home, owner.uid, owner.gid)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def python_for(user: SystemUser) -> tuple[str, dict[str, str]]:
    """Return an interpreter that `user` can run, and the environment in which it finds the platform."""
    packages = [str(Path(telepraxis.__file__).parents[1]), sysconfig.get_paths()["purelib"]]
    own = Path(sys.executable).resolve()
    python = str(own) if user.may_enter(own.parent) else f"/usr/bin/python3.{sys.version_info.minor}"
    return python, {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(packages), "LC_ALL": "C.UTF-8"}


class Running:
    """A running `telepraxis` command. `lines` is what it said so far; `under` is a prefix, for another network."""

    def __init__(
        self,
        *arguments: str,
        home: Path,
        python: str | None = None,
        environment=None,
        database_url: str = "",
        under: tuple[str, ...] = (),
        **options,
    ) -> None:
        self.home = home
        environment = dict(os.environ if environment is None else environment)
        for name in [name for name in environment if name.startswith(("TELEPRAXIS_", "DJANGO_", "DATABASE_"))]:
            del environment[name]
        if database_url:
            environment["DATABASE_URL"] = database_url
        self.process = subprocess.Popen(
            [*under, python or sys.executable, "-m", "telepraxis", *arguments, "--data", str(home)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, cwd="/",
            process_group=0, **options,
        )  # fmt: skip
        self.lines: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def until_ready(self, within_s: float = 90) -> str:
        """Return the address that it serves on."""
        wait_until(lambda: self._ready() or self.process.poll() is not None, within_s)
        assert self._ready(), "\n".join(self.lines)
        return self._ready()[0].removeprefix("Ready: ")

    def _ready(self) -> list[str]:
        return [line for line in self.lines if line.startswith("Ready: ")]

    def family(self) -> list[psutil.Process]:
        """Return the supervisor and everything below it."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def status(self) -> dict:
        return status(self.home)

    def program(self, name: str) -> dict:
        """Return what the status file says of one program, once it speaks of it: some start after pages are served."""
        return wait_until(
            lambda: next((found for found in self.status()["processes"] if found["name"] == name), None), within_s=20
        )

    def outcome(self, within_s: float = 30) -> int:
        """Wait until it ends by itself and return its exit code."""
        return self.process.wait(within_s)

    def end(self, number: int = signal.SIGTERM, within_s: float = 20) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(within_s)

    def lose_power(self) -> None:
        """Kill the supervisor and everything below it at one moment."""
        for process in self.family():
            with suppress(psutil.NoSuchProcess):
                process.kill()


@contextmanager
def running(*arguments: str, home: Path, **options) -> Iterator[Running]:
    """Run a command and end it, and all that it started, whatever happens."""
    run = Running(*arguments, home=home, **options)
    try:
        yield run
    finally:
        run.end()


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def answer_of(url: str) -> int | None:
    """Return the status code of a page, None when nobody answers."""
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status
    except HTTPError as refusal:
        return refusal.code
    except OSError:
        return None


def are_gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)
