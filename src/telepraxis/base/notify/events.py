"""What this room tells."""

from dataclasses import dataclass
from uuid import UUID

from telepraxis.base.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MailBounced(Fact):
    """A mail did not reach its reader: `state` is "refused" (at once) or "bounced" (it came back)."""

    mail_id: UUID
    patient_id: UUID | None
    state: str
