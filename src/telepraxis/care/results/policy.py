"""What the practice has settled: how soon a result must be looked at, when it is old, when a patient sees it."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import Policy, Release, Urgency
from .permissions import may_settle

GRACE = timedelta(days=1)  # past its time, before everybody hears of it; of a critical one as long as its time


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The practice's own numbers, or the house's."""

    critical_minutes: int = 60
    abnormal_days: int = 2
    normal_days: int = 7
    unread_days: int = 7
    historic_days: int = 30
    release: str = Release.AFTER_REVIEW

    def due_at(self, urgency: int, from_: datetime) -> datetime:
        """Return by when somebody must have looked. What nobody rated waits no longer than what is abnormal."""
        if urgency == Urgency.CRITICAL:
            return from_ + timedelta(minutes=self.critical_minutes)
        return from_ + timedelta(days=self.normal_days if urgency == Urgency.NORMAL else self.abnormal_days)

    def read_by(self, told_at: datetime) -> datetime:
        """Return by when the patient should have acknowledged."""
        return told_at + timedelta(days=self.unread_days)

    def is_historic(self, at: datetime | None, arrived_at: datetime) -> bool:
        """Tell whether a result was old when it arrived. One without a date is not: somebody must look."""
        return at is not None and arrived_at - at > timedelta(days=self.historic_days)

    def grace(self, urgency: int) -> timedelta:
        return timedelta(minutes=self.critical_minutes) if urgency == Urgency.CRITICAL else GRACE

    @property
    def at_once(self) -> bool:
        return self.release == Release.AT_ONCE


def settled() -> Settled:
    """Return what the served practice has settled. One query."""
    row = Policy.objects.values(*Settled.__dataclass_fields__).first()
    return Settled(**row) if row else Settled()


@transaction.atomic
def settle(*, said: Settled, by: Actor, now: datetime) -> None:
    """Settle it anew; items on the list keep the time they have."""
    may_settle.require(by)
    Policy.objects.update_or_create(organization_id=by.organization_id, defaults=asdict(said))
    audit.wrote(by, "results.settled", entity=("Policy", by.organization_id))
