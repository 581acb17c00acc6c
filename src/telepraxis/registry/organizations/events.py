"""Facts of this room."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class OrganizationFounded(Fact):
    """A practice begins in this installation."""

    organization_id: UUID
    founded_at: datetime
