"""Facts that scanning tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class PaperFiled(Fact):
    """Paper became a document of a patient's record, with so many values taken over from it."""

    patient: UUID
    document: UUID
    values: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PaperTakenOut(Fact):
    """Paper was filed to the wrong patient, or wrongly, and was taken out of the record with its values."""

    patient: UUID
    document: UUID
    at: datetime
