"""What the demonstration says when it is open: the address, and one line per role to look in as."""

import json
from pathlib import Path

FILE = Path("run") / "demo-roles.json"


def lines(home: Path, url: str) -> list[str]:
    """Return the closing lines: a title and address per role, as the preparation noted them."""
    try:
        roles = json.loads((home / FILE).read_text())
    except (OSError, ValueError):
        roles = []
    width = max((len(role["label"]) for role in roles), default=0)
    return [f"Ready: {url}", *(f"  {role['label']:<{width}}  {url}{role['path']}" for role in roles)]
