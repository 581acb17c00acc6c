"""What the bearer of a token may do in one organization: the shape that the API asks and the apps' room fills."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from .actor import Actor


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an interaction with one resource type goes.

    `patients` are the uids of the charts within reach, None for every chart of the organization. `filters` are the
    search filters of the scopes that allow it, one tuple of (parameter, value) per scope: a resource is within reach
    when it meets one of them whole; an empty tuple among them, or none at all, sets no limit.
    """

    patients: frozenset[UUID] | None = None
    filters: tuple[tuple[tuple[str, str], ...], ...] = ()


class Grant(Protocol):
    """One token's rights, as of the moment it was looked up."""

    token_id: UUID
    actor: Actor
    client_name: str
    expires_at: datetime

    def reach(self, type: str, letter: str) -> Reach | None:
        """Return how far `letter` (c, r, u, d or s, as in SMART 2 scopes) goes for the resource type; None: nowhere."""
