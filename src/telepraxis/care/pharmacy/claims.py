"""A claim's own rows: locked, settled from its lines, told to whoever prescribed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.commons.inventory.pricing import cost_minor

from . import post
from .events import ClaimAccepted, ClaimChanged, ClaimWithdrawn
from .models import Claim, ClaimLine
from .plan_pricing import says

State, LineState = Claim.State, ClaimLine.State
TOLD = {
    LineState.CHANGED: "changed",
    LineState.WAITING: "kept",
    LineState.CHECKED: "kept",
    LineState.PICKED: "kept",
    LineState.READY: "ready",
    LineState.OWED: "owed",
    LineState.MISSING: "missing",
}


def locked(claim: UUID) -> Claim:
    """Return the claim, locked. Whoever changes one of its lines locks it first, and only then any stock."""
    return Claim.objects.select_for_update().get(pk=claim)


def locked_line(claim_line: UUID) -> tuple[Claim, ClaimLine]:
    """Return a line with its claim, locked."""
    claim = locked(ClaimLine.objects.values_list("claim_id", flat=True).get(pk=claim_line))
    return claim, line_of(claim, claim_line)


def line_of(claim: Claim, claim_line: UUID) -> ClaimLine:
    return ClaimLine.objects.select_related("document", "item").get(pk=claim_line, claim=claim)


def settle(claim: Claim, now: datetime) -> None:
    """Let the claim's state follow its lines, and tell what is owed whenever that has become another sum."""
    with tenancy.seeing_everything():
        lines = list(claim.lines.all())
    claim.state = state_of(claim, lines)
    _tell_what_is_owed(claim, lines, now)
    if claim.state in Claim.OVER and claim.ended_at is None:
        claim.ended_at = now
        if claim.accepted_at and not any(each.handed_out for each in lines):
            tell(ClaimWithdrawn(claim=claim.id, patient=claim.patient_id, why=_why(lines), at=now))
    claim.save()
    tell(ClaimChanged(claim=claim.id, at=now))


def _tell_what_is_owed(claim: Claim, lines: list[ClaimLine], now: datetime) -> None:
    """Nothing is owed before every price has its yes; from then on each line that is kept, and what was handed out."""
    if claim.patient_id is None or any(each.state == LineState.CHANGED for each in lines):
        return
    total = sum(owed_minor(each) for each in lines)
    is_new = claim.accepted_at is None and any(each.state in ClaimLine.OURS for each in lines)
    if is_new or (claim.accepted_at is not None and total != claim.accepted_minor):
        claim.accepted_at, claim.accepted_minor = claim.accepted_at or now, total
        tell(ClaimAccepted(claim=claim.id, patient=claim.patient_id, at=now))


def owed_minor(line: ClaimLine) -> int:
    """Return what is owed for a line: all of it while it is kept, of what ended the part that was handed out, less
    what is theirs again because it came back.
    """
    if line.price_minor is None:
        return 0
    if line.state in ClaimLine.OURS or line.state == LineState.HANDED_OUT:
        return line.price_minor - line.back_minor if line.state != LineState.CHANGED else 0
    return max(0, cost_minor(line.price_minor, line.quantity, line.handed_out) - line.back_minor)


def fee_minor(claim: Claim, lines: Iterable[ClaimLine]) -> int:
    """Return what is owed for bringing it: once, while anything is owed or was handed out, though it came back."""
    return claim.delivery_fee_minor if any(owed_minor(each) + each.back_minor for each in lines) else 0


def state_of(claim: Claim, lines: list[ClaimLine]) -> str:
    """Return how far a claim is: over with its last line, else as far as the line that needs most."""
    if claim.ended_at is not None:
        return claim.state
    if claim.granted_at is None:
        return State.ASKED
    states = {each.state for each in lines if each.is_open}
    if not states:
        if any(each.handed_out for each in lines):
            return State.DONE
        over = {each.state for each in lines}
        return State.NOT_PICKED_UP if LineState.NOT_PICKED_UP in over else State.GIVEN_BACK
    if LineState.CHANGED in states:
        return State.CHANGED
    if states & {LineState.WAITING, LineState.CHECKED, LineState.PICKED}:
        return State.WAITING
    if LineState.READY in states:
        return State.OUT if claim.state == State.OUT else State.READY
    return State.WAITING


def _why(lines: list[ClaimLine]) -> str:
    return next((each.why for each in lines if each.why), "")


def some_are_closed(claim: Claim) -> bool:
    """Whether lines are closed to whoever looks: what its own organization has prescribed keeps its restrictions."""
    if claim.issuer != claim.organization_id:
        return False
    seen = claim.lines.count()
    with tenancy.seeing_everything():
        return claim.lines.count() > seen


def said_of(claim: Claim) -> list[dict]:
    """Return what a message says of the lines that are ours to speak of."""
    with tenancy.seeing_everything():
        lines = list(claim.lines.all())
    return [
        {
            "line": each.line, "state": TOLD[each.state], "price": each.price_minor,
            "covered": each.covered_minor or None, "plan": says(claim, each),
        }
        for each in lines
        if each.state in TOLD
    ]  # fmt: skip


def tell_issuer(
    claim: Claim, by: Actor, now: datetime, *, kind: str = "pharmacy.told", code: str = "", recoded_for: str = ""
) -> None:
    """Tell whoever prescribed how far each line is; told twice it is the same."""
    fields = {
        "currency": claim.currency, "kept-until": claim.kept_until, "code": code, "recoded-for": recoded_for,
        "pay": claim.pay_path,
    }  # fmt: skip
    post.send(kind, claim, fields=fields, lines=said_of(claim), by=by, now=now)
