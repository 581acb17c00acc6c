"""Facts that this room tells. Ids, codes and times only.

Those of a claim are the pharmacy's, where money is owed; `OrderChanged` is told where it was prescribed.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class ClaimAccepted(Fact):
    """The pharmacy gets it ready and the price is agreed: `paying.owed(claim)` says what for each line.

    Told again with each line that is agreed upon later, for example one that was missing first.
    """

    claim: UUID
    patient: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LineWithdrawn(Fact):
    """Nobody owes for (the rest of) this line any more: given back, missing after all, moved, never picked up (`why`).

    What was handed out of it stays owed: `paying.owed(claim)` says how much.
    """

    claim: UUID
    claim_line: UUID
    patient: UUID
    why: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ClaimWithdrawn(Fact):
    """Nothing of a claim was handed out, and nothing will be."""

    claim: UUID
    patient: UUID
    why: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class HandedOut(Fact):
    """Something of a line went over the counter."""

    claim: UUID
    claim_line: UUID
    handout: UUID
    patient: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ClaimChanged(Fact):
    """Something of a claim is not as it was: for whoever shows it."""

    claim: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderChanged(Fact):
    """How far an order got, or its price, is not as it was; `state` is Order.State."""

    order: UUID
    patient: UUID
    state: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RemarkWritten(Fact):
    """The other side has said something."""

    remark: UUID
    patient: UUID
    at: datetime
