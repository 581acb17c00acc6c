"""The rule on passwords beyond length: not one that everybody's list already holds.

Most lists of breached passwords are of short ones; of those with 15 characters or more, the common ones are short
words repeated, rows of keys, well-known phrases, and the person's own name. `well_known_passwords.txt` holds the
phrases; the rest is recognized.
"""

import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ROWS = ("qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "abcdefghijklmnopqrstuvwxyz", "01234567890")
OWN_WORDS = {"telepraxis", "password", "passwort", "contrasena", "senha", "clinic", "doctor", "hospital", "welcome"}


class NotWellKnown:
    """Refuse passwords that are on everybody's list."""

    def validate(self, password: str, user=None) -> None:
        """Pass, or say that the password is easily guessed.

        :raises ValidationError: it is.
        """
        bare = _bare(password)
        if bare in _well_known() or _is_row(bare) or _is_repetition(bare) or _is_only(bare, _own_words(user)):
            raise ValidationError(
                _("This password is easily guessed. Four or five unrelated words make a good one."), code="well_known"
            )

    def get_help_text(self) -> str:
        return _("Four or five unrelated words make a good password.")


def _bare(password: str) -> str:
    """Return the password without what people add at the end, and without the usual letter swaps."""
    swapped = password.lower().translate(str.maketrans("@4310$5!7", "aaeiossit"))
    return re.sub(r"[^a-z]+", "", swapped) or re.sub(r"\D", "", password)


def _is_row(bare: str) -> bool:
    return any(bare[:8] in row or bare[:8] in row[::-1] for row in ROWS) and len(set(bare)) < 27


def _is_repetition(bare: str) -> bool:
    return len(set(bare)) <= 4 or re.fullmatch(r"(.{1,8})\1+.{0,3}", bare) is not None


def _is_only(bare: str, words: set[str]) -> bool:
    """Tell whether nothing of substance is left once these words are taken out."""
    for word in sorted(words, key=len, reverse=True):
        bare = bare.replace(word, "")
    return len(bare) < 5


def _own_words(user) -> set[str]:
    said = f"{getattr(user, 'name', '')} {getattr(user, 'email', '')}".lower()
    return OWN_WORDS | {word for word in re.split(r"[^a-z]+", said) if len(word) >= 3}


@cache
def _well_known() -> frozenset[str]:
    lines = (Path(__file__).parent / "well_known_passwords.txt").read_text().split("\n")
    return frozenset(_bare(line) for line in lines if line)
