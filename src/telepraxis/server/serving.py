"""Which web processes take requests, and of which version each is: a small note in run/ for `telepraxis upgrade`."""

import json
import os
from pathlib import Path

import telepraxis

NOTE = "serving-{pid}.json"


def note_serving(home: Path) -> None:
    """Note that this process takes requests; notes of processes that are gone are removed."""
    for old in (home / "run").glob(NOTE.format(pid="*")):
        if not Path("/proc", old.stem.partition("-")[2]).exists():
            old.unlink(missing_ok=True)
    (home / "run" / NOTE.format(pid=os.getpid())).write_text(json.dumps({"version": telepraxis.__version__}))


def version_served(home: Path, pid: int) -> str | None:
    """Return the version that this process serves, None before it does."""
    try:
        return json.loads((home / "run" / NOTE.format(pid=pid)).read_text())["version"]
    except (OSError, ValueError):
        return None
