"""What the rooms above hear of messages."""

from dataclasses import dataclass
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class MessageArrived(Fact):
    """A message is here: `message` is the row's id, `kind` says whose it is to act on ("pharmacy.order")."""

    message: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class MessageUndelivered(Fact):
    """A message was given up, or refused by its receiver. What waits behind it in the thread waits on."""

    message: UUID
    kind: str
