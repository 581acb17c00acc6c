"""What is missing, withdrawn or moved: another pharmacy gets it, once, and stock and money follow."""

from decimal import Decimal

import pytest

from telepraxis.base.events.models import ToldFact
from telepraxis.care.medications.handing_out import AlreadyClaimed
from telepraxis.care.medications.models import PrescribedLine
from telepraxis.care.pharmacy import bench, claiming, ordering, paying
from telepraxis.care.pharmacy.models import Claim, ClaimLine, Order, OrderLine
from telepraxis.care.pharmacy.refusals import NotSo
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
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

pytestmark = pytest.mark.django_db(transaction=True)


def move(town, first: Order, position: int, to, cents: int, now=NOON) -> Order:
    with town.at(town.quayside):
        row = OrderLine.objects.get(order=first, position=position)
        return ordering.move(
            order=first.id, lines=[row.id], pharmacy=to.id, promised={row.id: cents}, currency="EUR", key=key(),
            by=town.amara, now=now,
        )  # fmt: skip


def told(town, where, kind: str) -> list[dict]:
    with town.at(where):
        return [each.body for each in ToldFact.objects.filter(kind=f"care.pharmacy.{kind}").order_by("id")]


def test_what_is_missing_is_rerouted_at_once_and_the_rest_stays(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    stock(town, town.corner, IBUPROFEN, 20, 5)  # 21 are wanted
    stock(town, town.hill, IBUPROFEN, 50, 6)
    first = order(town, prescribe(town, AMOXICILLIN, IBUPROFEN), town.corner, 210, 105)
    town.carry()
    assert states_at(town, first) == ("accepted", {1: "kept", 2: "missing"})
    assert on_shelf(town, town.corner, IBUPROFEN) == (20, 0)
    with town.at(town.corner):
        assert paying.owed(claim_at_id(town)).total_minor == 210

    second = move(town, first, 2, town.hill, 126)
    town.carry(NOON)

    assert states_at(town, first) == ("accepted", {1: "kept", 2: "moved"})
    assert states_at(town, second) == ("accepted", {1: "kept"})
    assert states_there(town, town.corner, claim_at(town, town.corner)) == ("waiting", {1: "waiting", 2: "given_back"})
    assert states_there(town, town.hill, claim_at(town, town.hill)) == ("waiting", {1: "waiting"})
    with town.at(town.quayside):
        held = dict(PrescribedLine.objects.values_list("position", "claimed_by"))
    assert held == {1: "Corner Pharmacy", 2: "Hill Pharmacy"}
    assert on_shelf(town, town.hill, IBUPROFEN) == (50, 21)


def claim_at_id(town):
    return Claim.objects.get().id


def test_what_is_kept_waits_until_the_first_pharmacy_has_let_it_go(town):
    for each, cents in ((town.corner, 10), (town.hill, 9)):
        stock(town, each, AMOXICILLIN, 100, cents)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()

    second = move(town, first, 1, town.hill, 189)
    assert (states_at(town, second), states_at(town, first)) == (("held", {1: "held"}), ("accepted", {1: "kept"}))
    with town.at(town.hill):
        assert not Claim.objects.exists()

    town.carry(NOON)
    assert states_at(town, first) == ("cancelled", {1: "moved"})
    assert states_at(town, second) == ("accepted", {1: "kept"})
    assert (on_shelf(town, town.corner, AMOXICILLIN), on_shelf(town, town.hill, AMOXICILLIN)) == ((100, 0), (100, 21))
    assert [each["why"] for each in told(town, town.corner, "ClaimWithdrawn")] == ["moved"]
    with town.at(town.corner):
        assert paying.owed(claim_at_id(town)).total_minor == 0


def test_what_was_handed_out_meanwhile_is_not_ordered_again(town):
    for each in (town.corner, town.hill):
        stock(town, each, AMOXICILLIN, 100, 10)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    town.carry()

    second = move(town, first, 1, town.hill, 210)
    hand_over(town, town.corner, claim, code=code)  # the message is still on its way
    town.carry(NOON)

    assert states_at(town, first) == ("handed_out", {1: "handed_out"})
    assert states_at(town, second) == ("cancelled", {1: "cancelled"})
    assert (on_shelf(town, town.corner, AMOXICILLIN), on_shelf(town, town.hill, AMOXICILLIN)) == ((79, 0), (100, 0))
    with town.at(town.quayside):
        row = PrescribedLine.objects.get()
        assert (row.status, row.handed_out, row.fills.count()) == ("depleted", 1, 1)
    with town.at(town.hill):
        assert not Claim.objects.exists()


def test_only_the_rest_of_what_was_handed_out_in_part_moves(town):
    for each in (town.corner, town.hill):
        stock(town, each, AMOXICILLIN, 100, 10)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    with town.at(town.corner):
        [line] = ClaimLine.objects.all()
    hand_over(town, town.corner, claim, code=code, quantities={line.id: Decimal(10)})
    town.carry(NOON)

    second = move(town, first, 1, town.hill, 110)
    town.carry(NOON)

    assert states_at(town, first) == ("handed_out", {1: "moved"})
    with town.at(town.hill):
        [there] = ClaimLine.objects.all()
        assert (there.quantity, there.price_minor) == (11, 110)
    with town.at(town.corner):
        assert (Claim.objects.get().state, paying.owed(claim.id).total_minor) == ("done", 100)
    assert on_shelf(town, town.corner, AMOXICILLIN) == (90, 0)

    code = made_ready(town, town.hill, claim_at(town, town.hill))
    hand_over(town, town.hill, claim_at(town, town.hill), code=code)
    town.carry(NOON)
    assert states_at(town, second) == ("handed_out", {1: "handed_out"})
    with town.at(town.quayside):
        row = PrescribedLine.objects.get()
        assert (row.status, row.handed_out, row.part_given) == ("depleted", 1, 0)
        assert sorted(each.handed_out for each in OrderLine.objects.all()) == [10, 11]


def test_withdrawn_while_it_lies_picked_in_the_tray(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    town.carry()

    with town.at(town.quayside):
        ordering.withdraw(order=first.id, by=town.amara, now=NOON)
    town.carry(NOON)

    assert states_at(town, first) == ("cancelled", {1: "cancelled"})
    assert states_there(town, town.corner, claim) == ("given_back", {1: "given_back"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 0)
    with pytest.raises(NotSo):
        hand_over(town, town.corner, claim, code=code)
    with town.at(town.quayside):
        assert not PrescribedLine.objects.get().is_claimed
        with pytest.raises(NotSo):
            ordering.withdraw(order=first.id, by=town.amara, now=NOON)


def test_missing_and_found_again_is_asked_for_before_it_is_handed_out(town):
    stock(town, town.corner, AMOXICILLIN, 0, 10)
    stock(town, town.hill, AMOXICILLIN, 100, 10)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)
    stock(town, town.corner, AMOXICILLIN, 50, 10)
    with town.at(town.corner):
        [line] = ClaimLine.objects.all()
        with pytest.raises(NotSo):
            bench.check(claim_line=line.id, by=town.corner.pharmacist, now=TEN)
        claiming.ask_again(claim_line=line.id, by=town.corner.pharmacist, now=TEN)
    town.carry()
    assert states_there(town, town.corner, claim) == ("waiting", {1: "waiting"})
    assert states_at(town, first) == ("accepted", {1: "kept"})


def test_missing_and_rerouted_is_found_too_late(town):
    stock(town, town.corner, AMOXICILLIN, 0, 10)
    stock(town, town.hill, AMOXICILLIN, 100, 10)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)
    stock(town, town.corner, AMOXICILLIN, 50, 10)
    second = move(town, first, 1, town.hill, 210)
    with town.at(town.corner):
        claiming.ask_again(claim_line=ClaimLine.objects.get().id, by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)

    assert states_there(town, town.corner, claim) == ("given_back", {1: "given_back"})
    assert states_at(town, second) == ("accepted", {1: "kept"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (50, 0)


def test_what_is_ordered_is_nobody_elses_and_a_second_order_is_refused(town):
    for each in (town.corner, town.hill):
        stock(town, each, AMOXICILLIN, 100, 10)
    prescription = prescribe(town, AMOXICILLIN)
    same = key()
    first = order(town, prescription, town.corner, 210, key=same)
    assert order(town, prescription, town.corner, 210, key=same) == first

    with pytest.raises(AlreadyClaimed):
        order(town, prescription, town.hill, 210)
    with town.at(town.quayside):
        assert Order.objects.count() == 1


def test_a_pharmacy_that_is_gone_for_days_does_not_hold_the_patient_up(town):
    """Paid, and then nothing is heard of it: what was asked to leave is free when the message is given up."""
    from telepraxis.base.access import Actor, Role
    from telepraxis.commons.mailbox import partners
    from telepraxis.commons.mailbox.models import Partner

    for each in (town.corner, town.hill):
        stock(town, each, AMOXICILLIN, 100, 10)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)
    with town.at(town.corner):
        paying.noted(claim=claim.id, paid_minor=210, at=TEN, by=town.corner.pharmacist, now=TEN)
    town.carry()
    with town.at(town.corner):  # it takes no message any more
        by = Actor(organization_id=town.corner.id, name="Marta Nunes", roles=frozenset({Role.MANAGER}))
        partners.block(partner=Partner.objects.get(whose=town.quayside.id).id, by=by, now=TEN)

    second = move(town, first, 1, town.hill, 210)
    town.carry(NOON)

    assert states_at(town, first) == ("cancelled", {1: "moved"})
    assert states_at(town, second) == ("accepted", {1: "kept"})
    with town.at(town.quayside):
        assert (Order.objects.get(pk=first.pk).paid_minor, PrescribedLine.objects.get().claimed_by) == (
            210, "Hill Pharmacy",
        )  # fmt: skip
