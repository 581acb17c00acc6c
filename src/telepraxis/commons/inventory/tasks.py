"""Each minute: end the reservations whose time is over."""

from datetime import datetime

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from .reserving import expire_due


@every("* * * * *", name="inventory.each_minute")
def each_minute(*, now: datetime) -> None:
    """End what is over, one organization a transaction."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            expire_due(by=Actor.system(organization_id), now=now)
