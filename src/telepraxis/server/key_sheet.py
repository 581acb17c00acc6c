"""The key sheet: the keys on paper, and back from paper. Each line carries a check, so that a slip is found.

A sheet is text; `printed` puts it on a page with a QR code of the same text. A copy of keys.json reads as well.
"""

import base64
import hashlib
import hmac
import html
import io
import json
import re
from datetime import datetime
from pathlib import Path

from telepraxis.server import keys, private_files
from telepraxis.server.keys import KeysUnusable

HEAD = "Telepraxis key sheet 1"
PRINTED = "key-sheet.json"
PER_LINE = 24
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Telepraxis key sheet</title>
<style>body {{ font: 14px/1.5 monospace; margin: 2cm }} pre {{ font: inherit }} svg {{ width: 9cm }}</style>
<h1>Key sheet</h1>
<p>Whoever holds this page and a backup reads everything. Keep it in a safe, apart from the backups, and print it anew
after each rotation.</p>
<pre>{text}</pre>
{picture}</html>
"""
_KEY = re.compile(r"^\[(\w+)\] (\S+), made (\S+)$")
_LINE = re.compile(r"^\s*(\d+)\s+([A-Za-z0-9 ]+?)\s+/\s*(\w\w)$")


def text_of(rings: dict[str, list[dict]], *, now: datetime) -> str:
    """Return the sheet."""
    lines = [f"{HEAD}, printed {now:%Y-%m-%d %H:%M} UTC", ""]
    for ring, entries in rings.items():
        for entry in entries:
            lines += [f"[{ring}] {entry['id']}, made {entry['made_at']}", *_spelled(entry["secret"]), ""]
    return "\n".join([*lines, f"{sum(len(entries) for entries in rings.values())} keys."]) + "\n"


def read(path: Path) -> dict[str, list[dict]]:
    """Return the rings of a sheet, a printed page, or a copy of keys.json.

    :raises KeysUnusable: it is none of them, or a line does not add up.
    """
    try:
        text = path.read_text()
    except (OSError, ValueError) as problem:
        raise KeysUnusable(f"The key sheet {path} cannot be read: {problem}.") from None
    if text.lstrip().startswith("{"):
        return keys.understood(text, where=str(path))
    if "<pre>" in text:
        text = html.unescape(text.partition("<pre>")[2].partition("</pre>")[0])
    if HEAD not in text:
        raise KeysUnusable(f"{path} is no key sheet. It begins with {HEAD!r}; a copy of keys.json will do too.")
    rings = _read_lines(text, path)
    said = re.search(r"^(\d+) keys\.$", text, re.MULTILINE)
    if not said or int(said[1]) != sum(len(entries) for entries in rings.values()):
        raise KeysUnusable(f"{path} is not the whole key sheet: keys are missing. Take all its pages.")
    return keys.understood(json.dumps({"rings": rings}), where=str(path))


def printed(text: str) -> str:
    """Return a page to print: the sheet, and a QR code of it."""
    import segno

    picture = io.BytesIO()
    segno.make(text, error="l").save(picture, kind="svg", scale=3, xmldecl=False, svgns=True)
    return PAGE.format(text=html.escape(text), picture=picture.getvalue().decode())


def write(key_file: Path, to: Path, *, now: datetime) -> None:
    """Write the sheet for its owner alone, as a page to print where the name ends in .html; note that it was made."""
    rings = keys.rings(key_file)
    text = text_of(rings, now=now)
    private_files.write(to, (printed(text) if to.suffix == ".html" else text).encode())
    noted = {"at": now.isoformat(timespec="seconds"), "keys": sorted(fingerprints(rings, *rings).values())}
    private_files.write(key_file.parent / PRINTED, json.dumps(noted).encode())


def is_of_now(key_file: Path) -> bool:
    """Whether the sheet last made holds every key of now."""
    try:
        noted = json.loads((key_file.parent / PRINTED).read_text())["keys"]
    except (OSError, ValueError, KeyError):
        return False
    rings = keys.rings(key_file)
    return set(fingerprints(rings, *rings).values()) <= set(noted)


def fingerprints(rings: dict[str, list[dict]], *names: str) -> dict[str, str]:
    """Return {"ring id": fingerprint}: it tells two keys apart and nothing about either."""
    return {
        f"{ring} {entry['id']}": hmac.new(
            entry["secret"].encode(), b"telepraxis key fingerprint", hashlib.sha256
        ).hexdigest()[:16]
        for ring in names
        for entry in rings.get(ring, [])
    }


def _spelled(secret: str) -> list[str]:
    spelled = base64.b32encode(secret.encode()).decode().rstrip("=")
    parts = [spelled[at : at + PER_LINE] for at in range(0, len(spelled), PER_LINE)]
    return [
        f"  {number} {' '.join(part[at : at + 4] for at in range(0, len(part), 4))} / {_check(number, part)}"
        for number, part in enumerate(parts, 1)
    ]


def _read_lines(text: str, path: Path) -> dict[str, list[dict]]:
    rings: dict[str, list[dict]] = {}
    entry: dict = {}
    for line in text.splitlines():
        if found := _KEY.match(line.strip()):
            entry = {"id": found[2], "made_at": found[3], "spelled": "", "lines": 0}
            rings.setdefault(found[1], []).append(entry)
        elif (found := _LINE.match(line)) and entry:
            number, part = int(found[1]), _as_meant(found[2])
            if number != entry["lines"] + 1 or _check(number, part) != _as_meant(found[3]):
                raise KeysUnusable(f"{path}: line {number} of key {entry['id']} does not add up. Compare it letter by "
                                   "letter with the paper.")  # fmt: skip
            entry["spelled"] += part
            entry["lines"] = number
    for entries in rings.values():
        for entry in entries:
            spelled = entry.pop("spelled")
            entry.pop("lines")
            try:
                entry["secret"] = base64.b32decode(spelled + "=" * (-len(spelled) % 8)).decode()
            except ValueError:
                raise KeysUnusable(f"{path}: key {entry['id']} is cut short. Type its last lines too.") from None
    return rings


def _as_meant(typed: str) -> str:
    """Read what a hand wrote: no spaces, capitals, and the letters that look like the digits we never use."""
    return typed.replace(" ", "").upper().translate(str.maketrans("018", "OIB"))


def _check(number: int, part: str) -> str:
    return base64.b32encode(hashlib.sha256(f"{number} {part}".encode()).digest()).decode()[:2]
