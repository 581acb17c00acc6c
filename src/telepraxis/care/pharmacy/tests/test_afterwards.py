"""After it is ready: nobody comes, stock is lost, it is brought to the door, something comes back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from telepraxis.base import record
from telepraxis.base.access import Actor
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record.models import Resource
from telepraxis.care.medications.models import PrescribedLine
from telepraxis.care.pharmacy import delivering, ordering, paying, returning, time_over
from telepraxis.care.pharmacy.models import Claim, ClaimLine, Delivery, Handout, Return
from telepraxis.care.pharmacy.refusals import KeyUsed, NotSo, ReasonNeeded, WrongCode
from telepraxis.care.pharmacy.returning import MoneyBack
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    NOON,
    TEN,
    claim_at,
    hand_over,
    key,
    made_ready,
    on_shelf,
    order,
    prescribe,
    states_at,
    states_there,
    stock,
)
from telepraxis.commons.inventory import recalling, reserving
from telepraxis.commons.inventory.issuing import ReturnsTooMuch
from telepraxis.commons.inventory.models import Balance, Lot

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def given_up(town, now) -> int:
    with town.at(town.corner):
        return time_over.give_up_due(by=Actor.system(town.corner.id), now=now)


@pytest.fixture
def ordered(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    placed = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    return placed


def test_what_nobody_comes_for_is_free_again_on_both_sides(town, ordered):
    claim = claim_at(town, town.corner)
    made_ready(town, town.corner, claim)
    town.carry(NOON)
    assert given_up(town, TEN + 3 * DAY - timedelta(minutes=1)) == 0
    assert given_up(town, TEN + 3 * DAY) == 1
    assert given_up(town, TEN + 3 * DAY) == 0
    town.carry(TEN + 3 * DAY)

    assert states_there(town, town.corner, claim) == ("not_picked_up", {1: "not_picked_up"})
    assert states_at(town, ordered) == ("not_picked_up", {1: "not_picked_up"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 0)
    with town.at(town.corner):
        assert paying.owed(claim.id).total_minor == 0
        assert ToldFact.objects.filter(kind="care.pharmacy.ClaimWithdrawn").count() == 1
    with town.at(town.quayside):
        row = PrescribedLine.objects.get()
        assert (row.status, row.is_claimed, row.remaining) == ("active", False, 1)


def test_what_the_pharmacy_has_not_made_ready_is_waited_for_and_kept_on(town, ordered):
    late = TEN + 3 * DAY
    assert given_up(town, late) == 0
    with town.at(town.corner):
        assert reserving.expire_due(by=Actor.system(town.corner.id), now=late) == 1
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 0)
    town.carry(late)
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 21)
    assert states_at(town, ordered) == ("accepted", {1: "kept"})
    claim = claim_at(town, town.corner)
    made_ready(town, town.corner, claim, now=late)
    with town.at(town.corner):
        assert Claim.objects.get().kept_until == late + 2 * DAY


def test_stock_that_is_recalled_is_replaced_or_missing(town, ordered):
    stock(town, town.corner, AMOXICILLIN, 30, 10, lots=("B2",))
    by = town.corner.pharmacist
    with town.at(town.corner):
        item = town.corner.items[AMOXICILLIN.name]
        recalling.recall(item=item.id, lot_number="A1", reason="Glass", by=by, now=TEN)
    town.carry()
    assert states_at(town, ordered) == ("accepted", {1: "kept"})
    with town.at(town.corner):
        [kept] = Balance.objects.filter(reserved__gt=0)
        assert (kept.lot.number, kept.reserved) == ("B2", 21)
        recalling.recall(item=item.id, lot_number="B2", reason="Glass", by=by, now=TEN)
    town.carry()
    assert states_at(town, ordered) == ("accepted", {1: "missing"})
    with town.at(town.corner):
        assert paying.owed(Claim.objects.get().id).total_minor == 0


@pytest.fixture
def to_the_door(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    more = {"how": "delivery", "address": "Pier 4, Port Alder", "delivery_fee_minor": 300}
    placed = order(town, prescribe(town, AMOXICILLIN), town.corner, 210, **more)
    town.carry()
    return placed


def go(town, claim, step: str, now=NOON, **more) -> Delivery:
    with town.at(town.corner):
        said = {"owes_why": "Pays at the door"} | more
        return delivering.step(claim=claim.id, step=step, by=town.corner.pharmacist, now=now, **said)


def test_brought_to_the_door_step_by_step(town, to_the_door):
    claim = claim_at(town, town.corner)
    with pytest.raises(NotSo):
        go(town, claim, "packed")
    with town.at(town.corner):
        assert paying.owed(claim.id).total_minor == 510
    code = made_ready(town, town.corner, claim)
    with pytest.raises(NotSo):
        go(town, claim, "out")
    go(town, claim, "packed")
    assert go(town, claim, "out", NOON + timedelta(minutes=1)) == go(town, claim, "out", NOON + timedelta(minutes=2))
    town.carry(NOON)
    assert states_at(town, to_the_door) == ("out", {1: "ready"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 21)

    go(town, claim, "failed", NOON + timedelta(hours=1))
    go(town, claim, "out", NOON + timedelta(hours=2))
    at_the_door = NOON + timedelta(hours=3)
    wrong = "000000" if code != "000000" else "111111"
    with town.at(town.corner):
        said = {"claim": claim.id, "step": "delivered", "by": town.corner.pharmacist, "now": at_the_door}
        with pytest.raises(WrongCode):
            delivering.step(code=wrong, **said)
        with pytest.raises(ReasonNeeded):
            delivering.step(**said)
    done = go(town, claim, "delivered", at_the_door, proof="Chidi Okonjo, brother")
    assert go(town, claim, "delivered", at_the_door, proof="Chidi Okonjo, brother") == done
    town.carry(at_the_door)

    assert states_at(town, to_the_door) == ("handed_out", {1: "handed_out"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (79, 0)
    with town.at(town.corner):
        assert list(Delivery.objects.order_by("at").values_list("step", flat=True)) == [
            "packed", "out", "failed", "out", "delivered",
        ]  # fmt: skip
        assert (Handout.objects.get().without_code_why, Claim.objects.get().code_tries) == ("Chidi Okonjo, brother", 1)


def test_withdrawn_on_its_way_it_is_given_back_when_it_is_back(town, to_the_door):
    claim = claim_at(town, town.corner)
    made_ready(town, town.corner, claim)
    go(town, claim, "packed")
    go(town, claim, "out", NOON + timedelta(minutes=1))
    town.carry(NOON)
    with town.at(town.quayside):
        ordering.withdraw(order=to_the_door.id, by=town.amara, now=NOON)
    town.carry(NOON)
    assert states_there(town, town.corner, claim) == ("out", {1: "ready"})

    go(town, claim, "back", NOON + timedelta(hours=1))
    town.carry(NOON)
    assert states_there(town, town.corner, claim) == ("given_back", {1: "given_back"})
    assert states_at(town, to_the_door) == ("cancelled", {1: "cancelled"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 0)


def test_what_comes_back_waits_in_quarantine_and_nobody_gets_it_again(town, ordered):
    claim = claim_at(town, town.corner)
    [given] = hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    town.carry(NOON)
    by, same = town.corner.pharmacist, key()
    with town.at(town.corner):
        lot = Lot.objects.get()
        said = {"handout": given.id, "lot": lot.id, "by": by, "now": NOON, "money": MoneyBack("all")}
        with pytest.raises(ReasonNeeded):
            returning.take_back(quantity=Decimal(5), why=" ", key=key(), **said)
        with pytest.raises(ReturnsTooMuch):
            returning.take_back(quantity=Decimal(22), why="Not taken", key=key(), **said)
        back = returning.take_back(quantity=Decimal(5), why="Not taken", key=same, **said)
        assert returning.take_back(quantity=Decimal(5), why="Not taken", key=same, **said) == back
        with pytest.raises(KeyUsed):
            returning.take_back(quantity=Decimal(6), why="Not taken", key=same, **said)
        with pytest.raises(ReturnsTooMuch):
            returning.take_back(quantity=Decimal(17), why="Not taken", key=key(), **said)
        assert (Return.objects.count(), ClaimLine.objects.get().handed_out) == (1, 21)
        assert {each.place.kind: each.quantity for each in Balance.objects.all()} == {"shelf": 79, "quarantine": 5}
    town.carry(NOON)
    with town.at(town.quayside):
        row = PrescribedLine.objects.get()
        assert (row.status, row.remaining) == ("depleted", 0)
        doc = record.content_of(Resource.objects.get(type="MedicationDispense"))
        assert [each["text"] for each in doc["note"]] == ["Came back to the pharmacy: 5 capsule"]
