"""Codes above and beneath others, in the code systems that are here."""

from functools import lru_cache

from .. import definitions, terminology


@lru_cache(512)
def below(system: str, code: str) -> tuple[str, ...] | None:
    """Return the code and all beneath it in its hierarchy; None where it is not known here."""
    return _related(system, code, ("equivalent", "subsumes"))


@lru_cache(512)
def above(system: str, code: str) -> tuple[str, ...] | None:
    """Return the code and all above it; None where it is not known here."""
    return _related(system, code, ("equivalent", "subsumed-by"))


def _related(system: str, code: str, how: tuple[str, ...]) -> tuple[str, ...] | None:
    if terminology.lookup(system, code) is None:
        return None
    concepts = definitions.terminology()["systems"][system]["concepts"]
    return tuple(row[0] for row in concepts if terminology.subsumes(system, code, row[0]) in how)
