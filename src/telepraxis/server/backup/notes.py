"""What each part of the backup last did, in a small file of the line's folder: doctor and operator page read them."""

import json
from datetime import UTC, datetime
from pathlib import Path

from telepraxis.server import private_files

from .places import Line, line_of

KINDS = ("backup", "stream", "proof", "offsite")


def note(line: Line, part: str, **said) -> None:
    """Remember what `part` did; `ok` False carries `why` and `next_step`. What went well last stays as `last_ok`."""
    before = read(line, part) or {}
    said = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **said}
    if said.get("ok"):
        said["last_ok"] = {name: value for name, value in said.items() if name != "last_ok"}
    elif "last_ok" in before:
        said["last_ok"] = before["last_ok"]
    private_files.write(line.folder / f"{part}.json", json.dumps(said, indent=1).encode())


def read(line: Line, kind: str) -> dict | None:
    try:
        return json.loads((line.folder / f"{kind}.json").read_text())
    except (OSError, ValueError):
        return None


def of_home(home: Path, backups: Path) -> dict[str, dict | None]:
    """Return {kind: note or None} of this data home."""
    line = line_of(home, backups)
    return {kind: read(line, kind) for kind in KINDS}
