"""Letting go."""

from datetime import datetime

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from .bringing import forget_old


@every("*/5 * * * *", name="incoming.forget_old")
def forget_what_nobody_merged(*, now: datetime) -> None:
    """Let go of records that were brought in more than an hour ago and not merged."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            forget_old(by=Actor.system(organization_id), now=now)
