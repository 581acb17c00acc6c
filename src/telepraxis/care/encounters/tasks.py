"""Settle, every two minutes, what nobody said about who came."""

from datetime import datetime
from uuid import UUID

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.scheduling import attendance
from telepraxis.registry.organizations.profile import no_show_after_minutes

from .settling import abandoned, settle_held, settle_missed


@every("*/2 * * * *", name="encounters.settle_attendance")
def settle_attendance(*, now: datetime) -> None:
    """Settle the attendance of every organization."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        settle_of(organization_id, now)


def settle_of(organization_id: UUID, now: datetime) -> None:
    """Settle one organization's attendance; each visit in a transaction of its own, so that no lock is held long."""
    by = Actor.system(organization_id)
    with tenancy.serving(organization_id):
        missed, left = attendance.missed(now, no_show_after_minutes()), abandoned(now)
    for appointment in missed:
        with tenancy.serving(organization_id):
            settle_missed(appointment=appointment, by=by, now=now)
    for visit in left:
        with tenancy.serving(organization_id):
            settle_held(visit=visit, by=by, now=now)
