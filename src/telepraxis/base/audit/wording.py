"""What an action code says to people. Each room names its own codes in its `audit_words.py`, read at start-up.

A code has two readings: to the patient, a sentence about {who} and "your"; to the office, what was done, without a
subject. A code about no patient has only the second.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Sentence:
    """The two readings of one code."""

    office: Words
    patient: Words = ""


_known: dict[str, Sentence] = {}
UNNAMED = Sentence(office=_("Did something that has no words yet"), patient=_("{who} worked with your record"))


def sentence(code: str, *, office: Words, patient: Words = "") -> None:
    """Give the code its words: `patient` has {who} in it, for example _("{who} read your notes").

    :raises ValueError: the patient's sentence names nobody.
    """
    if patient and "{who}" not in str(patient):
        raise ValueError(f"{code}: the sentence to the patient must say {{who}}")
    _known[code] = Sentence(office=office, patient=patient)


def words_of(code: str) -> Sentence:
    """Return the code's words; a code without words still says that somebody was there."""
    return _known.get(code, UNNAMED)


def codes() -> dict[str, Sentence]:
    """Return every code that has words."""
    return dict(_known)
