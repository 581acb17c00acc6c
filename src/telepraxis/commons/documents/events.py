"""Facts that files tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class FileKept(Fact):
    """A file or picture came into the patient's record."""

    patient: UUID
    document: UUID
    encounter: UUID | None
    by_patient: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class FileTakenOut(Fact):
    """A file was marked as entered in error: it is shown to nobody any more."""

    patient: UUID
    document: UUID
    at: datetime
