"""The page that verifies without a network: one file with its script, its styles and the keys it trusts.

It is allowed to reach nothing at all, by a policy that it carries itself.
"""

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from telepraxis.base.ui import built

from .words import page_words

NAME = "verify-prescriptions.html"
ICONS = ("alert", "camera", "check", "check-circle", "download", "image", "info", "key", "plus")  # {# icons: … #} below
SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)".*?</symbol>', re.S)


@dataclass(frozen=True)
class OfflinePage:
    """The file, and the policy that a server should repeat in its header."""

    html: str
    policy: str


def render(key_sets: list[dict]) -> OfflinePage:
    """Return the page in the language of the moment, with these published key sets in it.

    :raises built.NotBuilt: the front end has not been built.
    """
    script, style = _built("signatures/verifier"), _built("app.css")
    policy = "; ".join(
        [
            "default-src 'none'", f"script-src {_hashed(script)}", f"style-src {_hashed(style)}",
            "img-src blob: data:", "media-src blob: mediastream:", "base-uri 'none'", "form-action 'none'",
        ]
    )  # fmt: skip
    said = {
        "script": script, "style": style, "policy": policy, "symbols": _symbols(), "key_sets": key_sets,
        "words": page_words(), "language": get_language(), "languages": settings.LANGUAGES,
    }  # fmt: skip
    return OfflinePage(render_to_string("signatures/verifier.html", said), policy)


def _built(name: str) -> str:
    return _read(built.FOLDER / built.manifest()[name]) if name in built.manifest() else _missing(name)


def _missing(name: str) -> str:
    raise built.NotBuilt(f'no "{name}" in the build: run bin/build-frontend')


@cache
def _read(path: Path) -> str:
    """The name carries the hash of what stands in it."""
    return path.read_text()


def _hashed(content: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _symbols() -> str:
    sprite = _built("icons.svg")
    return "".join(found[0] for found in SYMBOL.finditer(sprite) if found[1] in ICONS)
