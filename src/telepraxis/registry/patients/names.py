"""How names are compared: folded to plain letters, forgiving one slip of the finger.

Two words within one edit of each other always share a *trace*: the word itself or the word with one letter
taken out. So words that look alike are found by equality and prefix alone, which row-level security leaves fast.
"""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and a mark.
UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ĸ": "k"}
)
NO_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
WORD = re.compile(r"[^\W_]+")
# Small words inside names: too common to search by.
PARTICLES = frozenset("da das de del der des di do dos du e el la las le los van von y zu zum zur".split())


def fold(text: str) -> str:
    """Return the text in lower case without accents: `Łukasz Peña` becomes `lukasz pena`."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(UNDECOMPOSED))
    if apart.isascii():
        return apart
    return "".join([letter for letter in apart if not unicodedata.combining(letter)]).translate(UNDECOMPOSED)


def words_of(name: str) -> list[str]:
    """Return the folded words of a name in their order; an apostrophe joins (`O'Neill`), a hyphen parts."""
    return WORD.findall(fold(name.translate(NO_APOSTROPHES)))


def traces_of(word: str) -> set[str]:
    """Return the word and every spelling of it with one letter taken out (short words: the word alone)."""
    if len(word) < 3:
        return {word}
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


@lru_cache(maxsize=30_000)
def likeness(typed: str, word: str) -> float:
    """Return how well the typed fragment names the word: 1.0 the same, 0.0 not at all.

    A beginning counts more the more of the word was typed; one wrong, missing, added or swapped letter is forgiven.
    """
    if typed == word:
        return 1.0
    share = min(1.0, len(typed) / len(word))
    if word.startswith(typed):
        return 0.7 + 0.25 * share
    if len(typed) >= 3 and one_edit_apart(typed, word):
        return 0.85 if len(typed) >= 5 else 0.75
    if len(typed) >= 4 and one_edit_from_beginning(typed, word):
        return 0.55 + 0.25 * share
    return 0.0


def one_edit_apart(a: str, b: str) -> bool:
    """Return whether one letter changed, added, left out or swapped with its neighbour makes a into b."""
    at = _first_difference(a, b)
    return (
        a[at + 1 :] == b[at + 1 :]
        or a[at:] == b[at + 1 :]
        or a[at + 1 :] == b[at:]
        or (a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :])
    )


def one_edit_from_beginning(typed: str, word: str) -> bool:
    """Return whether one edit makes the typed fragment a beginning of the word."""
    at = _first_difference(typed, word)
    return (
        word[at + 1 :].startswith(typed[at + 1 :])
        or word[at + 1 :].startswith(typed[at:])
        or word[at:].startswith(typed[at + 1 :])
        or (typed[at : at + 2] == word[at : at + 2][::-1] and word[at + 2 :].startswith(typed[at + 2 :]))
    )


def _first_difference(a: str, b: str) -> int:
    place = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        place += 1
    return place


def same_person_by_name(one: str, other: str) -> float:
    """Return how alike two whole names are, 0.0 to 1.0, whatever the order of their words.

    Each word of the shorter name is held against its best partner in the longer one.
    """
    shorter, longer = sorted(([w for w in words_of(name) if w not in PARTICLES] for name in (one, other)), key=len)
    if not shorter:
        return 0.0
    return sum(_best_partner(word, longer) for word in shorter) / len(shorter)


def _best_partner(word: str, others: list[str]) -> float:
    return max((max(likeness(word, other), likeness(other, word)) for other in others), default=0.0)
