"""Who is in the waiting room, or with a nurse."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from .expected_wait import said_of, waits_of
from .models import Modality, Visit


@dataclass(frozen=True)
class Waiting:
    """Somebody who is here and whose visit has not begun."""

    visit_id: UUID
    since: datetime | None
    with_nurse: bool
    prepared: bool
    online: bool
    wait_said: str  # how long they still wait, in words; "" where nobody can tell


def who_is_here(begins: datetime, ends: datetime, now: datetime) -> dict[UUID, Waiting]:
    """Return who waits or is with a nurse and whose appointment begins in this span, by appointment. Three queries."""
    here = Q(status=Visit.Status.READY) | Q(status=Visit.Status.WAITING, rooming_began_at__isnull=False)
    visits = Visit.objects.filter(here, planned_at__gte=begins, planned_at__lt=ends).exclude(appointment_id=None)
    found = list(visits)
    waits = waits_of([visit for visit in found if not visit.is_with_nurse], now)
    return {
        visit.appointment_id: Waiting(
            visit_id=visit.id,
            since=visit.ready_at,
            with_nurse=visit.is_with_nurse,
            prepared=visit.is_ready_for_clinician,
            online=visit.modality == Modality.VIDEO,
            wait_said=said_of(waits.get(visit.id)),
        )
        for visit in found
    }
