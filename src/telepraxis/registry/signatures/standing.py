"""Whether a key could sign at a moment: retired and revoked ones still prove what is older than that. Pure.

A signature's own word on its moment is written by whoever holds the key. Where a key was stolen it proves nothing;
then only the organization's record of what it signed (`Signed`) does.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from .known import KnownKey
from .models import Key

SKEW = timedelta(minutes=5)  # by which two clocks may differ


class Standing(StrEnum):
    """How the key stood when it signed."""

    GOOD = "good"
    BEFORE_REVOCATION = "before_revocation"  # signed before the key was revoked
    REVOKED = "revoked"  # signed afterwards, or nobody can tell when
    RETIRED = "retired"  # signed after another key had taken its place

    @property
    def proves(self) -> bool:
        return self in (Standing.GOOD, Standing.BEFORE_REVOCATION)


def standing(key: KnownKey, *, signed_at: datetime, witnessed_at: datetime | None) -> Standing:
    """Return how the key stood at that moment, by our own record where that has one."""
    moment = witnessed_at or signed_at
    if key.revoked_at:
        stolen = key.revoked_why not in (Key.Why.LOST, Key.Why.REPLACED, Key.Why.CEASED)
        if moment > key.revoked_at or (stolen and witnessed_at is None):
            return Standing.REVOKED
    if key.retired_at and moment > key.retired_at + SKEW:
        return Standing.RETIRED
    return Standing.BEFORE_REVOCATION if key.revoked_at else Standing.GOOD
