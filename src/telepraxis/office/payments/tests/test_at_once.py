"""Many at once: one charge is paid once, a payment goes back once, receipts have no gap."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from telepraxis.base import audit
from telepraxis.base.uuid7 import uuid7
from telepraxis.office.payments import charging, naming, paying, refunding
from telepraxis.office.payments.models import Payment, Receipt, Refund
from telepraxis.office.payments.money import Money
from telepraxis.registry.patients import registration
from tests.sites import in_practice

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, act) -> list:
    def alone(number: int):
        try:
            return act(number)
        except Exception as refused:
            return type(refused)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as many:
        return list(many.map(alone, range(count)))


@pytest.fixture
def amara(practice):
    with in_practice(practice) as system:
        return registration.register(given="Amara", family="Okonjo", birth_date=None, by=system, now=timezone.now()).uid


def charged(practice, amara, minor: int = 3500):
    now = timezone.now()
    with in_practice(practice) as system:
        return charging.charge(
            reference=(naming.DESK, uuid7()), amount=Money(minor, "EUR"), patient=amara, told_at=now, by=system, now=now
        )


def test_eight_take_the_same_cash(practice, amara):
    owed = charged(practice, amara)

    def take(_number: int):
        with in_practice(practice) as system:
            return paying.take_cash(charge=owed, by=system, now=timezone.now()).state

    found = at_once(8, take)
    assert sorted(map(str, found)) == sorted(["captured", *[str(paying.NothingOwed)] * 7])
    with in_practice(practice):
        assert Payment.objects.get().amount_minor == 3500


def test_eight_give_it_back(practice, amara):
    owed = charged(practice, amara)
    with in_practice(practice) as system:
        paid = paying.take_cash(charge=owed, by=system, now=timezone.now())

    def give(_number: int):
        with in_practice(practice) as system:
            return refunding.refund(
                payment=paid, amount=Money(1000, "EUR"), why="mistake", by=system, now=timezone.now()
            ).state

    found = at_once(8, give)
    assert (found.count("sent"), found.count(refunding.MoreThanCaptured)) == (3, 5)
    with in_practice(practice):
        assert sum(Refund.objects.values_list("amount_minor", flat=True)) == 3000


def test_eight_pass_the_verb_by_and_the_database_counts(practice, amara):
    owed = charged(practice, amara)
    with in_practice(practice) as system:
        paid = paying.take_cash(charge=owed, by=system, now=timezone.now())

    def give(_number: int):
        with in_practice(practice) as system, transaction.atomic():
            Refund(
                organization_id=practice.id, payment=paid, method="cash", amount_minor=1000, currency="EUR",
                why="mistake", state="pending", asked_at=timezone.now(), asked_by="", till=paid.till,
            ).save(force_insert=True)  # fmt: skip
            audit.wrote(system, "payments.refunded")
        return "kept"

    found = at_once(8, give)
    assert (found.count("kept"), found.count(IntegrityError)) == (3, 5)


def test_one_key_pressed_eight_times(practice, amara):
    owed, key = charged(practice, amara), uuid7()

    def take(_number: int):
        with in_practice(practice) as system:
            return paying.take_cash(charge=owed, amount=Money(1000, "EUR"), key=key, by=system, now=timezone.now()).id

    assert len(set(at_once(8, take))) == 1
    with in_practice(practice):
        assert Payment.objects.count() == 1


def test_receipts_have_no_gap_though_some_roll_back(practice, amara):
    owed = [charged(practice, amara, 100 + number) for number in range(12)]

    def take(number: int):
        with in_practice(practice) as system:
            paying.take_cash(charge=owed[number], by=system, now=timezone.now())
            if number % 3 == 0:
                raise KeyError("the desk's machine goes down")
        return "taken"

    assert at_once(12, take).count("taken") == 8
    with in_practice(practice):
        assert sorted(Receipt.objects.values_list("number", flat=True)) == list(range(1, 9))
