"""What the patient's browser found of camera, microphone, speaker and network before the visit."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.patients.identity import uids_of

from .models import DeviceCheck, Working
from .permissions import AtTheDoor, may_come_in

PARTS = ("camera", "microphone", "speaker", "relay")


@transaction.atomic
def keep_check(
    *,
    visit: Visit,
    found: dict[str, str],
    relay_ms: int | None,
    with_camera: bool,
    device_id: UUID | None,
    device_name: str,
    by: Actor,
    now: datetime,
) -> DeviceCheck:
    """Keep what was found; a part that is not named was not checked. Also when nothing works: staff see why.

    :raises NotAllowed: this browser is not on the way into the visit.
    """
    may_come_in.require(by, AtTheDoor(visit, by_link=by.via == "link"))
    states = {part: found.get(part) if found.get(part) in Working.values else Working.NOT_CHECKED for part in PARTS}
    check = DeviceCheck.objects.create(
        organization_id=visit.organization_id,
        visit=visit,
        patient_id=visit.patient_id,
        device_id=device_id,
        device_name=device_name,
        relay_ms=relay_ms,
        with_camera=with_camera,
        checked_at=now,
        **states,
    )
    audit.wrote(by, "telehealth.devices_checked", patient=visit.patient_id, entity=("Visit", visit.id))
    return check


def check_of(visit: Visit) -> DeviceCheck | None:
    """Return the newest check of this visit. One query."""
    return DeviceCheck.objects.filter(visit=visit).order_by("-checked_at").first()


def check_counts(visit: Visit, device_id: UUID | None, *, now: datetime) -> bool:
    """Tell whether this device needs no check: it was checked for this visit, or worked within the last 30 days."""
    mine = DeviceCheck.objects.filter(patient_id__in=uids_of(visit.patient_id)).order_by("-checked_at")[:5]
    return any(
        (check.visit_id == visit.id and check.device_id == device_id) or check.counts_for(device_id, now)
        for check in mine
    )
