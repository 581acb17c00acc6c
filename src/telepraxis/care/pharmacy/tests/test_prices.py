"""The price stands before the yes: what costs more than was seen waits, what costs less is charged less."""

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.base.events.models import ToldFact
from telepraxis.care.pharmacy import ordering, paying
from telepraxis.care.pharmacy.models import Claim, Order, OrderLine
from telepraxis.care.pharmacy.refusals import NotSo
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
    NOON,
    TEN,
    claim_at,
    on_shelf,
    order,
    prescribe,
    states_at,
    states_there,
    stock,
)

pytestmark = pytest.mark.django_db(transaction=True)


def accepted(town) -> int:
    with town.at(town.corner):
        return ToldFact.objects.filter(kind="care.pharmacy.ClaimAccepted").count()


def test_a_price_that_rose_between_choice_and_arrival_waits_for_the_yes(town):
    stock(town, town.corner, AMOXICILLIN, 100, 12)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)

    assert states_at(town, first) == ("changed", {1: "changed"})
    assert states_there(town, town.corner, claim) == ("changed", {1: "changed"})
    with town.at(town.corner):
        assert (paying.owed(claim.id).total_minor, accepted(town)) == (0, 0)
    with town.at(town.quayside):
        [line] = OrderLine.objects.all()
        assert (line.promised_minor, line.agreed_minor, line.asked_minor) == (210, 210, 252)
        with pytest.raises(NotAllowed):
            ordering.agree(order=first.id, by=claim_actor(town), now=NOON)
        ordering.agree(order=first.id, by=town.amara, now=NOON)
    town.carry(NOON)

    assert states_at(town, first) == ("accepted", {1: "kept"})
    with town.at(town.corner):
        assert (paying.owed(claim.id).total_minor, accepted(town)) == (252, 1)
    with town.at(town.quayside):
        assert OrderLine.objects.get().agreed_minor == 252
        with pytest.raises(NotSo):
            ordering.agree(order=first.id, by=town.amara, now=NOON)


def claim_actor(town):
    from dataclasses import replace
    from uuid import uuid4

    return replace(town.amara, patient_id=uuid4(), same_person=frozenset())


def test_a_no_to_the_price_frees_the_stock_and_nobody_ever_owed(town):
    stock(town, town.corner, AMOXICILLIN, 100, 12)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    with town.at(town.quayside):
        ordering.withdraw(order=first.id, by=town.amara, now=NOON)
    town.carry(NOON)

    assert states_at(town, first) == ("cancelled", {1: "cancelled"})
    assert (on_shelf(town, town.corner, AMOXICILLIN), accepted(town)) == ((100, 0), 0)


def test_a_price_that_fell_is_charged_as_it_is(town):
    stock(town, town.corner, AMOXICILLIN, 100, 8)
    order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    with town.at(town.corner):
        assert paying.owed(Claim.objects.get().id).total_minor == 168
    with town.at(town.quayside):
        assert OrderLine.objects.get().agreed_minor == 168


def test_one_line_that_waits_keeps_the_other_from_being_owed_until_it_is_withdrawn(town):
    stock(town, town.corner, AMOXICILLIN, 100, 12)
    stock(town, town.corner, IBUPROFEN, 100, 5)
    first = order(town, prescribe(town, AMOXICILLIN, IBUPROFEN), town.corner, 210, 105)
    town.carry()
    assert (states_at(town, first)[0], accepted(town)) == ("changed", 0)
    with town.at(town.quayside):
        line = OrderLine.objects.get(position=1)
        ordering.withdraw(order=first.id, lines=[line.id], by=town.amara, now=NOON)
    town.carry(NOON)

    assert states_at(town, first) == ("accepted", {1: "cancelled", 2: "kept"})
    with town.at(town.corner):
        assert (paying.owed(Claim.objects.get().id).total_minor, accepted(town)) == (105, 1)


def test_ordered_without_a_price_it_is_told_and_asked(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, None)
    town.carry()
    assert states_at(town, first) == ("changed", {1: "changed"})
    with town.at(town.quayside):
        assert (OrderLine.objects.get().asked_minor, Order.objects.get().currency) == (210, "EUR")


def test_what_was_paid_reaches_the_patient_once(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)
    with town.at(town.corner):
        paying.offered(claim=claim.id, pay_path="https://corner.test/pay/1", by=town.corner.pharmacist, now=TEN)
        for _twice in range(2):
            paying.noted(claim=claim.id, paid_minor=210, at=TEN, by=town.corner.pharmacist, now=TEN)
        with pytest.raises(NotAllowed):
            paying.noted(claim=claim.id, paid_minor=0, at=TEN, by=town.amara, now=TEN)
    town.carry()
    with town.at(town.quayside):
        row = Order.objects.get(pk=first.pk)
        assert (row.paid_minor, row.paid_at, row.pay_path) == (210, TEN, "https://corner.test/pay/1")
