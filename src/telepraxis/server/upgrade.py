"""`telepraxis upgrade`: from the version before to the one installed now, with nobody turned away.

A backup; the migrations, each within half a second of anybody's patience; then the web processes one after the other,
the worker, the keeper of the backups. The version before serves until its place is taken: if a migration fails it is
taken back, if the new pages do not start the old ones stay.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import telepraxis
from telepraxis.server.backup import commands
from telepraxis.server.installation import Installation
from telepraxis.server.processes import as_user
from telepraxis.server.serving import version_served
from telepraxis.server.supervisor import status

Say = Callable[[str], None]
PATIENCE_S = 90


class UpgradeStopped(Exception):
    """The upgrade did not go through; the text says what serves now and what to do."""


def upgrade(installation: Installation, *, with_backup: bool, say: Say) -> None:
    """Bring database and running programs to the version of this program.

    :raises UpgradeStopped, BackupTrouble: the version before goes on.
    """
    if with_backup:
        commands.back_up(installation, None, say=say)
    with installation.database_running():
        say("Migrating while everybody works")
        _run(installation, "telepraxis.server.migrating", say)
        _run(installation, "telepraxis.server.prepare", say)
    noted = status(installation.home)
    if not noted or not noted["supervisor"]["alive"]:
        say(f"Done: the next `telepraxis up` is {telepraxis.__version__}.")
        return
    for name in _names(noted):
        say(f"Renewing {name}")
        _renew(installation.home, name)
    say(f"Telepraxis {telepraxis.__version__} serves. The supervisor itself is renewed at the next restart.")


def _run(installation: Installation, module: str, say: Say) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module], env=installation.environment(), cwd="/", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **as_user(installation.serving_user()),
    )  # fmt: skip
    lines = done.stdout.strip().splitlines()
    if done.returncode:
        raise UpgradeStopped(
            f"{lines[-1] if lines else module} The version before goes on serving. Put it back (pip install "
            "telepraxis==VERSION) before anything restarts, mend the cause, and upgrade again."
        )
    for line in lines:
        say(f"  {line}")


def _names(noted: dict) -> list[str]:
    """Return what is renewed: web processes first, so that pages and their jobs are of one version soon."""
    there = [program["name"] for program in noted["processes"]]
    return [*(name for name in there if name.startswith("web")), *(n for n in ("worker", "backups") if n in there)]


def _renew(home: Path, name: str) -> None:
    """Let one program end; the supervisor brings it back, as the version that is installed now.

    :raises UpgradeStopped: it does not come.
    """
    before = _program(home, name)["pid"]
    if before:
        os.kill(before, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        now = _program(home, name)
        if now["pid"] not in (None, before) and now["state"] == "running" and _serves(home, name, now["pid"]):
            return
        time.sleep(0.1)
    said = (_program(home, name)["last_exit"] or {}).get("said", "")
    raise UpgradeStopped(
        f"{name} of {telepraxis.__version__} does not start: {said} "
        "The others still serve the version before. Put it back (pip install telepraxis==VERSION): it starts by itself."
    )


def _program(home: Path, name: str) -> dict:
    return next(program for program in status(home)["processes"] if program["name"] == name)


def _serves(home: Path, name: str, pid: int) -> bool:
    return not name.startswith("web") or version_served(home, pid) is not None
