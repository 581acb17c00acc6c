"""Facts of this room."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Fact):
    """A person proved a new e-mail address. Told in each organization of theirs; `patient_id` is who they are there."""

    account_id: UUID
    patient_id: UUID | None
    before: str
    after: str
    changed_at: datetime
