"""Pay a charge: in cash, by transfer, by card."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

from . import gateways, giving_up, receipts, till
from .arriving import arrive
from .errands import open_checkout
from .models import Charge, Checkout, Method, Payment
from .money import Money, refuse_unless_sum
from .once import made_with, remember
from .owing import locked, make_room, owed_on, under_way
from .permissions import may_pay, may_take

State = Payment.State


class NothingOwed(Exception):
    """It is paid already, or nobody owes it any more."""


class TooMuch(ValueError):
    """This is more than is owed."""


class WrongCurrency(ValueError):
    """The charge is in another currency."""


class TooLittleGiven(ValueError):
    """Less was handed over than is to be paid."""


class NotExpected(Exception):
    """No transfer with this reference is waited for."""


class NoGateway(Exception):
    """The practice takes no cards."""


@transaction.atomic
def take_cash(
    *,
    charge: Charge,
    amount: Money | None = None,
    given: Money | None = None,
    key: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Payment:
    """Take cash towards the charge: all that is owed, or the amount. `given` is what was handed over, before change.

    A link or a transfer that was to pay the same money is given up.

    :raises NothingOwed: it is paid or withdrawn. :raises TooMuch: :raises WrongCurrency: :raises TooLittleGiven:
    :raises KeyOfAnother: the key did something else.
    """
    may_take.require(by)
    asked = (charge.id, amount, given)
    if known := made_with(key, "cash", *asked):
        return Payment.objects.get(id=known)
    charge = locked(charge.id)
    amount = _payable(charge, amount)
    given = given or amount
    if given.currency != amount.currency:
        raise WrongCurrency(given.currency)
    if given.minor < amount.minor:
        raise TooLittleGiven
    make_room(charge, amount, by=by, now=now)
    drawer = till.open_drawer(currency=amount.currency, by=by, now=now)
    payment = _new(charge, Method.CASH, amount, by, now, till=drawer, given_minor=given.minor)
    remember(key, "cash", *asked, made=payment.id, now=now)
    return arrive(payment, charge, by=by, now=now)


@transaction.atomic
def expect_transfer(
    *, charge: Charge, amount: Money | None = None, key: UUID | None = None, by: Actor, now: datetime
) -> Payment:
    """Wait for a bank transfer of what is owed, and return it with the reference that it is to bear.

    Asked for again while one is waited for, it is that one. :raises NothingOwed: :raises TooMuch:
    :raises WrongCurrency:
    """
    may_pay.require(by, charge)
    asked = (charge.id, amount)
    if known := made_with(key, "transfer", *asked):
        return Payment.objects.get(id=known)
    charge = locked(charge.id)
    waiting = under_way(charge).filter(method=Method.TRANSFER).first()
    if waiting is None:
        amount = _payable(charge, amount)
        make_room(charge, amount, by=by, now=now)
        waiting = _new(charge, Method.TRANSFER, amount, by, now, reference=_new_reference())
    remember(key, "transfer", *asked, made=waiting.id, now=now)
    return waiting


@transaction.atomic
def note_transfer(*, reference: str, arrived: Money, by: Actor, now: datetime) -> Payment:
    """Note that the transfer with this reference has arrived.

    Less than was waited for pays that much, and the rest stays owed; more pays all, and what is too much goes back.

    :raises NotExpected: nothing with this reference is under way. :raises WrongCurrency: :raises BadSum:
    """
    may_take.require(by)
    refuse_unless_sum(arrived.minor, arrived.currency)
    found = Payment.objects.filter(reference=compact(reference), method=Method.TRANSFER).first() if reference else None
    if found is None:
        raise NotExpected(reference)
    charge = locked(found.charge_id)
    payment = Payment.objects.select_for_update().get(id=found.id)
    if arrived.currency != payment.currency:
        raise WrongCurrency(arrived.currency)
    if payment.has_arrived:
        raise NotExpected(reference)
    if arrived.minor < payment.amount_minor:
        if payment.state == State.PENDING:
            giving_up.end(payment, charge, state=State.CANCELLED, why="other_sum", by=by, now=now)
        if arrived.minor > owed_on(charge).minor:
            return _too_much(charge, arrived, by, now)
        make_room(charge, arrived, by=by, now=now)
        payment = _new(charge, Method.TRANSFER, arrived, by, now)
    more = arrived.minor - payment.amount_minor
    payment = arrive(payment, charge, by=by, now=now)
    if more > 0:
        _too_much(charge, Money(more, arrived.currency), by, now)
    return payment


@transaction.atomic
def start_card(
    *,
    charge: Charge,
    amount: Money | None = None,
    return_path: str,
    key: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Payment:
    """Begin a card payment. The gateway is asked after the commit for the page where the card is typed in; no number
    of a card ever comes here. Begun again while it is under way, it is the same payment.

    :raises NoGateway: the practice takes no cards. :raises NothingOwed: :raises TooMuch: :raises WrongCurrency:
    """
    may_pay.require(by, charge)
    asked = (charge.id, amount)
    if known := made_with(key, "card", *asked):
        return Payment.objects.get(id=known)
    account = gateways.standing_account(by.organization_id)
    if account is None:
        raise NoGateway
    charge = locked(charge.id)
    payment = _card_under_way(charge, by, now)
    if payment is None:
        amount = _payable(charge, amount)
        make_room(charge, amount, by=by, now=now)
        payment = _new(charge, Method.CARD, amount, by, now)
        Checkout(
            organization_id=by.organization_id, payment=payment, gateway=account.gateway, return_path=return_path
        ).save(force_insert=True)
        open_checkout.defer(organization_id=by.organization_id, payment_id=payment.id)
    remember(key, "card", *asked, made=payment.id, now=now)
    return payment


@transaction.atomic
def give_up(*, payment: Payment, by: Actor, now: datetime) -> Payment:
    """End a payment that is under way: a link that nobody will use, a transfer that will not come."""
    charge = locked(payment.charge_id)
    may_pay.require(by, charge)
    payment = Payment.objects.select_for_update().get(id=payment.id)
    if payment.state == State.PENDING:
        giving_up.end(payment, charge, state=State.CANCELLED, why="given_up", by=by, now=now)
    return payment


def compact(reference: str) -> str:
    """Return a transfer's reference as it is kept: without blanks, in capitals."""
    return "".join(reference.split()).upper()[:25]


def _payable(charge: Charge, amount: Money | None) -> Money:
    owed = owed_on(charge)
    if owed.minor <= 0:
        raise NothingOwed
    if amount is None:
        return owed
    if amount.currency != owed.currency:
        raise WrongCurrency(amount.currency)
    refuse_unless_sum(amount.minor, amount.currency)
    if amount.minor > owed.minor:
        raise TooMuch
    return amount


def _card_under_way(charge: Charge, by: Actor, now: datetime) -> Payment | None:
    payment = under_way(charge).filter(method=Method.CARD).first()
    if payment is None:
        return None
    if Checkout.objects.filter(payment=payment, expires_at__lte=now).exists():
        giving_up.end(payment, charge, state=State.CANCELLED, why="expired", by=by, now=now)
        return None
    return payment


def _new(charge: Charge, method: str, amount: Money, by: Actor, now: datetime, **more) -> Payment:
    """Return a payment that is under way; cash is so only within the transaction that takes it."""
    payment = Payment(
        id=uuid7(),
        organization_id=charge.organization_id,
        charge=charge,
        method=method,
        amount_minor=amount.minor,
        currency=amount.currency,
        state=State.PENDING,
        started_at=now,
        started_by=by.name,
        **more,
    )
    payment.save(force_insert=True)
    audit.wrote(by, "payments.started", patient=charge.patient_id, entity=("Payment", payment.id), reason=method)
    return payment


def _too_much(charge: Charge, amount: Money, by: Actor, now: datetime) -> Payment:
    """Note what came on top of what was owed. It never was under way: it would not have fitted into the charge."""
    more = Payment(
        organization_id=charge.organization_id,
        charge=charge,
        method=Method.TRANSFER,
        amount_minor=amount.minor,
        currency=amount.currency,
        state=State.SURPLUS,
        started_at=now,
        started_by=by.name,
        captured_at=now,
        captured_by=by.name,
    )
    more.save(force_insert=True)
    audit.wrote(by, "payments.surplus", patient=charge.patient_id, entity=("Payment", more.id))
    receipts.issue_for_payment(more, charge, by=by, now=now)
    return more


def _new_reference() -> str:
    """Return a creditor reference (ISO 11649): RF, two check digits, and twelve digits that nobody guesses."""
    body = f"{secrets.randbelow(10**12):012d}"
    digits = "".join(str(int(sign, 36)) for sign in f"{body}RF00")
    return f"RF{98 - int(digits) % 97:02d}{body}"
