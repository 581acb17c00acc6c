"""Take over a colleague's visit at a distance: the licence is looked at again for who treats now."""

from datetime import datetime

from django.db import transaction

from telepraxis.base.access import Actor
from telepraxis.care.encounters import covering
from telepraxis.care.encounters.models import Visit

from . import safety


@transaction.atomic
def take_over(*, visit: Visit, why: str, by: Actor, now: datetime) -> Visit:
    """Make the actor the visit's clinician. Before admitting, their own licence or decision counts.

    :raises ReasonMissing: no reason was given.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    visit = covering.take_over(visit=visit, why=why, by=by, now=now)
    safety.look_at_licence_again(visit=visit, by=by, now=now)
    return visit
