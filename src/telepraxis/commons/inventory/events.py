"""Facts that this room tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class FiguresChanged(Fact):
    """Stock, price or visibility of a published item changed, or it is no longer published."""

    item: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LotRecalled(Fact):
    """A lot was recalled; `recalling.who_got` says whom it reached. `lot` is None where none of it was ever here."""

    recall: UUID
    item: UUID
    lot: UUID | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReservationEnded(Fact):
    """A reservation ended by itself: its time is over (`expired`), or its stock is gone (`broken`)."""

    reservation: UUID
    item: UUID
    reference_type: str
    reference_id: str
    how: str
    at: datetime
