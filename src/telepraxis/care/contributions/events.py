"""Facts that this room tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Fact):
    """The patient's side asked about an entry, or asked further."""

    question: UUID
    patient: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Fact):
    """A clinician answered; `texts` is the number of the answer."""

    question: UUID
    patient: UUID
    texts: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CorrectionDecided(Fact):
    """A request to correct an entry was accepted or declined."""

    correction: UUID
    patient: UUID
    at: datetime
