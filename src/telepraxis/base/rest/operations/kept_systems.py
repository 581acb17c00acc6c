"""Code systems that a room above keeps in tables of its own: its `ready` calls `learn`."""

from collections.abc import Callable
from dataclasses import dataclass

from telepraxis.base.fhir.terminology import Answer, Concept


@dataclass(frozen=True, slots=True)
class Kept:
    """A code system that is kept, and the words for the code asked for, its display first; none for an unknown code.

    `is_whole` is true where a code that is not here is no code of the system.
    """

    title: str
    version: str
    is_whole: bool
    words: tuple[str, ...] = ()


LookUp = Callable[[str, str], Kept | None]  # of (system, code); None where the system is not kept
_ways: list[LookUp] = []


def learn(look_up: LookUp) -> None:
    """Add a way to look codes up."""
    _ways.append(look_up)


def looked_up(system: str, code: str) -> Kept | None:
    """Return what is kept of the system and the code, None where no room keeps the system."""
    return next((kept for look_up in _ways if (kept := look_up(system, code)) is not None), None)


def validated(system: str, code: str, display: str) -> Answer | None:
    """Say whether the code belongs to the system, None where no room keeps it. Any of its words does as a display."""
    kept = looked_up(system, code)
    if kept is None:
        return None
    if not kept.words and not kept.is_whole:
        return Answer(None, None, "Only a part of this code system is here, and the code is not in it.")
    if not kept.words:
        return Answer(False, None, "The code is not in this code system.")
    concept = Concept(system, code, kept.words[0])
    if display and display.casefold() not in {word.casefold() for word in kept.words}:
        return Answer(False, concept, f"The display of this code is '{concept.display}'.")
    return Answer(True, concept)
