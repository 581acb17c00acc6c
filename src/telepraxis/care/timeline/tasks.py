"""Charts that were just imported get their lines before somebody opens them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from telepraxis.base import tenancy
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events import tell_many
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from .events import ChartFellBehind

MANY = 200  # entries of one patient at once: fewer are made as the chart is opened
SINCE = timedelta(minutes=5)


@every("*/5 * * * *", name="timeline.find_imported")
def find_imported(*, now: datetime) -> None:
    """Have the charts prepared into which much was written a moment ago, by an import or another program."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            tell_many(ChartFellBehind(patient_id=patient) for patient in written_much(now))


def written_much(now: datetime) -> list[UUID]:
    """Return patients about whom many entries were written lately. One query."""
    lately = AuditEvent.objects.filter(kind=AuditEvent.Kind.WRITE, at__gte=now - SINCE, patient_id__isnull=False)
    counted = lately.values_list("patient_id").annotate(count=Count("*")).filter(count__gte=MANY)
    return [patient for patient, _ in counted.order_by("patient_id")]
