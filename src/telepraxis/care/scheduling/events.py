"""Facts that this room tells."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class AppointmentBooked(Fact):
    appointment_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class AppointmentMoved(Fact):
    appointment_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    starts_at: datetime
    sequence: int


@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(Fact):
    appointment_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    sequence: int


@dataclass(frozen=True, kw_only=True)
class PatientArrived(Fact):
    appointment_id: UUID
    patient_id: UUID
    practitioner_id: UUID


@dataclass(frozen=True, kw_only=True)
class OtherTimesOffered(Fact):
    """The practice cannot keep this appointment and has asked the patient to choose another time."""

    appointment_id: UUID
    patient_id: UUID
    sequence: int


@dataclass(frozen=True, kw_only=True)
class DayBlocked(Fact):
    practitioner_id: UUID
    day: date
