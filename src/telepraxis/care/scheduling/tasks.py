"""Sweeping up."""

from datetime import datetime, timedelta

from telepraxis.base import tenancy
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from . import reminders  # noqa: F401  (the worker finds its job through this file)
from .models import BookingDraft

DRAFTS_KEPT = timedelta(days=1)


@every("17 * * * *", name="scheduling.throw_drafts_away")
def throw_drafts_away(*, now: datetime) -> None:
    """Delete what patients began to book a day ago; a reason for a visit is kept only with an appointment."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            BookingDraft.objects.filter(opened_at__lt=now - DRAFTS_KEPT).delete()
