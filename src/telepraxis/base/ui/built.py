"""Addresses of what the front-end build made."""

import json
from pathlib import Path

from django.conf import settings

FOLDER = Path(__file__).parent / "static" / "ui" / "built"
_manifest: tuple[float, dict[str, str]] = (0.0, {})


class NotBuilt(Exception):
    """The front end has not been built, or has no part of this name: run bin/build-frontend."""


def manifest() -> dict[str, str]:
    """Name to file name, read again when a new build has been made."""
    global _manifest
    path = FOLDER / "manifest.json"
    try:
        changed_at = path.stat().st_mtime
        if changed_at != _manifest[0]:
            _manifest = (changed_at, json.loads(path.read_text()))
    except FileNotFoundError:
        raise NotBuilt("run bin/build-frontend") from None
    return _manifest[1]


def address(name: str) -> str:
    """Address of "app.css", "app.js", "first.js", "icons.svg" or an island such as "telehealth/call".

    :raises NotBuilt: the build knows no such part.
    """
    try:
        # The name carries its hash already, so it needs no second one from the static-files storage.
        return f"{settings.STATIC_URL}ui/built/{manifest()[name]}"
    except KeyError:
        raise NotBuilt(f'no "{name}" in the build: run bin/build-frontend') from None
