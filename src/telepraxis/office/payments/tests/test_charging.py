"""What somebody owes: once for each thing, in a currency that there is, withdrawn and never changed."""

import pytest
from django.db import IntegrityError, transaction

from telepraxis.base.access import NotAllowed
from telepraxis.base.uuid7 import uuid7
from telepraxis.office.payments import charging, money, paying, reading
from telepraxis.office.payments.models import Charge, Payment
from telepraxis.office.payments.money import Money

from .scene import NOW, SOON, charge, euros


def test_a_thing_is_charged_once_however_often_it_is_said(amara, rui):
    order = ("order", uuid7())
    first = charge(amara, rui, reference=order)
    assert charge(amara, rui, reference=order, now=SOON) == first

    with pytest.raises(charging.AlreadyCharged) as known:
        charge(amara, rui, 3600, reference=order)
    assert (known.value.charge, Charge.objects.count()) == (first, 1)
    assert (first.owed_by, first.charged_by, paying.owed_on(first)) == ("Amara Okonjo", "Rui Tavares", euros(3500))


@pytest.mark.parametrize(("minor", "currency"), [(0, "EUR"), (-5, "EUR"), (100, "EUX"), (10**13, "EUR")])
def test_refuses_what_is_no_sum(amara, rui, minor, currency):
    with pytest.raises(money.BadSum):
        charge(amara, rui, minor, currency)
    assert not Charge.objects.exists()


def test_who_may_charge(amara, ines, rui):
    with pytest.raises(NotAllowed):
        charge(amara, ines)
    with pytest.raises(NotAllowed):
        charge(amara, amara)
    assert not Charge.objects.exists()


def test_withdrawn_nobody_owes_it_and_what_is_under_way_ends(amara, rui, teresa, owed):
    waiting = paying.expect_transfer(charge=owed, by=rui, now=NOW)
    with pytest.raises(NotAllowed):
        charging.withdraw(charge=owed, by=rui, now=SOON)

    gone = charging.withdraw(charge=owed, why="a mistake", by=teresa, now=SOON)
    assert charging.withdraw(charge=owed, why="again", by=teresa, now=SOON).withdrawn_why == "a mistake"
    waiting.refresh_from_db()
    assert (gone.withdrawn_by, waiting.state, waiting.ended_why) == ("Teresa Faria", "cancelled", "withdrawn")
    assert reading.account_of(gone).state == "withdrawn"
    with pytest.raises(paying.NothingOwed):
        paying.take_cash(charge=owed, by=rui, now=SOON)
    assert charge(amara, rui, reference=(owed.reference_kind, owed.reference_id)).id != owed.id


@pytest.mark.parametrize(
    "change",
    [{"amount_minor": 1}, {"currency": "USD"}, {"owed_by": "Somebody"}, {"told_at": SOON}, {"reference_kind": "x"}],
)
def test_the_database_lets_no_charge_change(owed, change):
    with pytest.raises(IntegrityError, match="keeps what it said"), transaction.atomic():
        Charge.objects.filter(id=owed.id).update(**change)


def test_the_database_lets_no_charge_go(owed):
    with pytest.raises(IntegrityError, match="never removed"), transaction.atomic():
        Charge.objects.filter(id=owed.id).delete()
    with pytest.raises(IntegrityError, match="somebody is paying"), transaction.atomic():
        Payment(
            organization_id=owed.organization_id, charge=owed, method="transfer", amount_minor=1, currency="EUR",
            state="pending", started_at=NOW, started_by="",
        ).save(force_insert=True)  # fmt: skip
        Charge.objects.filter(id=owed.id).update(withdrawn_at=SOON)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("35", "EUR", 3500), ("35,5", "EUR", 3550), ("1,250.00", "EUR", 125000), ("1.250,00", "EUR", 125000),
        ("1'250", "CHF", 125000), ("1,250", "EUR", 125000), ("500", "JPY", 500), ("1,500", "JPY", 1500),
        ("5.125", "KWD", 5125), ("1,005.125", "KWD", 1005125), ("0", "EUR", 0),
    ],
)  # fmt: skip
def test_reads_sums_as_people_write_them(text, currency, minor):
    assert money.read_sum(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [("", "EUR"), ("abc", "EUR"), ("1.2.3.", "EUR"), ("5.5", "JPY"), ("-3", "EUR"), ("35.5555", "EUR")],
)
def test_refuses_what_it_cannot_read(text, currency):
    with pytest.raises(money.BadSum):
        money.read_sum(text, currency)


def test_two_currencies_are_never_added():
    with pytest.raises(money.BadSum):
        Money(1, "EUR") + Money(1, "USD")
    assert (str(Money(1000, "JPY")), money.typed(5125, "KWD"), money.typed(500, "JPY")) == ("¥1,000", "5.125", "500")
