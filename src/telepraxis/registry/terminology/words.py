"""How medical words are compared: folded, forgiving a slip of the finger, and spelt as they sound.

A word is found by its traces (`registry.patients.names`): itself, and itself with one letter taken out. One trace more
is how it sounds, so that "hemoroids", "numonia" and a British "anaemia" find what is meant.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from telepraxis.registry.patients import names

SMALL = frozenset("a al and con de del due el en in la las los of or por the to un una with without y".split())
LONGEST = 60  # letters of a word that is kept
SOUND = "~"
CODE = re.compile(r"[a-z][0-9a-z]{2}\.[0-9a-z]{0,4}|\d+(?:[.-]\d+)+")
# In this order: what is heard alike is written alike.
ALIKE = (
    ("^ps", "s"), ("^pn", "n"), ("^kn", "n"), ("sth", "s"), ("sc(?=[eiy])", "s"), ("[cx]z", "ks"),
    ("xc", "ks"), ("x", "ks"), ("ph", "f"), ("[oa]e", "e"), ("eu", "u"), ("our", "or"), ("c(?=[eiy])", "s"),
    ("qu?", "k"), ("c", "k"), ("z", "s"), ("[yj]", "i"), ("h", ""), ("ti(?=o)|si(?=o)|sk?i(?=o)|su(?=n)|si(?=u)", "s"),
)  # fmt: skip
SOUNDS = tuple((re.compile(written), heard) for written, heard in ALIKE)
DOUBLED = re.compile(r"(.)\1+")


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in their order."""
    return [word[:LONGEST] for word in names.words_of(text)]


def code_word(code: str) -> str:
    """Return the one word that a code is found by: `E11.9` is `e119`."""
    return "".join(letter for letter in names.fold(code) if letter.isalnum())[:LONGEST]


def fragments_of(typed: str) -> list[str]:
    """Return what somebody typed as folded words; a code stays whole. Small words count only where nothing else is."""
    found: list[str] = []
    for piece in names.fold(typed).split():
        found += [code_word(piece)] if CODE.fullmatch(piece) else words_of(piece)
    return [word for word in found if word not in SMALL] or found


def searched(texts: Iterable[str], code: str) -> set[str]:
    """Return every word that a concept with these texts is found by."""
    return {word for text in texts for word in words_of(text)} | {code_word(code)} - {""}


def traces_of(word: str) -> set[str]:
    """Return the traces of a word; a number or a short word has itself alone, and finds itself by its beginning."""
    if len(word) < 3 or not word.isalpha():
        return set()
    return names.traces_of(word) | {SOUND + sound_of(word)}


@lru_cache(maxsize=50_000)  # asked for the same typed word once for each word that it may mean
def sound_of(word: str) -> str:
    """Return the word as it sounds, roughly, to English and Spanish ears: `haemorrhoids` is `emoroids`."""
    for written, heard in SOUNDS:
        word = written.sub(heard, word)
    return DOUBLED.sub(r"\1", word)
