"""Installations to measure: a real one on a free port, with data that is made once and kept.

`served("pages-100k", fill="bench.pages:fill", version="1")` yields a running installation whose database was filled by
`fill(say)` (called once, in a Django process of that installation; words behind the name are its arguments); another
`version` makes it anew.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from telepraxis.server.installation import Installation
from telepraxis.server.prepare import EMPTY_DEMO
from telepraxis.server.processes import platform_user
from tests.installations import HOUSE, Running, free_port, running


@dataclass(frozen=True)
class Served:
    """A running installation: `url` to ask, `environment` for a Django process beside it."""

    url: str
    home: Path
    run: Running
    environment: dict[str, str]


@contextmanager
def served(name: str, *, fill: str | None = None, version: str = "1") -> Iterator[Served]:
    """Run the kept installation `name`, made and filled first if need be: as in a demonstration (static files collected
    and compressed, one-click sign-in for the roles that `fill` offers), without the demonstration's clinic.
    """
    home = kept_home(name)
    _fill_once(home, fill, version)
    with running("demo", "--empty", "--port", str(free_port()), "--no-browser", home=home) as run:
        url = run.until_ready(300)
        yield Served(url, home, run, _installation(home).environment(TELEPRAXIS_URL=url))


def kept_home(name: str) -> Path:
    beside = HOUSE / "var" / "bench" if platform_user().may_enter(HOUSE) else Path("/var/lib/telepraxis-bench")
    beside.mkdir(parents=True, exist_ok=True)
    return beside / name


def in_django(served: Served, function: str, *arguments: str) -> str:
    """Call `module:function(*arguments)` in a Django process of the installation; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.houses", function, *arguments],
        env=os.environ | served.environment, cwd=HOUSE, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{function} failed:\n{done.stderr[-3000:]}")
    return done.stdout


def _fill_once(home: Path, fill: str | None, version: str) -> None:
    mark = home / "filled.json"
    wanted = {"fill": fill, "version": version}
    if fill is None or (mark.exists() and json.loads(mark.read_text()) == wanted):
        return
    shutil.rmtree(home, ignore_errors=True)
    installation = _installation(home)
    with installation.database_running():
        environment = os.environ | installation.environment()
        for command in (["-m", "telepraxis.server.prepare"], ["-m", "bench.houses", *fill.split()]):
            subprocess.run([sys.executable, *command], env=environment, cwd=HOUSE, check=True, stdout=sys.stderr)
    mark.write_text(json.dumps(wanted))


def _installation(home: Path) -> Installation:
    installation = Installation.at(home, "demo")
    installation.recall()
    installation.told[EMPTY_DEMO] = "1"
    return installation


def _call(function: str, *arguments: str) -> None:
    import importlib

    import django

    django.setup()
    module, _, name = function.partition(":")
    called: Callable = getattr(importlib.import_module(module), name)
    called(*arguments, say=lambda text: print(text, file=sys.stderr, flush=True))


if __name__ == "__main__":
    sys.path.insert(0, str(HOUSE))
    _call(*sys.argv[1:])
