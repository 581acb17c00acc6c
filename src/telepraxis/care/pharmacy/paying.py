"""What is owed for a claim, and what has come. The room above that keeps money says the second, and asks the first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor

from . import post
from .claims import fee_minor, locked, owed_minor, settle, tell_issuer
from .models import Claim
from .permissions import may_note_payments
from .refusals import NotPaid


@dataclass(frozen=True)
class Owed:
    """What is owed for a claim now, by line (ClaimLine), in minor units. Zero before the patient's yes."""

    claim: UUID
    patient: UUID | None
    currency: str
    lines: tuple[tuple[UUID, int], ...]
    delivery_minor: int
    told_at: datetime | None
    returned_minor: int = 0  # what is the patient's again because it came back; taken off the lines already

    @property
    def total_minor(self) -> int:
        return sum(minor for _line, minor in self.lines) + self.delivery_minor


def owed(claim: UUID) -> Owed:
    """Return what is owed for a claim as it stands. Two queries."""
    row = Claim.objects.get(pk=claim)
    with tenancy.seeing_everything():
        found = list(row.lines.all())
    lines = [(each.id, owed_minor(each)) for each in found] if row.accepted_at else []
    fee = fee_minor(row, found) if row.accepted_at else 0
    returned = sum(each.back_minor for each in found)
    return Owed(row.id, row.patient_id, row.currency, tuple(lines), fee, row.accepted_at, returned)


def order_page(claim: UUID) -> str:
    """Return where the patient sees the order that a claim is for, "" where nobody said. One query."""
    return Claim.objects.filter(pk=claim).values_list("order_page", flat=True).first() or ""


def due_minor(claim: Claim) -> int:
    """Return what is still to be paid for a claim."""
    return max(0, owed(claim.id).total_minor - claim.paid_minor)


def let_go_unpaid(claim: Claim, why: str, by: Actor, now: datetime) -> None:
    """Note why a locked claim leaves before all of it was paid; one that was paid needs no reason.

    :raises NotPaid: nobody says why.
    """
    due = due_minor(claim)
    if not due:
        return
    if not why.strip():
        raise NotPaid(due, owed(claim.id).currency)
    claim.owes_why, claim.owes_by, claim.owes_at = why.strip()[:300], by.name[:200], now
    claim.save(update_fields=["owes_why", "owes_by", "owes_at"])
    audit.wrote(by, "pharmacy.left_unpaid", patient=claim.patient_id, entity=("Claim", claim.id), reason=claim.owes_why)


@transaction.atomic
def offered(*, claim: UUID, pay_path: str, by: Actor, now: datetime) -> Claim:
    """Tell the patient where to pay. :raises ValueError: it is no address of the web."""
    row = locked(claim)
    may_note_payments.require(by, row.patient_id)
    if not pay_path.startswith(("https://", "http://")):
        raise ValueError(pay_path)
    if row.pay_path != pay_path:
        row.pay_path = pay_path
        row.save(update_fields=["pay_path"])
        audit.wrote(by, "pharmacy.pay_offered", patient=row.patient_id, entity=("Claim", row.id))
        tell_issuer(row, by, now)
    return row


@transaction.atomic
def noted(*, claim: UUID, paid_minor: int, at: datetime, by: Actor, now: datetime) -> Claim:
    """Note what has come for a claim in all, less what went back. Said twice it is the same sum, told once."""
    row = locked(claim)
    may_note_payments.require(by, row.patient_id)
    if row.paid_minor != paid_minor:
        row.paid_minor, row.paid_at = paid_minor, at if paid_minor else None
        row.save(update_fields=["paid_minor", "paid_at"])
        audit.wrote(by, "pharmacy.paid", patient=row.patient_id, entity=("Claim", row.id))
        fields = {"paid": paid_minor, "currency": row.currency, "at": at}
        post.send("pharmacy.paid", row, fields=fields, by=by, now=now)
        settle(row, now)
    return row
