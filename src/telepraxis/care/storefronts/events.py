"""Facts that this room tells."""

from dataclasses import dataclass
from datetime import datetime

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class StorefrontChanged(Fact):
    """The served organization said something else of itself as a pharmacy, began or ended to publish it."""

    at: datetime
