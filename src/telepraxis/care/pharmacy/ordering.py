"""Order at a pharmacy, say yes to another price, withdraw, move to another pharmacy: where it was prescribed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications.handing_out import claim
from telepraxis.care.medications.models import PrescribedLine, Prescription
from telepraxis.care.storefronts import coverages

from . import enclosed, leaving, post
from .models import How, Order, OrderLine, Origin, Why
from .orders import ask_for, changed, for_pharmacy, locked, settle
from .permissions import may_order
from .refusals import KeyUsed, NotCovered, NothingOrdered, NotSo, TooMuch

State = OrderLine.State


@dataclass(frozen=True)
class LineWanted:
    """A prescribed line, how much of it, and the price that the patient saw. Without a quantity all of the supply."""

    line: UUID
    quantity: Decimal | None = None
    promised_minor: int | None = None


@transaction.atomic
def place(
    *,
    prescription: UUID,
    lines: Sequence[LineWanted],
    pharmacy: UUID,
    how: str = How.PICKUP,
    address: str = "",
    wanted_at: datetime | None = None,
    currency: str = "",
    delivery_fee_minor: int = 0,
    coverage: UUID | None = None,
    key: str,
    by: Actor,
    now: datetime,
) -> Order:
    """Order lines of a prescription at a pharmacy, and let nobody else have them meanwhile. Said twice it is done once.

    `coverage` is the patient's Coverage by which it was priced; the card goes along to the pharmacy.

    :raises NothingOrdered: no line, or one without a quantity. :raises TooMuch: more than is left of a supply.
    :raises NotCovered: it is not the patient's, or counts no more.
    :raises AlreadyClaimed: another pharmacy has a line. :raises NotToHandOut: a line is over.
    :raises NotReachable: nothing can be sent there. :raises KeyUsed: the key did something else.
    """
    whole = Prescription.objects.get(pk=prescription)
    may_order.require(by, whole.patient_id)
    digest = _digest(prescription, lines, pharmacy, how, address, wanted_at, currency, *_named(coverage))
    if (done := Order.objects.filter(key=key).first()) is not None:
        if done.digest != digest:
            raise KeyUsed
        return done
    order = _begun(whole, pharmacy, how, address, wanted_at, currency, delivery_fee_minor, key, digest, by, now)
    order.coverage_id = _covered_by(whole.patient_id, coverage, now)
    order.save(force_insert=True)
    _put_in(order, lines, now)
    ask_for(order, by, now)
    audit.wrote(by, "pharmacy.ordered", patient=order.patient_id, entity=("Order", order.id))
    changed(order, now)
    return order


@transaction.atomic
def agree(*, order: UUID, by: Actor, now: datetime) -> Order:
    """Say yes to the price that the pharmacy asks for. :raises NotSo: it asks for nothing."""
    row = locked(order)
    may_order.require(by, row.patient_id)
    with tenancy.seeing_everything():
        waiting = list(row.lines.filter(state=State.CHANGED, leaving_at=None))
        if not waiting:
            raise NotSo(_("The pharmacy asks for no other price."))
        for line in waiting:
            line.agreed_minor, line.state, line.changed_at = line.asked_minor, State.KEPT, now
            line.save(update_fields=["agreed_minor", "state", "changed_at"])
        said = [{"line": line.line_id, "price": line.agreed_minor} for line in waiting]
        post.send("pharmacy.agreed", row, fields={"currency": row.currency}, lines=said, by=by, now=now)
        audit.wrote(by, "pharmacy.agreed", patient=row.patient_id, entity=("Order", row.id))
        settle(row, now)
    return row


@transaction.atomic
def withdraw(
    *, order: UUID, lines: Sequence[UUID] | None = None, why: str = Why.WITHDRAWN, by: Actor, now: datetime
) -> Order:
    """Let an order go, or these of its lines (OrderLine). What the pharmacy does not have is free at once; for the rest
    the pharmacy is asked, for it may be handing it out at this moment. :raises NotSo: nothing of it is open.
    """
    row = locked(order)
    may_order.require(by, row.patient_id)
    with tenancy.seeing_everything():
        leaving.leave(row, leaving.chosen(row, lines), why, by, now)
        audit.wrote(by, "pharmacy.withdrawn", patient=row.patient_id, entity=("Order", row.id))
        if row.state == Order.State.HELD:
            leaving.send_if_free(row, by, now)
        else:
            settle(row, now)
    return row


@transaction.atomic
def move(
    *,
    order: UUID,
    lines: Sequence[UUID],
    pharmacy: UUID,
    promised: dict[UUID, int] | None = None,
    how: str = How.PICKUP,
    address: str = "",
    wanted_at: datetime | None = None,
    currency: str = "",
    delivery_fee_minor: int = 0,
    coverage: UUID | None = None,
    key: str,
    by: Actor,
    now: datetime,
) -> Order:
    """Have another pharmacy do these lines (OrderLine) of an order; what was handed out stays. Returns the new order.

    `promised` are the prices seen there, by line. Where the first pharmacy has yet to let a line go, the new order is
    `held` until it did; where it was quicker and handed it out, the line is not ordered again.

    :raises NotSo: nothing of it is open, or it is the same pharmacy. Else as `place`.
    """
    row = locked(order)
    may_order.require(by, row.patient_id)
    wanted = [str(each) for each in sorted(lines)]
    digest = _digest(order, wanted, pharmacy, how, address, wanted_at, currency, *_named(coverage))
    if (done := Order.objects.filter(key=key).first()) is not None:
        if done.digest != digest:
            raise KeyUsed
        return done
    if pharmacy == row.pharmacy:
        raise NotSo(_("This pharmacy has it already."))
    whole = Prescription.objects.get(pk=row.prescription_id)
    new = _begun(whole, pharmacy, how, address, wanted_at, currency, delivery_fee_minor, key, digest, by, now)
    new.after, new.state = row, Order.State.HELD
    new.coverage_id = _covered_by(row.patient_id, coverage, now)
    with tenancy.seeing_everything():
        going = leaving.chosen(row, lines)
        new.save(force_insert=True)
        leaving.leave(row, going, Why.MOVED, by, now)
        leaving.follow(new, going, promised or {}, now)
        audit.wrote(by, "pharmacy.moved", patient=row.patient_id, entity=("Order", new.id))
        settle(row, now)
        leaving.send_if_free(new, by, now)
    return new


def _begun(
    whole: Prescription, pharmacy: UUID, how: str, address: str, wanted_at: datetime | None, currency: str,
    delivery_fee_minor: int, key: str, digest: str, by: Actor, now: datetime,
) -> Order:  # fmt: skip
    if how == How.DELIVERY and not address.strip():
        raise NothingOrdered
    return Order(
        id=uuid7(), organization_id=whole.organization_id, prescription=whole, patient_id=whole.patient_id,
        origin=Origin.ORDER, pharmacy=pharmacy, pharmacy_name=post.name_of(pharmacy, by=by, now=now), how=How(how),
        address=address.strip()[:300] if how == How.DELIVERY else "", wanted_at=wanted_at,
        currency=currency.upper()[:3],
        delivery_fee_minor=delivery_fee_minor if how == How.DELIVERY else 0, thread=uuid7(), key=key, digest=digest,
        placed_at=now, placed_by=(by.name or "Telepraxis")[:200], placed_by_account=by.account_id,
    )  # fmt: skip


def _named(coverage: UUID | None) -> list[UUID]:
    return [coverage] if coverage else []


def _covered_by(patient: UUID, coverage: UUID | None, now: datetime) -> UUID | None:
    """Return the coverage if it is the patient's and counts today. :raises NotCovered: it is not, or does not."""
    if coverage is None:
        return None
    found = coverages.one_of(patient, coverage, localdate(now))
    if found is None or not found.holds:
        raise NotCovered
    return found.id


def _put_in(order: Order, lines: Sequence[LineWanted], now: datetime) -> None:
    """Claim each line for the order and put it in."""
    if not lines or len({each.line for each in lines}) < len(lines):
        raise NothingOrdered
    for position, wanted in enumerate(lines, 1):
        row = PrescribedLine.objects.select_related("document").filter(pk=wanted.line).first()
        if row is None or row.prescription_id != order.prescription_id:
            raise NothingOrdered
        quantity = quantity_for(row, wanted.quantity)
        claim(line=row.pk, pharmacy=order.pharmacy_name, reference=str(order.id), by=for_pharmacy(order), now=now)
        OrderLine.objects.create(
            organization_id=order.organization_id, order=order, patient_id=order.patient_id, line=row,
            document_id=row.document_id, position=position, quantity=quantity, promised_minor=wanted.promised_minor,
            agreed_minor=wanted.promised_minor, changed_at=now,
        )  # fmt: skip


def quantity_for(row: PrescribedLine, wanted: Decimal | None) -> Decimal:
    """Return how much is ordered. :raises TooMuch: more than is left. :raises NothingOrdered: nobody says how much."""
    supply = enclosed.quantity_of(record.content_of(row.document))
    left = None if supply is None else supply - row.part_given
    quantity = left if wanted is None else wanted
    if quantity is None or not 0 < quantity < 10**9 or quantity != round(quantity, 3):
        raise NothingOrdered
    if left is not None and quantity > left:
        raise TooMuch(left)
    return quantity


def _digest(*said) -> str:
    plain = [str(each) for each in said]
    return sha256(json.dumps(plain).encode()).hexdigest()
