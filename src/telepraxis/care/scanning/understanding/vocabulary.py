"""The small tables of this package: labels, headings, types of documents, analytes; each read once."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def _read(name: str) -> dict:
    with (Path(__file__).parent / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def table(name: str) -> tuple[dict, ...]:
    """Return the rows of `types.toml` for "type", of `analytes.toml` for "analyte"."""
    return tuple(_read(f"{name}s")[name])


def phrases(name: str) -> dict[str, list[str]]:
    """Return the phrases of `labels.toml` or `headings.toml` by what they mean."""
    return {meaning: row["phrases"] for meaning, row in _read(name).items()}
