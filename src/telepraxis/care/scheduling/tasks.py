"""Sweeping up."""

from datetime import datetime, timedelta

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from . import documenting, reminders  # noqa: F401  (the worker finds its job through this file)
from .models import BookingDraft

DRAFTS_KEPT = timedelta(days=1)
AT_ONCE = 500
MOST = 5_000  # of one organization each time: others wait for the worker too


@every("17 * * * *", name="scheduling.throw_drafts_away")
def throw_drafts_away(*, now: datetime) -> None:
    """Delete what patients began to book a day ago; a reason for a visit is kept only with an appointment."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            BookingDraft.objects.filter(opened_at__lt=now - DRAFTS_KEPT).delete()


@every("*/10 * * * *", name="scheduling.document_what_was_booked_before")
def document_what_was_booked_before(*, now: datetime) -> None:
    """Write the FHIR documents of appointments and hours from before they had any, a few hundred in a transaction."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        for _ in range(MOST // AT_ONCE):
            with tenancy.serving(organization_id):
                if documenting.catch_up(limit=AT_ONCE, by=Actor.system(organization_id), now=now) < AT_ONCE:
                    break
