"""Say that somebody owes something, and take it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient

from . import giving_up
from .models import Charge, Payment, Price
from .money import Money, refuse_unless_sum
from .once import in_line
from .owing import locked, under_way
from .permissions import may_take, may_withdraw


class AlreadyCharged(Exception):
    """For this very thing something else is owed already. Withdraw that charge first."""

    def __init__(self, charge: Charge):
        super().__init__("This is charged already.")
        self.charge = charge


@transaction.atomic
def charge(
    *,
    reference: tuple[str, UUID],
    amount: Money,
    patient: UUID | None,
    told_at: datetime,
    owed_by: str = "",
    price: Price | None = None,
    by: Actor,
    now: datetime,
) -> Charge:
    """Note what somebody owes for something. Said again with the same sum it is owed once.

    `reference` is (kind, id) of what it is for, without a word of it; `told_at` is when the price was told. `owed_by`
    is the name of whoever pays, the patient's where it is left out.

    :raises BadSum: nothing, or no currency.
    :raises AlreadyCharged: another sum is owed for it.
    """
    may_take.require(by)
    refuse_unless_sum(amount.minor, amount.currency)
    kind, id = reference
    in_line("payments.charge", kind, id)
    if known := Charge.objects.filter(reference_kind=kind, reference_id=id, withdrawn_at=None).first():
        if (known.amount_minor, known.currency, known.patient_id) != (amount.minor, amount.currency, patient):
            raise AlreadyCharged(known)
        return known
    row = Charge(
        organization_id=by.organization_id,
        reference_kind=kind,
        reference_id=id,
        price=price,
        patient_id=patient,
        owed_by=owed_by or Patient.objects.values_list("name_text", flat=True).get(uid=patient),
        amount_minor=amount.minor,
        currency=amount.currency,
        told_at=min(told_at, now),
        charged_at=now,
        charged_by=by.name,
    )
    row.save(force_insert=True)
    audit.wrote(by, "payments.charged", patient=patient, entity=("Charge", row.id))
    return row


@transaction.atomic
def withdraw(*, charge: Charge, why: str = "", by: Actor, now: datetime) -> Charge:
    """Let nobody owe it any more. Whoever is paying it stops; what was paid already waits to go back (`refunding`).

    Said twice it is withdrawn once.
    """
    may_withdraw.require(by, charge.patient_id)
    row = locked(charge.id)
    if row.withdrawn_at:
        return row
    for payment in under_way(row):
        giving_up.end(payment, row, state=Payment.State.CANCELLED, why="withdrawn", by=by, now=now)
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, by.name, why[:200]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    audit.wrote(by, "payments.withdrawn", patient=row.patient_id, entity=("Charge", row.id), reason=row.withdrawn_why)
    return row
