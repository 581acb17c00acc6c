"""Put the times of an ended visit right; the Encounter gets a further version, the old one stays in its history."""

from datetime import datetime

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell

from .document import write_encounter
from .events import VisitCorrected
from .models import Visit
from .permissions import may_run_visit
from .visits import VisitNotBegun, VisitRefused, look_again


class TimesMakeNoSense(VisitRefused):
    """The visit would end before it began, or in the future."""


class ReasonMissing(VisitRefused):
    """A correction has a reason."""


@transaction.atomic
def correct_times(
    *, visit: Visit, admitted_at: datetime, ended_at: datetime, why: str, by: Actor, now: datetime
) -> Visit:
    """Set when the visit really began and ended, and say why.

    :raises ReasonMissing: no reason was given.
    :raises VisitNotBegun: it has not ended yet.
    :raises TimesMakeNoSense: it would end before it began, or lie in the future.
    """
    visit = Visit.objects.locked(visit)
    may_run_visit.require(by, visit)
    if visit.status != Visit.Status.FINISHED:
        raise VisitNotBegun(visit)
    if not admitted_at <= ended_at <= now:
        raise TimesMakeNoSense(visit)
    if not why.strip():
        raise ReasonMissing(visit)
    visit.admitted_at, visit.ended_at, visit.ended_by_itself_at = admitted_at, ended_at, None
    write_encounter(visit, by=by, now=now)
    visit.save(update_fields=["admitted_at", "ended_at", "ended_by_itself_at"])
    audit.wrote(by, "visit.corrected", patient=visit.patient_id, entity=("Visit", visit.id), reason=why.strip())
    tell(VisitCorrected(visit=visit.id, encounter=visit.encounter_id, at=now))
    look_again(visit)
    return visit
