"""Which of the concepts that fit is meant most likely."""

from dataclasses import dataclass
from functools import lru_cache
from math import log2

from telepraxis.registry.patients import names

from .meanings import meant_by
from .words import code_word, sound_of, words_of

LEAST = 0.3
COMMON = 0.06
SOUNDS_ALIKE = 0.5
SAME_MEANING = 0.75


@dataclass
class Ranked:
    """A concept that fits, as it was read; `score` and `also` are found out here."""

    system: str
    code: str
    display: str
    synonyms: list[str]
    own_words: list[str]
    is_common: bool
    times: int
    score: float = 0.0
    also: str = ""


def rank(concepts: list[Ranked], fragments: list[str]) -> list[Ranked]:
    """Return the concepts that the fragments may mean, the likeliest first, each with the words it was found by."""
    for concept in concepts:
        _score(concept, tuple(fragments))
    meant = [concept for concept in concepts if concept.score > LEAST]
    return sorted(meant, key=lambda each: (-each.score, len(each.display), each.display, each.code))


def _score(concept: Ranked, fragments: tuple[str, ...]) -> None:
    by_display = _fit(fragments, concept.display)
    others = [(_fit(fragments, text) - 0.02, text) for text in {*concept.synonyms, *concept.own_words}]
    by_other, other = max(others, default=(0.0, ""))
    together = " ".join([concept.display, *concept.synonyms, *concept.own_words])
    concept.score = max(by_display, by_other, 0.8 * _fit(fragments, together), _fit_code(fragments, concept.code))
    concept.also = other if by_other > by_display + 0.05 and by_other == concept.score else ""
    # What the practice keeps writing comes first, as long as it fits about as well.
    concept.score += COMMON * concept.is_common + (0.1 + min(0.2, 0.03 * log2(concept.times)) if concept.times else 0)


def _fit(fragments: tuple[str, ...], text: str) -> float:
    """Return how well the fragments name the text, up to 1.05: each takes the likest word that is not yet taken."""
    left = words_of(text)
    total, left_over = 0.0, len(left)
    for fragment in fragments:
        like, best = max([(likeness(fragment, word), word) for word in left], default=(0.0, ""))
        if like:
            total += like
            left.remove(best)
            left_over -= 1
    whole = 0.05 if not left_over and total == len(fragments) else 0.0  # these very words, and no others
    return total / len(fragments) + whole - 0.01 * min(left_over, 12)


def _fit_code(fragments: tuple[str, ...], code: str) -> float:
    word = code_word(code)
    if len(fragments) == 1 and len(fragments[0]) >= 2 and word.startswith(fragments[0]):
        return 0.8 + 0.2 * len(fragments[0]) / len(word)
    return 0.0


@lru_cache(maxsize=50_000)
def likeness(typed: str, word: str) -> float:
    """Return how well the fragment names the word, 1.0 the same, 0.0 not at all; what sounds alike counts half."""
    like = names.likeness(typed, word)
    if like < SAME_MEANING and word in meant_by(typed):
        return SAME_MEANING
    if like or len(typed) < 4 or typed.isdigit():
        return like
    sound = sound_of(typed)
    return SOUNDS_ALIKE + 0.1 * len(typed) / len(word) if len(sound) >= 3 and sound_of(word).startswith(sound) else 0.0
