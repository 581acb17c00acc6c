"""What doctor and the operator page know about the certificate: one small JSON file beside it, holding no key."""

import json
from datetime import datetime
from pathlib import Path

from telepraxis.server import private_files

FILE = "state.json"


def write(home: Path, *, mode: str, certificate: Path | None, now: datetime, error: str = "", next_step: str = ""):
    """Note how pages are served and how the last attempt at a certificate ended; an empty error means well."""
    noted = {
        "mode": mode,
        "certificate": str(certificate) if certificate else None,
        "tried_at": now.isoformat(timespec="seconds"),
        "error": error,
        "next_step": next_step,
    }
    private_files.write(home / "tls" / FILE, json.dumps(noted, indent=1).encode())


def read(home: Path) -> dict | None:
    """Return the last note, or None before the first start."""
    try:
        return json.loads((home / "tls" / FILE).read_text())
    except (OSError, ValueError):
        return None
