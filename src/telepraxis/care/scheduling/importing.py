"""Take over another system's appointments, past and to come, many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

from . import calendars
from .documenting import write_appointments
from .models import Appointment, Claim, Service
from .permissions import may_import

Status = Appointment.Status
KEEPS_ITS_TIME = {Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS, Status.FULFILLED, Status.NO_SHOW}


@dataclass(frozen=True, kw_only=True)
class FormerAppointment:
    """An appointment as the other system knew it. Times that its status does not have are None."""

    patient: UUID
    practitioner: UUID
    service: Service
    modality: str
    starts_at: datetime
    status: str = Status.BOOKED
    reason: str = ""
    jurisdiction: str = ""
    booked_at: datetime
    arrived_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_why: str = ""


@transaction.atomic
def import_appointments(*, former: Iterable[FormerAppointment], by: Actor, now: datetime) -> list[Appointment]:
    """Keep the appointments with their claims and return them in the given order. Nobody is mailed.

    :raises IntegrityError: two that keep their time overlap for a practitioner or patient; then none is kept.
    """
    may_import.require(by)
    kept = [_appointment(one, by) for one in former]
    Appointment.objects.bulk_create(kept, batch_size=1000)
    claims = [claim for one in kept if one.status in KEEPS_ITS_TIME for claim in _claims(one)]
    Claim.objects.bulk_create(claims, batch_size=1000)
    calendars.changed({one.practitioner_id for one in kept})
    for first in range(0, len(kept), 1000):
        write_appointments(kept[first : first + 1000], by=by, now=now)
    audit.wrote(by, "scheduling.imported", reason=f"{len(kept)} appointments")
    return kept


def _appointment(former: FormerAppointment, by: Actor) -> Appointment:
    over = former.status == Status.FULFILLED
    ends_at = former.starts_at + timedelta(minutes=former.service.minutes)
    return Appointment(
        organization_id=by.organization_id,
        patient_id=former.patient,
        practitioner_id=former.practitioner,
        service=former.service,
        modality=former.modality,
        starts_at=former.starts_at,
        ends_at=ends_at,
        status=former.status,
        reason=former.reason,
        patient_jurisdiction=former.jurisdiction,
        price_minor=former.service.price_minor,
        currency=former.service.currency,
        idempotency_key=uuid7(),
        booked_by_name=by.name,
        booked_at=former.booked_at,
        arrived_at=former.arrived_at,
        started_at=former.starts_at if over or former.status == Status.IN_PROGRESS else None,
        fulfilled_at=ends_at if over else None,
        cancelled_at=former.cancelled_at,
        cancelled_why=former.cancelled_why,
        no_show_at=ends_at if former.status == Status.NO_SHOW else None,
    )


def _claims(appointment: Appointment) -> list[Claim]:
    service, common = appointment.service, {"organization_id": appointment.organization_id, "appointment": appointment}
    return [
        Claim(
            practitioner_id=appointment.practitioner_id,
            starts_at=appointment.starts_at - timedelta(minutes=service.buffer_before_minutes),
            ends_at=appointment.ends_at + timedelta(minutes=service.buffer_after_minutes),
            **common,
        ),
        Claim(
            patient_id=appointment.patient_id,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            **common,
        ),
    ]
