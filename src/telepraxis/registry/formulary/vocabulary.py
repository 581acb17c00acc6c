"""Our own words for substances, kept in memory: names, synonyms, brands, Spanish, classes, what they are for.

A medicine bears its substances among its words; a typed word is looked up here first and asks for the substances it may
mean. So a catalogue with a hundred thousand products knows our words without holding them, and learns new ones by an
upgrade alone.
"""

from dataclasses import dataclass
from functools import lru_cache

from telepraxis.registry.terminology import words
from telepraxis.registry.terminology.meanings import meant_by
from telepraxis.registry.terminology.ranking import likeness

from .substances import classes, indications, known, substances

LEAST_LIKE = 0.5


@dataclass(frozen=True)
class Known:
    """The words of one substance: of its names, of each class, and of each indication with place and routes."""

    names: frozenset[str]
    classes: tuple[frozenset[str], ...]
    indications: tuple[tuple[frozenset[str], int, tuple[str, ...]], ...]
    place: int = 0  # the best it has among the choices for anything


@lru_cache(maxsize=20_000)
def known_of(slug: str) -> Known:
    """Return our words for a substance; one that only a loaded catalogue names has its slug's alone."""
    found = known(slug)
    if found is None:
        return Known(_words(slug), (), ())
    names = (found.name, found.slug, *found.synonyms, *found.spanish, *found.brands)
    of_classes = [classes()[key] for key in found.classes]
    return Known(
        _words(*names),
        tuple(_words(text) for each in of_classes for text in (each.name, *each.words)),
        tuple(
            (_words(text), each.substances.index(slug), each.routes)
            for each in indications().values()
            if slug in each.substances
            for text in (each.name, *each.words)
        ),
        min((each.substances.index(slug) for each in indications().values() if slug in each.substances), default=9),
    )


def meaning(fragment: str) -> frozenset[str]:
    """Return the slugs of the substances that a typed fragment may name, belong with or ask for."""
    return _meaning(fragment)


@lru_cache(maxsize=5_000)
def _meaning(fragment: str) -> frozenset[str]:
    bearers, traces = _bearers(), _traces()
    met = {word for word in bearers if word.startswith(fragment)} if len(fragment) > 1 else {fragment} & set(bearers)
    if len(fragment) >= 4 and fragment.isalpha():
        near = {word for trace in words.traces_of(fragment) for word in traces.get(trace, ())}
        met |= {word for word in near if likeness(fragment, word) >= LEAST_LIKE}
    met |= meant_by(fragment) & set(bearers)
    return frozenset(slug for word in met for slug in bearers[word])


@lru_cache(maxsize=1)
def _bearers() -> dict[str, tuple[str, ...]]:
    """Return which substances bear each word."""
    found: dict[str, set[str]] = {}
    for slug in substances():
        mine = known_of(slug)
        parts = (mine.names, *mine.classes, *(part for part, *_ in mine.indications))
        for word in {word for part in parts for word in part}:
            found.setdefault(word, set()).add(slug)
    return {word: tuple(sorted(slugs)) for word, slugs in found.items()}


@lru_cache(maxsize=1)
def _traces() -> dict[str, set[str]]:
    """Return the words under each trace; beginnings too, so that a slip in half a word is forgiven."""
    found: dict[str, set[str]] = {}
    for word in _bearers():
        for beginning in {word[:length] for length in range(4, len(word) + 1)}:
            for trace in words.traces_of(beginning):
                found.setdefault(trace, set()).add(word)
    return found


def _words(*texts: str) -> frozenset[str]:
    met = [word for text in texts for word in words.words_of(text)]
    return frozenset([word for word in met if word not in words.SMALL] or met)
