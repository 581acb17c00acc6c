"""The plan does not pay for a line after all: the patient pays all of it, and is asked before."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .claims import locked_line, settle, tell_issuer
from .models import Claim, ClaimLine, Origin
from .permissions import may_dispense
from .refusals import CancelAsked, NotSo

State = ClaimLine.State
NOT_YET_GIVEN = (State.CHANGED, State.WAITING, State.CHECKED, State.PICKED, State.READY)


@transaction.atomic
def refuse_plan(*, claim_line: UUID, by: Actor, now: datetime) -> ClaimLine:
    """Say that the plan pays nothing of a line, so that it costs the shelf price: it waits for the patient's yes to
    that, and lies on the shelf again until then. What is kept stays kept.

    :raises NotSo: the plan pays nothing of it, or some of it was handed out, or it is on its way.
    :raises CancelAsked: the prescriber wants it back.
    """
    claim, line = locked_line(claim_line)
    may_dispense.require(by, claim.patient_id)
    if line.cancel_asked_at is not None:
        raise CancelAsked
    if line.state not in NOT_YET_GIVEN or line.handed_out or claim.state == Claim.State.OUT:
        raise NotSo(_("It is too late for that: some of it was handed out, or is on its way."))
    if not line.covered_minor:
        raise NotSo(_("The plan pays nothing of this."))
    line.price_minor, line.covered_minor = line.shelf_minor, 0
    line.plan_refused_at, line.plan_refused_by = now, by.name[:200]
    line.state = State.WAITING if claim.origin == Origin.COUNTER else State.CHANGED
    line.picked, line.checked_at, line.checked_by, line.changed_at = [], None, "", now
    line.save()
    audit.wrote(by, "pharmacy.plan_refused", patient=claim.patient_id, entity=("ClaimLine", line.id))
    settle(claim, now)
    tell_issuer(claim, by, now)
    return line
