"""The mail sink of a demonstration: takes every mail, delivers none, and shows them at `/demo/inbox/`.

Doors: `Sink` (starts and stops one; tests use it too), `letters`, `letter`.
"""

from .letters import Letter, NoSuchLetter, letter, letters
from .sink import Sink

__all__ = ["Letter", "NoSuchLetter", "Sink", "letter", "letters"]
