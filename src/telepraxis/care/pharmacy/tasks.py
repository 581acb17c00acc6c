"""Each hour: what nobody came for is free again."""

from datetime import datetime

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from .time_over import give_up_due


@every("*/10 * * * *", name="pharmacy.give_up")
def give_up(*, now: datetime) -> None:
    """In every pharmacy, end what was kept long enough."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            give_up_due(by=Actor.system(organization_id), now=now)
