"""Each morning: remind of directives to go through."""

from datetime import datetime

from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.tenancy.zones import zone_of

from .reminding import remind_of_reviews

HOUR = 9  # of the practice's clock: nobody is woken by a reminder


@every("41 * * * *", name="directives.remind")
def remind(*, now: datetime) -> None:
    """Remind the patients of every practice where it is nine in the morning."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        local = timezone.localtime(now, zone_of(organization_id))
        if local.hour == HOUR:
            with tenancy.serving(organization_id):
                remind_of_reviews(today=local.date(), by=Actor.system(organization_id), now=now)
