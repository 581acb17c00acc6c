"""Refunds: never more than came, in its currency, as it came; two at once are counted one after the other."""

import pytest
from django.db import IntegrityError, transaction

from telepraxis.base.access import NotAllowed
from telepraxis.base.events.models import ToldFact
from telepraxis.base.uuid7 import uuid7
from telepraxis.office.payments import paying, reading, refunding
from telepraxis.office.payments.models import Receipt, Refund
from telepraxis.office.payments.money import Money

from .scene import NOW, SOON, euros


@pytest.fixture
def paid(owed, rui):
    return paying.take_cash(charge=owed, by=rui, now=NOW)


def test_in_parts_and_never_more_than_came(owed, paid, teresa):
    first = refunding.refund(payment=paid, amount=euros(1000), why="goodwill", by=teresa, now=SOON)
    with pytest.raises(refunding.MoreThanCaptured) as refused:
        refunding.refund(payment=paid, amount=euros(2501), why="goodwill", by=teresa, now=SOON)
    rest = refunding.refund(payment=paid, why="goodwill", by=teresa, now=SOON)
    with pytest.raises(refunding.MoreThanCaptured):
        refunding.refund(payment=paid, amount=euros(1), why="goodwill", by=teresa, now=SOON)

    assert (refused.value.left, first.state, rest.amount_minor) == (euros(2500), "sent", 2500)
    account = reading.account_of(owed)
    assert (account.state, account.given_back, account.owed) == ("refunded", euros(3500), euros(0))
    receipt = Receipt.objects.get(refund=first)
    assert (receipt.number_text, receipt.content["of"]) == ("2026-00002", "2026-00001")
    assert ToldFact.objects.filter(kind="office.payments.RefundSent").count() == 2


def test_one_key_gives_back_once(paid, teresa):
    key = uuid7()
    first = refunding.refund(payment=paid, amount=euros(1000), why="mistake", key=key, by=teresa, now=SOON)
    assert refunding.refund(payment=paid, amount=euros(1000), why="mistake", key=key, by=teresa, now=SOON) == first
    assert Refund.objects.count() == 1


def test_refuses_and_gives_nothing(amara, owed, paid, rui, teresa):
    with pytest.raises(refunding.WrongCurrency):
        refunding.refund(payment=paid, amount=Money(100, "USD"), why="mistake", by=teresa, now=SOON)
    with pytest.raises(ValueError):
        refunding.refund(payment=paid, amount=euros(0), why="mistake", by=teresa, now=SOON)
    with pytest.raises(ValueError):
        refunding.refund(payment=paid, why="because", by=teresa, now=SOON)
    for nobody in (amara, rui):
        with pytest.raises(NotAllowed):
            refunding.refund(payment=paid, why="mistake", by=nobody, now=SOON)
    assert not Refund.objects.exists()


def test_what_has_not_arrived_does_not_go_back(owed, rui, teresa):
    waiting = paying.expect_transfer(charge=owed, by=rui, now=NOW)
    with pytest.raises(refunding.NotCaptured):
        refunding.refund(payment=waiting, why="mistake", by=teresa, now=SOON)


def by_hand(payment, **said) -> Refund:
    row = {
        "organization_id": payment.organization_id, "payment": payment, "method": payment.method,
        "currency": "EUR", "why": "mistake", "state": "pending", "asked_at": NOW, "asked_by": "", "till": payment.till,
    } | said  # fmt: skip
    return Refund(**row)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"amount_minor": 3501}, "from a payment of 3500"),
        ({"amount_minor": 100, "currency": "USD"}, "as it came"),
        ({"amount_minor": 100, "method": "card", "till": None}, "as it came"),
        ({"amount_minor": 0}, "refund_of_something"),
    ],
)
def test_the_database_holds_refunds_within_their_payment(paid, said, refused):
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        by_hand(paid, **said).save(force_insert=True)
    assert not Refund.objects.exists()


def test_the_database_lets_nothing_go_back_that_has_not_come(owed, rui):
    waiting = paying.expect_transfer(charge=owed, by=rui, now=NOW)
    with pytest.raises(IntegrityError, match="only what was captured"), transaction.atomic():
        by_hand(waiting, amount_minor=100).save(force_insert=True)


def test_what_was_sent_stays_so(paid, teresa):
    back = refunding.refund(payment=paid, why="mistake", by=teresa, now=SOON)
    for change, said in (
        ({"state": "pending", "sent_at": None}, "from sent to pending"),
        ({"amount_minor": 1}, "keeps"),
    ):
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            Refund.objects.filter(id=back.id).update(**change)
