"""Exports are removed when their day is over."""

from datetime import datetime

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from . import bulk


@every("17 * * * *", name="exchange.remove_expired")
def remove_expired(*, now: datetime) -> None:
    """Remove the exports whose day is over."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            for export in bulk.expired(now=now):
                audit.wrote(Actor.system(organization_id), "fhir.export_deleted", entity=("BulkExport", export.id))
                bulk.remove_files(export)
                export.delete()
