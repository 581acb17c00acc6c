"""Right after signing: the paper, and messages to networks. Each morning: what has expired, whose course is over, who
is due a refill."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every, job
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.tenancy.zones import zone_of

HOUR = 9  # of the practice's clock: nobody is woken by a reminder


@job("medications.make_paper")
def make_paper(*, organization_id: UUID, now: datetime, prescription_id: UUID) -> None:
    """Print, sign and keep the paper of a prescription."""
    from .papers import make

    make(prescription=prescription_id, by=Actor.system(organization_id), now=now)


@job("medications.send", in_steps=True)
def send_message(*, organization_id: UUID, now: datetime, sending_id: UUID) -> None:
    """Bring a message to its network, and come again where nobody answered."""
    from .sending import deliver

    if (again := deliver(organization_id, sending_id, now)) is not None:
        send_message.defer(organization_id=organization_id, at=again, sending_id=sending_id)


@every("23 * * * *", name="medications.expire")
def expire(*, now: datetime) -> None:
    """End what has expired since the last hour, and courses that are over, in every practice."""
    from .expiring import end_courses, expire_due

    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            by = Actor.system(organization_id)
            expire_due(by=by, now=now)
            end_courses(today=timezone.localdate(now, zone_of(organization_id)), by=by, now=now)


@every("52 * * * *", name="medications.remind")
def remind(*, now: datetime) -> None:
    """Remind of refills in every practice where it is nine in the morning."""
    from .refills import remind_of_refills

    for organization_id in Tenant.objects.values_list("id", flat=True):
        local = timezone.localtime(now, zone_of(organization_id))
        if local.hour == HOUR:
            with tenancy.serving(organization_id):
                remind_of_refills(today=local.date(), by=Actor.system(organization_id), now=now)
