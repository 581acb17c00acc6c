"""Facts that measurements tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class MeasurementsTaken(Fact):
    """So many values were measured of the patient, in a visit or (None) outside of one, by their own side or not."""

    patient: UUID
    visit: UUID | None
    count: int
    by_patient: bool
    at: datetime
