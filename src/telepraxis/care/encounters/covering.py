"""A colleague covers: takes the visit over, before it or in the middle. It stays one visit."""

from datetime import datetime

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.live import group, hint

from .document import write_encounter
from .events import VisitTakenOver
from .models import Handover, Presence, Visit
from .permissions import may_take_over
from .visits import look_again, refuse_when_over


class ReasonMissing(ValueError):
    """Whoever takes a visit over says why."""


@transaction.atomic
def take_over(*, visit: Visit, why: str, by: Actor, now: datetime) -> Visit:
    """Make the actor the visit's clinician; who treated until now stays in the Encounter with the time they did.

    The appointment stays with whom it was booked: the day's board and the calendar of both show what became of it.
    Call `telehealth.covering.take_over`, which also looks at the licence again.

    :raises ReasonMissing: no reason was given.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    visit = Visit.objects.locked(visit)
    may_take_over.require(by, visit)
    refuse_when_over(visit)
    if not why.strip():
        raise ReasonMissing(visit.pk)
    before = visit.practitioner_id
    Handover.objects.create(
        organization_id=visit.organization_id,
        visit=visit,
        taken_from_id=before,
        taken_by_id=by.practitioner_id,
        why=why.strip(),
        at=now,
    )
    visit.practitioner_id = by.practitioner_id
    visit.save(update_fields=["practitioner"])
    visit = Visit.objects.locked(visit)
    _change_places(visit, by)
    if visit.encounter_id:
        write_encounter(visit, by=by, now=now)
    audit.wrote(by, "visit.taken_over", patient=visit.patient_id, entity=("Visit", visit.id), reason=why.strip())
    tell(
        VisitTakenOver(
            visit=visit.id, patient=visit.patient_id, taken_from=before, taken_by=visit.practitioner_id, at=now
        )
    )
    look_again(visit)
    hint(group(visit.organization_id, "waiting", before), "waiting", visit=visit.id)
    return visit


def _change_places(visit: Visit, by: Actor) -> None:
    """Who is in the visit now: the actor as its clinician, the clinician before as a colleague."""
    here = Presence.objects.filter(visit=visit, left_at=None)
    here.filter(role=Presence.Role.CLINICIAN).exclude(account_id=by.account_id).update(role=Presence.Role.COLLEAGUE)
    here.filter(role=Presence.Role.COLLEAGUE, account_id=by.account_id).update(role=Presence.Role.CLINICIAN)


def handovers_of(visit: Visit) -> list[Handover]:
    """Return who took the visit over from whom, in order. One query."""
    found = Handover.objects.filter(visit=visit).select_related("taken_from", "taken_by")
    return list(found.order_by("at"))


def taken_from(practitioner, since: datetime, until: datetime) -> list[Handover]:
    """Return what colleagues took over from this practitioner (None: from anybody) in this time. One query."""
    whose = {"taken_from_id": practitioner} if practitioner else {}
    found = Handover.objects.filter(**whose, at__gte=since, at__lt=until)
    return list(found.select_related("visit__patient", "taken_from", "taken_by").order_by("at"))
