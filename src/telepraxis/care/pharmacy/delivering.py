"""Bring it to the patient's door, step by step. What is on its way is handed out when somebody took it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

from . import giving_back, handing, paying, post, witnessing
from .claims import locked, settle
from .models import Claim, Delivery, How
from .permissions import may_dispense
from .refusals import NotSo
from .witnessing import Seen

Step, State = Delivery.Step, Claim.State
AFTER = {
    Step.PACKED: ("", Step.BACK),
    Step.OUT: (Step.PACKED, Step.FAILED),
    Step.DELIVERED: (Step.OUT,),
    Step.FAILED: (Step.OUT,),
    Step.BACK: (Step.OUT, Step.FAILED, Step.PACKED),
}


def step(
    *,
    claim: UUID,
    step: str,
    code: str = "",
    proof: str = "",
    owes_why: str = "",
    witness: Seen | None = None,
    key: str = "",
    by: Actor,
    now: datetime,
) -> Delivery:
    """Note a step. Delivered is handed out: on the pickup code, or on `proof`, the name of who took it.

    What is not paid leaves for a reason only (`owes_why`), what is controlled before a witness; both hold at the door.
    What was withdrawn while it was on its way is given back when it is back. The same step twice is noted once.

    :raises NotPaid: it would leave unpaid, and nobody says why. :raises WitnessNeeded: or NoWitness.
    :raises NotSo: it is not ready, not to be delivered, or this step does not follow. Delivered: as `handing`.
    """
    if step == Step.DELIVERED:  # apart, so that a wrong code counts though the step is not taken
        with transaction.atomic():
            row = locked(claim)
            may_dispense.require(by, row.patient_id)
            if (known := _known(row, step)) is not None:
                return known
        key = key or f"delivered:{claim}:{row.deliveries.count()}"
        handing.hand_over(
            claim=claim, code=code, why_without_code=proof, owes_why=owes_why or row.owes_why, witness=witness,
            key=key, by=by, now=now,
        )  # fmt: skip
    return _noted(claim, Step(step), proof, owes_why, witness, by, now)


@transaction.atomic
def _noted(
    claim: UUID, step: str, proof: str, owes_why: str, witness: Seen | None, by: Actor, now: datetime
) -> Delivery:
    row = locked(claim)
    may_dispense.require(by, row.patient_id)
    if (known := _known(row, step)) is not None:
        return known
    if step in (Step.PACKED, Step.OUT) and row.state not in (State.READY, State.OUT):
        raise NotSo(_("It is not ready yet."))
    if step == Step.OUT:
        paying.let_go_unpaid(row, owes_why or row.owes_why, by, now)
        witnessing.leave(row, [each for each in row.lines.all() if each.in_tray], witness, by)
    made = Delivery(
        id=uuid7(), organization_id=row.organization_id, claim=row, patient_id=row.patient_id, step=step,
        proof=proof.strip()[:200], by_name=by.name[:200], at=now,
    )  # fmt: skip
    made.save(force_insert=True)
    if row.is_open:
        row.state = {Step.OUT: State.OUT, Step.BACK: State.READY}.get(step, row.state)
        row.save(update_fields=["state"])
        settle(row, now)
    audit.wrote(by, "pharmacy.delivering", patient=row.patient_id, entity=("Delivery", made.id))
    post.send("pharmacy.delivery", row, fields={"step": step, "proof": made.proof}, by=by, now=now)
    if step in (Step.BACK, Step.DELIVERED) and row.is_open:
        giving_back.let_leave(row, by, now)
    return made


def _known(claim: Claim, step: str) -> Delivery | None:
    """Return the step where it is the last that was noted. :raises NotSo: it does not follow."""
    if claim.how != How.DELIVERY:
        raise NotSo(_("This is picked up."))
    last = claim.deliveries.order_by("-at", "-id").first()
    if last is not None and last.step == step:
        return last
    if (last.step if last else "") not in AFTER[Step(step)]:
        raise NotSo(_("This step does not come next."))
    return None
