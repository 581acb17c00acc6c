"""Each minute: take in what arrived, and remind of what is past its time."""

from datetime import datetime

from telepraxis.base import tenancy
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from .arriving import take_in
from .reminding import escalate


@every("* * * * *", name="results.each_minute")
def each_minute(*, now: datetime) -> None:
    """Bring the inbox of every practice up to date; what is many is taken in a batch a transaction."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        while _batch(organization_id, now):
            pass
        with tenancy.serving(organization_id):
            escalate(now=now)


def _batch(organization_id, now: datetime) -> int:
    with tenancy.serving(organization_id):
        return take_in(now=now)
