"""Facts of this room."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class PatientRegistered(Fact):
    """A record begins here."""

    patient_id: UUID
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class PatientAmended(Fact):
    """Name, contacts or another detail changed."""

    patient_id: UUID
    amended_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProxyRevoked(Fact):
    """Somebody may act for the patient no more."""

    patient_id: UUID
    account_id: UUID
    revoked_at: datetime


@dataclass(frozen=True, kw_only=True)
class PatientsMerged(Fact):
    """Two records are one person's: what hangs on the retired one belongs to the survivor's chart."""

    survivor_id: UUID
    retired_id: UUID
    merged_at: datetime


@dataclass(frozen=True, kw_only=True)
class PatientsParted(Fact):
    """They were two persons after all: each record stands for itself again."""

    survivor_id: UUID
    retired_id: UUID
    parted_at: datetime
