"""From the words of pages to suggestions: which pages belong together, whom they are about, what they are and say.

Nothing here writes, reads a database or knows the clock; the same words always give the same suggestions, each with
the words it stands on. Nothing is filed by it: a person confirms.
Doors: `split`, `candidates_for_search`, `suggest`; `wording.sentence` says a reason in the reader's language.
"""

from .shapes import Document, Known, Perhaps, Reason, Suggestion, Value
from .splitting import split
from .suggesting import candidates_for_search, suggest

__all__ = ["Document", "Known", "Perhaps", "Reason", "Suggestion", "Value", "candidates_for_search", "split", "suggest"]
