"""Facts that the chart tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class NoteSigned(Fact):
    """A visit's note was signed and locked."""

    visit: UUID
    patient: UUID
    composition: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AddendumSigned(Fact):
    """Something was added to a signed note."""

    visit: UUID
    patient: UUID
    composition: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class SummaryWritten(Fact):
    """The patient can read what was agreed."""

    visit: UUID
    patient: UUID
    composition: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class NoteCountersigned(Fact):
    """The supervisor signed the note beside its author."""

    visit: UUID
    patient: UUID
    composition: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class NoteReturned(Fact):
    """The supervisor returned the note to its author with a remark."""

    visit: UUID
    patient: UUID
    author: UUID
    at: datetime
