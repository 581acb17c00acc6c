"""Facts that the lists of the chart tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class EntryKept(Fact):
    """An entry of a list was `added`, `amended`, `ended`, `in_error`, or it is a statement that none is known.

    `entry` is the uid of the document's row; `kind` names the list.
    """

    patient: UUID
    entry: UUID
    kind: str
    act: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MedicinesReviewed(Fact):
    """Somebody went through all medicines together with the patient."""

    patient: UUID
    at: datetime
