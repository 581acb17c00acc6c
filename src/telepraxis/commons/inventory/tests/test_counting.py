"""A place is counted while stock goes on moving; differences are posted with their reason."""

from datetime import timedelta
from decimal import Decimal

import pytest

from telepraxis.commons.inventory import counting, issuing
from telepraxis.commons.inventory.counting import Found
from telepraxis.commons.inventory.ledger import BadAmount
from telepraxis.commons.inventory.models import Balance, Count, Deed, Lot, Movement
from tests.people import MONDAY_8AM

from .scene import FILL, LATER, key


@pytest.fixture
def count(stocked, pilar):
    return counting.begin(place=stocked.shelf.id, by=pilar, now=MONDAY_8AM)


def enter(count, by, quantity, lot=None, **more):
    found = Found(Decimal(quantity), lot.id if lot else None, **more)
    return counting.enter(count=count.id, found=found, by=by, now=MONDAY_8AM)


def on_shelf(lot) -> int:
    return int(Balance.objects.get(lot=lot, place__name="Shelf").quantity)


def take(stocked, by, quantity):
    issuing.issue(
        item=stocked.amoxicillin.id, quantity=Decimal(quantity), reference=FILL, key=key(), by=by, now=MONDAY_8AM
    )


def test_differences_are_posted_as_of_the_moment_each_lot_was_counted(stocked, count, pilar):
    line = enter(count, pilar, 18, stocked.soon)
    assert (line.expected, line.difference) == (Decimal(20), Decimal(-2))
    take(stocked, pilar, 5)
    enter(count, pilar, 20, stocked.later)
    deed = counting.finish(count=count.id, reason="Two fell behind", by=pilar, now=MONDAY_8AM + timedelta(hours=1))

    assert (on_shelf(stocked.soon), on_shelf(stocked.later)) == (13, 20)
    moved = Movement.objects.filter(deed=deed).order_by("lot__number").values_list("lot__number", "quantity")
    assert list(moved) == [("A1", Decimal(-2)), ("B2", Decimal(0))]
    assert (deed.reason, Count.objects.get().reason) == ("Two fell behind", "Two fell behind")
    looked_at = Balance.objects.get(lot=stocked.later).changed_at
    assert looked_at == MONDAY_8AM + timedelta(hours=1)


def test_what_nobody_entered_stays(stocked, count, pilar):
    enter(count, pilar, 20, stocked.soon)
    counting.finish(count=count.id, by=pilar, now=MONDAY_8AM)

    assert on_shelf(stocked.later) == 20


def test_a_lot_that_nobody_knew_is_found(stocked, count, pilar):
    enter(count, pilar, 4, item=stocked.amoxicillin.id, lot_number="F7", expires_on=LATER)
    counting.finish(count=count.id, reason="Behind the drawer", by=pilar, now=MONDAY_8AM)

    assert on_shelf(Lot.objects.get(number="F7")) == 4


def test_a_difference_needs_a_reason_and_entering_again_corrects(stocked, count, pilar):
    enter(count, pilar, 2, stocked.soon)
    with pytest.raises(counting.DifferenceUnexplained):
        counting.finish(count=count.id, reason="  ", by=pilar, now=MONDAY_8AM)
    assert on_shelf(stocked.soon) == 20
    enter(count, pilar, 20, stocked.soon)
    counting.finish(count=count.id, by=pilar, now=MONDAY_8AM)

    assert on_shelf(stocked.soon) == 20


def test_more_left_since_than_was_found(stocked, count, pilar):
    enter(count, pilar, 1, stocked.soon)
    take(stocked, pilar, 5)
    with pytest.raises(counting.CountAgain) as refused:
        counting.finish(count=count.id, reason="Missing", by=pilar, now=MONDAY_8AM)

    assert [each.number for each in refused.value.lots] == ["A1"]
    assert (on_shelf(stocked.soon), Count.objects.get().is_open) == (15, True)


def test_one_count_of_a_place_at_a_time_and_none_after_its_end(stocked, count, pilar):
    with pytest.raises(counting.BeingCounted):
        counting.begin(place=stocked.shelf.id, by=pilar, now=MONDAY_8AM)
    counting.drop(count=count.id, by=pilar, now=MONDAY_8AM)
    for verb in (
        lambda: enter(count, pilar, 1, stocked.soon),
        lambda: counting.finish(count=count.id, by=pilar, now=MONDAY_8AM),
        lambda: counting.drop(count=count.id, by=pilar, now=MONDAY_8AM),
    ):
        with pytest.raises(counting.CountOver):
            verb()

    assert (on_shelf(stocked.soon), Deed.objects.filter(kind="count").exists()) == (20, False)
    counting.begin(place=stocked.shelf.id, by=pilar, now=MONDAY_8AM)


@pytest.mark.parametrize("wrong", ["-1", "NaN", "1e11"])
def test_what_is_found_is_a_quantity(stocked, count, pilar, wrong):
    with pytest.raises(BadAmount):
        enter(count, pilar, wrong, stocked.soon)
