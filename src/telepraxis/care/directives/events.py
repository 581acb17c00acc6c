"""Facts that directives tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class DirectiveKept(Fact):
    """A directive was `proposed`, `added`, `confirmed`, `amended`, `reviewed`, `refused`, `withdrawn`, `replaced` or
    marked `in_error`. `directive` is the uid of the document's row.
    """

    patient: UUID
    directive: UUID
    act: str
    at: datetime
