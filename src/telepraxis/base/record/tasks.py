"""Jobs of the record."""

from datetime import datetime

from django.db import transaction

from telepraxis.base import tenancy
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from .afresh import catch_up
from .rows import tables


@every("* * * * *", name="record.catch_up")
def catch_up_everywhere(*, now: datetime) -> None:
    """Make entries for documents that were written before their rules, until all have them."""
    for organization in Tenant.objects.values_list("id", flat=True):
        for table in tables():
            while _step(organization, table, now):
                pass


def _step(organization, table, now: datetime) -> bool:
    with transaction.atomic(), tenancy.serving(organization):
        return catch_up(organization, table, now=now)
