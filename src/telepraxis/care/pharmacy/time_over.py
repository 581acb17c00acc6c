"""What nobody came for: stock is free again, another pharmacy may have it, and whoever prescribed is told."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.commons.inventory.locks import hold_items

from . import giving_back
from .claims import locked, settle, tell_issuer
from .models import Claim, ClaimLine, Why
from .permissions import may_dispense
from .stocking import miss, reserve

State = ClaimLine.State


def give_up_due(*, by: Actor, now: datetime) -> int:
    """Give back what nobody came for in time, or said yes to, in the organization that is served; return how many.

    What the pharmacy itself has not made ready yet is waited for.
    """
    may_dispense.require(by)
    due = Claim.objects.filter(ended_at=None, kept_until__lte=now).exclude(state=Claim.State.OUT)
    return sum(_give_up(id, by, now) for id in due.order_by("id").values_list("id", flat=True))


@transaction.atomic
def _give_up(claim: UUID, by: Actor, now: datetime) -> int:
    row = locked(claim)
    if row.ended_at is not None or row.kept_until is None or row.kept_until > now or row.state == Claim.State.OUT:
        return 0
    lines = [each for each in row.lines.all() if each.state in (State.READY, State.OWED, State.CHANGED, State.MISSING)]
    if not lines or (all(each.state == State.MISSING for each in lines) and _is_worked_at(row)):
        return 0
    giving_back.end_many(row, lines, Why.NOT_PICKED_UP, by, now)
    audit.wrote(by, "pharmacy.not_picked_up", patient=row.patient_id, entity=("Claim", row.id))
    return 1


def _is_worked_at(claim: Claim) -> bool:
    return any(each.state in (State.WAITING, State.CHECKED, State.PICKED) for each in claim.lines.all())


@transaction.atomic
def stock_lost(*, claim_line: UUID, reservation: UUID, now: datetime) -> None:
    """What was kept for a line is kept no more (its lot was recalled, or its time is over): keep other stock, or say
    that it is missing.
    """
    found = ClaimLine.objects.filter(pk=claim_line).values_list("claim_id", flat=True).first()
    if found is None:
        return
    claim = locked(found)
    by = Actor.system(claim.organization_id)
    line = claim.lines.get(pk=claim_line)
    if line.reservation_id != reservation or line.state not in ClaimLine.OURS or claim.state == Claim.State.OUT:
        return
    if (
        claim.kept_until is not None
        and claim.kept_until <= now
        and line.state in (State.READY, State.CHANGED, State.OWED)
    ):
        return  # nobody came: `give_up_due` has it
    hold_items([line.item_id])
    if not reserve(line, line.item_id, line.owed, claim, by, now):
        miss(line, now)
    else:
        line.save(update_fields=["reservation"])
    audit.wrote(by, "pharmacy.stock_lost", patient=claim.patient_id, entity=("ClaimLine", line.id))
    settle(claim, now)
    tell_issuer(claim, by, now)
