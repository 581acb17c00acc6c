"""Facts that a visit tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class PatientWaiting(Fact):
    """The patient sits in the waiting room."""

    visit: UUID
    patient: UUID
    practitioner: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PatientRoomed(Fact):
    """A nurse has prepared the patient, who now waits for the clinician."""

    visit: UUID
    patient: UUID
    practitioner: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class VisitAdmitted(Fact):
    """Patient and clinician have met; the encounter is in progress."""

    visit: UUID
    patient: UUID
    practitioner: UUID
    encounter: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class VisitFinished(Fact):
    """The visit has ended."""

    visit: UUID
    patient: UUID
    practitioner: UUID
    encounter: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class VisitCorrected(Fact):
    """Times of an ended visit were put right."""

    visit: UUID
    encounter: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class VisitTakenOver(Fact):
    """A colleague treats instead of the clinician before. Both are practitioners."""

    visit: UUID
    patient: UUID
    taken_from: UUID
    taken_by: UUID
    at: datetime
