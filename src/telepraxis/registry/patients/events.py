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
