"""The words of a line, a file for each language in `words/`, as patterns that say what they found. Pure.

A line may mix the languages, whatever the language of the page: who prescribes mixes them.
"""

import re
import tomllib
import unicodedata
from functools import lru_cache
from itertools import count
from pathlib import Path

from .numbers import Reader

LANGUAGES = [tomllib.loads(path.read_text()) for path in sorted((Path(__file__).parent / "words").glob("*.toml"))]
SLOT = re.compile(r"\{([nab])\}")
LOOKS_LIKE = {"µ": "u", "μ": "u", "×": "x", "’": "'", "–": "-", "—": "-", "ñ": "n", "ß": "s", "æ": "e"}


def _joined(name: str) -> dict[str, str]:
    return {pattern: meaning for language in LANGUAGES for pattern, meaning in language.get(name, {}).items()}


def listed(name: str) -> list[str]:
    """Return the patterns of all languages under a name."""
    return [pattern for language in LANGUAGES for pattern in language.get(name, ())]


NUMBERS = Reader(_joined("number_words"))


def any_of(name: str) -> str:
    """Return one pattern for whatever the languages call it."""
    return f"(?:{'|'.join(sorted(listed(name), key=len, reverse=True))})"


def any_key(name: str) -> str:
    return f"(?:{'|'.join(sorted(_joined(name), key=len, reverse=True))})"


def bounded(pattern: str) -> str:
    """Return the pattern, to fit whole words and whole numbers only."""
    return rf"(?:(?<![a-z])|(?=\d))(?:{pattern})(?![a-z])(?!(?<=\d)\d)"


class Meanings:
    """What the words under a name mean; a pattern with {n} takes a number with it."""

    def __init__(self, name: str) -> None:
        table = _joined(name) | {_dotted(letters): meaning for letters, meaning in _letters(name).items()}
        ordered = sorted(table.items(), key=lambda each: len(each[0]), reverse=True)
        self.meanings = [meaning for _, meaning in ordered]
        parts = [f"(?P<k{place}>{_with_slots(pattern, place)})" for place, (pattern, _) in enumerate(ordered)]
        self.pattern = re.compile(bounded("|".join(parts)))
        named = [name for name in self.pattern.groupindex if name[0] != "k"]
        self.slots = {
            place: [name for name in named if name[1:].partition("_")[0] == str(place)] for place in range(len(ordered))
        }

    def match(self, folded: str, at: int) -> tuple[int, str, dict[str, str]] | None:
        """Return (end, meaning, {slot: text}) of what stands there, None if nothing of these does."""
        found = self.pattern.match(folded, at)
        if found is None or found.end() == at:
            return None
        place = int(found.lastgroup[1:])
        slots = {name[0]: found[name] for name in self.slots[place] if found[name]}
        return found.end(), self.meanings[place], slots

    def of(self, folded: str) -> str:
        """Return what a word means that stands alone."""
        found = self.match(folded, 0)
        return found[1] if found and found[0] == len(folded) else ""


def _letters(name: str) -> dict[str, str]:
    return {
        letters: meaning
        for language in LANGUAGES
        for letters, meaning in language.get("letters", {}).get(name, {}).items()
    }


def _dotted(letters: str) -> str:
    return r"\.?".join(letters) + r"\.?"


def _with_slots(pattern: str, place: int) -> str:
    """Return the pattern with groups in place of its slots: n numbers, a and b amounts with their unit."""
    amount = rf"{NUMBERS.pattern}(?: ?{any_key('units')})?"
    uses = count()

    def group(slot: re.Match) -> str:
        return f"(?P<{slot[1]}{place}_{next(uses)}>{NUMBERS.pattern if slot[1] == 'n' else amount})"

    return SLOT.sub(group, pattern)


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    if letter in LOOKS_LIKE:
        return LOOKS_LIKE[letter]
    if letter in "½¼¾⅓⅔":
        return letter
    return unicodedata.normalize("NFKD", letter.lower())[:1] or letter


def fold_evenly(text: str) -> str:
    """Return the text in lower case without accents, letter for letter, so that places in it are places in the text."""
    return text.lower() if text.isascii() else "".join(map(_folded_letter, text))
