"""The words by which a typed line is understood, a file for each language in `words/`.

A line may be in any of them, whatever the language of the page: who writes charts mixes them. Pure.
"""

import tomllib
from pathlib import Path

LANGUAGES = [tomllib.loads(path.read_text()) for path in sorted(Path(__file__).with_name("words").glob("*.toml"))]


def any_of(name: str) -> str:
    """Return a regular expression for whatever languages call it, the longest first."""
    pieces = [piece for language in LANGUAGES for piece in language[name]]
    return f"(?:{'|'.join(sorted(pieces, key=len, reverse=True))})"


def meanings(name: str) -> dict[str, str]:
    """Return {word of any language: what it means}."""
    return {word: meaning for language in LANGUAGES for word, meaning in language[name].items()}
