"""What the operator page and doctor know about the processes: one JSON file in the data home."""

import json
import os
from pathlib import Path

from telepraxis.server import private_files

FILE = Path("run") / "status.json"


def write(home: Path, noted: dict) -> None:
    private_files.write(home / FILE, json.dumps(noted, indent=1).encode())


def status(home: Path) -> dict | None:
    """Return the last note of the supervisor, or None before the first start.

    Keys: `supervisor` {pid, alive, started_at, version, mode, url} and `processes`, a list of {name, state, pid,
    started_at, restarts, last_exit}. `state` is starting, running, waiting or stopped; `last_exit` is None or
    {at, why, said, next_step}.
    """
    try:
        noted = json.loads((home / FILE).read_text())
    except (OSError, ValueError):
        return None
    noted["supervisor"]["alive"] = _is_alive(noted["supervisor"]["pid"])
    if not noted["supervisor"]["alive"]:
        for process in noted["processes"]:
            process["state"], process["pid"] = "stopped", None
    return noted


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
