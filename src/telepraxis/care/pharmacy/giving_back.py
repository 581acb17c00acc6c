"""Lines that a claim no longer holds: stock is free again, nobody owes for them, whoever prescribed is told."""

from datetime import datetime

from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.commons.inventory.locks import hold_items

from . import post
from .claims import settle
from .events import LineWithdrawn
from .models import Claim, ClaimLine, Why
from .stocking import let_go

State = ClaimLine.State


def end(line: ClaimLine, why: str, by: Actor, now: datetime) -> None:
    """End a line of a locked claim; what was handed out of it stays."""
    let_go(line, by, now)
    line.state = State.NOT_PICKED_UP if why == Why.NOT_PICKED_UP else State.GIVEN_BACK
    line.why, line.changed_at = why, now
    line.save()
    if line.patient_id:
        tell(LineWithdrawn(claim=line.claim_id, claim_line=line.id, patient=line.patient_id, why=str(why), at=now))


def end_many(claim: Claim, lines: list[ClaimLine], why: str, by: Actor, now: datetime) -> None:
    """End these lines of a locked claim and give them back to whoever prescribed."""
    hold_items({each.item_id for each in lines if each.item_id})
    for each in lines:
        end(each, why, by, now)
    settle(claim, now)
    said = [{"line": each.line} for each in lines]
    post.send("pharmacy.released", claim, fields={"why": why}, lines=said, by=by, now=now)


def let_leave(claim: Claim, by: Actor, now: datetime) -> None:
    """Give back what was asked to leave, each for its reason."""
    leaving = [each for each in claim.lines.all() if each.leaving_why and each.is_open]
    for why in sorted({each.leaving_why for each in leaving}):
        end_many(claim, [each for each in leaving if each.leaving_why == why], why, by, now)
