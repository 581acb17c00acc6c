"""Pages of forms: the list of them, and the builder."""

from .builder import edit, publish, try_out
from .listing import begin, bring_in, duplicate, every_form, export, instrument, new_version, retire, throw_away

__all__ = [
    "begin",
    "bring_in",
    "duplicate",
    "edit",
    "every_form",
    "export",
    "instrument",
    "new_version",
    "publish",
    "retire",
    "throw_away",
    "try_out",
]
