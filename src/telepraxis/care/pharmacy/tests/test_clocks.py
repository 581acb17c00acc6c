"""Clocks that differ: what a practice signed a little ahead counts, what it signed for tomorrow waits until then."""

from datetime import timedelta

import pytest

from telepraxis.care.medications import reading
from telepraxis.care.medications.models import Fill, PrescribedLine
from telepraxis.care.pharmacy.models import Claim, Handout
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    NOON,
    TEN,
    claim_at,
    hand_over,
    made_ready,
    on_shelf,
    order,
    prescribe,
    states_at,
    states_there,
    stock,
)
from telepraxis.care.pharmacy.tests.test_counter import ask, token_of
from telepraxis.registry.signatures import verifying

pytestmark = pytest.mark.django_db(transaction=True)
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


def carry_apart(town, practice_now, pharmacy_now) -> None:
    """Bring everything, each side by its own clock."""
    while any(
        [
            town._bring(town.quayside, practice_now),
            town._bring(town.corner.tenant, pharmacy_now),
            town._bring(town.hill.tenant, pharmacy_now),
        ]
    ):
        pass


def test_what_a_practice_five_minutes_ahead_has_signed_is_handed_out(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    ahead = TEN + 5 * A_MINUTE
    signed = prescribe(town, AMOXICILLIN, now=ahead - A_MINUTE)

    claim = ask(town, town.corner, token_of(town, signed), now=TEN)
    carry_apart(town, ahead, TEN)
    code = made_ready(town, town.corner, claim, TEN)
    carry_apart(town, ahead, TEN)
    hand_over(town, town.corner, claim, TEN, code=code)
    carry_apart(town, ahead, TEN)

    assert states_there(town, town.corner, claim) == ("done", {1: "handed_out"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (79, 0)
    with town.at(town.quayside):
        assert (PrescribedLine.objects.get().status, Fill.objects.get().handed_out_at) == ("depleted", TEN)
        [told] = reading.prescriptions_of(town.amara.patient_id)
        assert [fill.quantity for line in told.lines for fill in line.fills] == ["21 capsules"]


def test_what_a_practice_a_day_ahead_has_signed_is_asked_for_tomorrow(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    token = token_of(town, prescribe(town, AMOXICILLIN, now=TEN + A_DAY))

    with pytest.raises(verifying.NotYetValid) as refused:
        ask(town, town.corner, token, now=TEN)

    assert "Check the clock of this device, then ask the sender." in str(refused.value)
    with town.at(town.corner):
        assert not Claim.objects.exists()
    with town.at(town.quayside):
        assert not PrescribedLine.objects.get().is_claimed
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 0)

    claim = ask(town, town.corner, token, now=TEN + A_DAY)
    town.carry(TEN + A_DAY)
    assert states_there(town, town.corner, claim) == ("waiting", {1: "waiting"})


def test_nothing_is_handed_out_in_the_future_though_the_pharmacys_clock_says_so(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    placed = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    ahead = NOON + 5 * A_MINUTE
    carry_apart(town, NOON, ahead)
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim, ahead)
    carry_apart(town, NOON, ahead)
    hand_over(town, town.corner, claim, ahead, code=code)
    carry_apart(town, NOON, ahead)

    assert states_at(town, placed) == ("handed_out", {1: "handed_out"})
    with town.at(town.quayside):
        there = Fill.objects.get().handed_out_at
    with town.at(town.corner):
        assert (Handout.objects.get().at, there) == (ahead, NOON)
