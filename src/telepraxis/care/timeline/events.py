"""Facts of this room."""

from dataclasses import dataclass
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class ChartFellBehind(Fact):
    """More was written about a patient than whoever reads the chart should wait for."""

    patient_id: UUID
