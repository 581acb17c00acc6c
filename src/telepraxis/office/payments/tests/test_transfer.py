"""Transfers: waited for by their reference, and what they bring is what counts."""

import pytest

from telepraxis.base.events.models import ToldFact
from telepraxis.office.payments import charging, paying, reading, refunding
from telepraxis.office.payments.models import Payment, Receipt
from telepraxis.office.payments.money import Money

from .scene import NOW, SOON, euros


def is_creditor_reference(text: str) -> bool:
    """ISO 11649: the first four signs at the end, letters as numbers, one more than a multiple of 97."""
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def test_a_transfer_is_waited_for_and_arrives(amara, owed, rui):
    waiting = paying.expect_transfer(charge=owed, by=amara, now=NOW)
    assert paying.expect_transfer(charge=owed, by=amara, now=NOW) == waiting
    assert (waiting.state, len(waiting.reference)) == ("pending", 16)
    assert is_creditor_reference(waiting.reference)
    assert reading.account_of(owed).state == "under_way"
    assert not Receipt.objects.exists()

    typed = f" {waiting.reference[:4].lower()} {waiting.reference[4:10]} {waiting.reference[10:]}"
    arrived = paying.note_transfer(reference=typed, arrived=euros(3500), by=rui, now=SOON)
    assert (arrived.id, arrived.state, arrived.captured_at) == (waiting.id, "captured", SOON)
    assert reading.account_of(owed).state == "paid"
    with pytest.raises(paying.NotExpected):
        paying.note_transfer(reference=waiting.reference, arrived=euros(3500), by=rui, now=SOON)
    assert Payment.objects.count() == 1


def test_less_pays_so_much_and_the_rest_stays_owed(owed, rui):
    waiting = paying.expect_transfer(charge=owed, by=rui, now=NOW)
    came = paying.note_transfer(reference=waiting.reference, arrived=euros(3000), by=rui, now=SOON)
    account = reading.account_of(owed)
    assert (came.amount_minor, account.owed, account.state) == (3000, euros(500), "part_paid")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.ended_why) == ("cancelled", "other_sum")


def test_more_pays_all_and_the_rest_waits_to_go_back(owed, rui, teresa):
    waiting = paying.expect_transfer(charge=owed, by=rui, now=NOW)
    paying.note_transfer(reference=waiting.reference, arrived=euros(4000), by=rui, now=SOON)
    [account] = reading.needing_a_person()
    assert (account.state, account.to_give_back) == ("paid", euros(500))
    extra = Payment.objects.get(state="surplus")
    refunding.refund(payment=extra, why="paid_twice", by=teresa, now=SOON)
    assert (reading.needing_a_person(), reading.account_of(owed).to_give_back) == ([], euros(0))


def test_it_comes_although_it_was_paid_in_cash_meanwhile(owed, rui):
    waiting = paying.expect_transfer(charge=owed, by=rui, now=NOW)
    paying.take_cash(charge=owed, by=rui, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.ended_why) == ("cancelled", "paid_otherwise")
    late = paying.note_transfer(reference=waiting.reference, arrived=euros(3500), by=rui, now=SOON)
    assert (late.state, reading.account_of(owed).to_give_back) == ("surplus", euros(3500))
    assert ToldFact.objects.filter(kind="office.payments.PaymentReceived").count() == 1


def test_it_comes_after_the_charge_was_withdrawn(owed, rui, teresa):
    waiting = paying.expect_transfer(charge=owed, by=rui, now=NOW)
    charging.withdraw(charge=owed, by=teresa, now=NOW)
    late = paying.note_transfer(reference=waiting.reference, arrived=euros(100), by=rui, now=SOON)
    assert (late.state, late.amount_minor, Payment.objects.count()) == ("surplus", 100, 2)


@pytest.mark.parametrize(
    ("arrived", "reference", "refused"),
    [
        (Money(3500, "USD"), None, paying.WrongCurrency),
        (euros(0), None, ValueError),
        (euros(3500), "RF00NOBODY", paying.NotExpected),
        (euros(3500), "", paying.NotExpected),
    ],
)
def test_refuses_and_changes_nothing(owed, rui, arrived, reference, refused):
    waiting = paying.expect_transfer(charge=owed, by=rui, now=NOW)
    with pytest.raises(refused):
        said = waiting.reference if reference is None else reference
        paying.note_transfer(reference=said, arrived=arrived, by=rui, now=SOON)
    waiting.refresh_from_db()
    assert (waiting.state, Payment.objects.count()) == ("pending", 1)


def test_it_is_given_up(amara, tomasz, owed):
    waiting = paying.expect_transfer(charge=owed, by=amara, now=NOW)
    with pytest.raises(Exception, match="not allowed"):
        paying.give_up(payment=waiting, by=tomasz, now=SOON)
    assert paying.give_up(payment=waiting, by=amara, now=SOON).state == "cancelled"
    assert ToldFact.objects.get(kind="office.payments.PaymentFailed").body["why"] == "given_up"
