"""Exports are written by a worker, and removed when their day is over."""

from datetime import datetime
from uuid import UUID

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every, job
from telepraxis.base.tenancy.models import Tenant

from . import bulk
from .models import BulkExport


@job("exchange.write_export", retries=3)
def write_export(*, organization_id: UUID, export_id: UUID, now: datetime) -> None:
    """Write the files of an export; one that was deleted meanwhile is left."""
    export = BulkExport.objects.filter(id=export_id).first()
    if export is not None and export.state != BulkExport.State.READY:
        bulk.write(export, now=now)


@every("17 * * * *", name="exchange.remove_expired")
def remove_expired(*, now: datetime) -> None:
    """Remove the exports whose day is over."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            for export in bulk.expired(now=now):
                audit.wrote(Actor.system(organization_id), "fhir.export_deleted", entity=("BulkExport", export.id))
                bulk.remove_files(export)
                export.delete()
