"""Facts that prescribing tells. Ids and times only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class PrescriptionSigned(Fact):
    """A prescription was signed and may be filled."""

    prescription: UUID
    patient: UUID
    author: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PrescriptionEnded(Fact):
    """A prescription, or one `line` of it, was `cancelled`, `expired`, `depleted` or `replaced`."""

    prescription: UUID
    patient: UUID
    line: UUID | None = None
    how: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MedicineRequested(Fact):
    """Somebody asked for a renewal, a change or a cancellation (`what`)."""

    request: UUID
    patient: UUID
    what: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MedicineRequestAnswered(Fact):
    """It was `approved`, `changed`, `denied` or `withdrawn`."""

    request: UUID
    patient: UUID
    what: str
    state: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MedicineHandedOut(Fact):
    """A pharmacy told that it handed a supply of a line out."""

    line: UUID
    fill: UUID
    patient: UUID
    at: datetime
