"""Cash: change, a till that adds up, receipts without a gap."""

import pytest
from django.db import IntegrityError, connection, transaction

from telepraxis.base.events.models import ToldFact
from telepraxis.base.uuid7 import uuid7
from telepraxis.office.payments import once, paying, reading, refunding, till
from telepraxis.office.payments.models import Payment, Receipt, Till, UsedKey
from telepraxis.office.payments.money import Money

from .scene import NOW, SOON, charge, euros


def test_cash_is_taken_with_change_and_receipted(owed, rui):
    paid = paying.take_cash(charge=owed, given=euros(5000), by=rui, now=SOON)

    assert (paid.state, paid.amount_minor, paid.change_minor, paid.captured_by) == ("captured", 3500, 1500, rui.name)
    receipt = Receipt.objects.get(payment=paid)
    assert (receipt.number_text, receipt.content["payer"], receipt.content["given_minor"]) == (
        "2026-00001", "Amara Okonjo", 5000,
    )  # fmt: skip
    fact = ToldFact.objects.get(kind="office.payments.PaymentReceived").body
    assert (fact["amount_minor"], fact["still_owed_minor"], fact["charge_id"]) == (3500, 0, str(owed.id))
    account = reading.account_of(owed)
    assert (account.state, account.owed, account.paid) == ("paid", euros(0), euros(3500))


def test_in_parts(owed, rui):
    paying.take_cash(charge=owed, amount=euros(1000), by=rui, now=NOW)
    assert reading.account_of(owed).state == "part_paid"
    with pytest.raises(paying.TooMuch):
        paying.take_cash(charge=owed, amount=euros(2501), by=rui, now=NOW)
    paying.take_cash(charge=owed, by=rui, now=SOON)
    with pytest.raises(paying.NothingOwed):
        paying.take_cash(charge=owed, by=rui, now=SOON)
    assert sorted(Payment.objects.values_list("amount_minor", flat=True)) == [1000, 2500]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"amount": Money(3500, "USD")}, paying.WrongCurrency),
        ({"given": Money(5000, "USD")}, paying.WrongCurrency),
        ({"given": Money(3499, "EUR")}, paying.TooLittleGiven),
        ({"amount": Money(0, "EUR")}, ValueError),
    ],
)
def test_refuses_and_takes_nothing(owed, rui, said, refused):
    with pytest.raises(refused):
        paying.take_cash(charge=owed, by=rui, now=SOON, **said)
    assert (Payment.objects.count(), Till.objects.count(), Receipt.objects.count()) == (0, 0, 0)


def test_one_key_does_one_deed(amara, owed, rui):
    key = uuid7()
    first = paying.take_cash(charge=owed, amount=euros(1000), key=key, by=rui, now=NOW)
    assert paying.take_cash(charge=owed, amount=euros(1000), key=key, by=rui, now=SOON) == first
    with pytest.raises(once.KeyOfAnother):
        paying.take_cash(charge=owed, amount=euros(1001), key=key, by=rui, now=SOON)
    assert (Payment.objects.count(), UsedKey.objects.count()) == (1, 1)
    with pytest.raises(IntegrityError, match="payment_key_once"), transaction.atomic():
        once.remember(key, "cash", made=first.id, now=NOW)


def test_the_database_holds_payments_within_their_charge(owed, rui):
    paying.take_cash(charge=owed, amount=euros(3000), by=rui, now=NOW)
    row = {"organization_id": owed.organization_id, "charge": owed, "method": "transfer", "started_at": NOW}
    for amount, currency, said in ((501, "EUR", "towards a charge"), (500, "USD", "in the currency of its charge")):
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            Payment(amount_minor=amount, currency=currency, state="pending", **row).save(force_insert=True)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount_minor": 1}, "keeps what it said"),
        ({"state": "pending", "captured_at": None}, "goes from captured to pending"),
        ({"state": "captured"}, "goes from captured to captured"),
        ({"captured_by": "Somebody"}, "goes from captured"),
    ],
)
def test_what_was_captured_never_changes(owed, rui, change, said):
    paid = paying.take_cash(charge=owed, by=rui, now=NOW)
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        Payment.objects.filter(id=paid.id).update(**change)
    with pytest.raises(IntegrityError, match="never removed"), transaction.atomic():
        Payment.objects.filter(id=paid.id)._raw_delete("default")


def test_the_till_is_counted_and_closed(amara, owed, rui, teresa):
    paid = paying.take_cash(charge=owed, by=rui, now=NOW)
    refunding.refund(payment=paid, amount=euros(500), why="mistake", by=teresa, now=NOW)
    [drawer] = till.open_tills()
    assert till.movements(drawer) == (3500, 500)
    with pytest.raises(till.NoteMissing):
        till.close(till=drawer, counted=2500, left=2000, by=rui, now=SOON)
    drawer.refresh_from_db()
    assert drawer.closed_at is None

    closed = till.close(till=drawer, counted=2500, left=2000, note="five euros short", by=rui, now=SOON)
    assert (closed.expected_minor, closed.difference_minor) == (3000, -500)
    with pytest.raises(till.AlreadyClosed):
        till.close(till=drawer, counted=2500, left=2000, by=rui, now=SOON)
    paying.take_cash(charge=charge(amara, rui), by=rui, now=SOON)
    assert till.open_tills()[0].opening_minor == 2000


def test_nothing_comes_into_a_closed_till(amara, owed, rui):
    paying.take_cash(charge=owed, by=rui, now=NOW)
    [drawer] = till.open_tills()
    till.close(till=drawer, counted=3500, left=0, by=rui, now=NOW)
    other = charge(amara, rui)
    with pytest.raises(IntegrityError, match="holds what was counted"), transaction.atomic():
        Payment(
            organization_id=other.organization_id, charge=other, method="cash", amount_minor=100, currency="EUR",
            state="captured", started_at=NOW, captured_at=NOW, given_minor=100, till=drawer,
        ).save(force_insert=True)  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS till_adds_up IMMEDIATE")


def test_receipts_are_numbered_by_the_database_without_a_gap(amara, owed, rui, quayside):
    for minor in (100, 200, 300):
        paying.take_cash(charge=charge(amara, rui, minor), by=rui, now=NOW)
    assert list(Receipt.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    row = Receipt.objects.order_by("number").last()
    for change in ({"number": 9}, {"content": {}}):
        with pytest.raises(IntegrityError, match="insert-only"), transaction.atomic():
            Receipt.objects.filter(id=row.id).update(**change)
    more = Payment(
        organization_id=owed.organization_id, charge=owed, method="transfer", amount_minor=1, currency="EUR",
        state="surplus", started_at=NOW, captured_at=NOW,
    )  # fmt: skip
    more.save(force_insert=True)
    by_hand = Receipt(
        organization_id=owed.organization_id, payment=more, year=2026, number=5, issued_at=NOW, content={}
    )
    with pytest.raises(IntegrityError, match="has none before it"), transaction.atomic():
        by_hand.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS no_gap IMMEDIATE")
