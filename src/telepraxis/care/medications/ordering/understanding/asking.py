"""What whoever typed a line is told: what was taken for granted, what is missing, what may mean two things. Pure.

Sentences say what to type. They are in the language of the page.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TRAPS = {
    "trailing-zero": gettext_lazy(
        "“%(said)s” was read as %(value)s: a zero after the point is easily read as ten times as much."
    ),
    "no-leading-zero": gettext_lazy("“%(said)s” was read as %(value)s: write the zero before the point."),
    "thousands": gettext_lazy("“%(said)s” was read as %(value)s."),
}  # fmt: skip


@dataclass
class Told:
    """Sentences for the prescriber, gathered while the line is read; none is said twice."""

    assumed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)

    def assume(self, sentence: str) -> None:
        _once(self.assumed, sentence)

    def miss(self, sentence: str) -> None:
        _once(self.missing, sentence)

    def doubt(self, sentence: str) -> None:
        _once(self.ambiguous, sentence)


def _once(sentences: list[str], sentence: str) -> None:
    if sentence not in sentences:
        sentences.append(sentence)


def either(words: list[str]) -> str:
    """Return the words as a choice: 250 mg, 500 mg or 1 g."""
    if len(words) < 2:
        return "".join(words)
    return _("%(others)s or %(last)s") % {"others": ", ".join(words[:-1]), "last": words[-1]}
