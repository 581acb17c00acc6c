"""Whether two folders of a way out hold the same: what went, and what came out at the other end again."""

import hashlib
import json
from collections import Counter
from pathlib import Path

OF_THE_WAY_ITSELF = ("exchange.way_out", "exchange.way_in", "accounts.invited")


def differences(one: Path, other: Path) -> list[str]:
    """Return what is in one and not in the other, a line each; nothing where all is the same."""
    found = (
        [] if _text(one, "organization.json") == _text(other, "organization.json") else ["organization.json differs"]
    )
    for name in sorted({*_listed(one), *_listed(other)}):
        found += _differing_lines(name, one / name, other / name)
    ours, theirs = _contents(one), _contents(other)
    found += [f"files: {digest}" for digest in sorted(ours.items() ^ theirs.items())]
    return found


def _text(folder: Path, name: str) -> str:
    return (folder / name).read_text()


def _listed(folder: Path) -> list[str]:
    return [file["name"] for file in json.loads(_text(folder, "manifest.json"))["files"]]


def _differing_lines(name: str, one: Path, other: Path) -> list[str]:
    ours, theirs = _counted(name, one), _counted(name, other)
    return [f"{name}: {count} more {side}" for side, count in (
        ("before", (ours - theirs).total()), ("after", (theirs - ours).total())) if count]  # fmt: skip


def _counted(name: str, path: Path) -> Counter:
    """Return how often each line is there, by its mark: a folder may be larger than memory."""
    if not path.exists():
        return Counter()
    with path.open(encoding="utf-8", newline="\n") as file:
        return Counter(hashlib.blake2b(line.encode(), digest_size=12).digest() for line in file if _counts(name, line))


def _counts(name: str, line: str) -> bool:
    """The way itself leaves audit rows on both sides, each its own."""
    if not name.endswith("audit_auditevent.jsonl"):
        return True
    return json.loads(line)["action"] not in OF_THE_WAY_ITSELF


def _contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "files").glob("*")}
