"""Each morning: remind of what is due."""

from datetime import datetime

from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.tenancy.zones import zone_of

from .asking import end_what_has_run
from .recalls import recall_what_is_due

HOUR = 9  # of the practice's clock: nobody is woken by a reminder


@every("23 * * * *", name="follow_up.recall")
def recall(*, now: datetime) -> None:
    """Remind the patients of every practice where it is nine in the morning."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        local = timezone.localtime(now, zone_of(organization_id))
        if local.hour == HOUR:
            with tenancy.serving(organization_id):
                system = Actor.system(organization_id)
                end_what_has_run(today=local.date(), by=system, now=now)
                recall_what_is_due(today=local.date(), by=system, now=now)
