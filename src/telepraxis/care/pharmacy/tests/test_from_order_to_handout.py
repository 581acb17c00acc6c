"""From the order to what is in the patient's hands: rows, stock and chart say the same on both sides."""

from decimal import Decimal

import pytest

from telepraxis.base import record
from telepraxis.base.record.models import Patient, Resource
from telepraxis.care.medications import reading
from telepraxis.care.medications.models import Fill, PrescribedLine
from telepraxis.care.pharmacy import handing, paying
from telepraxis.care.pharmacy.models import Claim, ClaimLine, Handout, Order
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
    NOON,
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


@pytest.fixture
def bought(town):
    """Amara has ordered amoxicillin (21 at 10 cents) and ibuprofen (21 at 5) at Corner Pharmacy, which has both."""
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    stock(town, town.corner, IBUPROFEN, 100, 5)
    prescription = prescribe(town, AMOXICILLIN, IBUPROFEN)
    return order(town, prescription, town.corner, 210, 105)


def test_an_order_is_kept_for_at_the_promised_price(town, bought):
    assert states_at(town, bought) == ("placed", {1: "asked", 2: "asked"})

    town.carry()

    claim = claim_at(town, town.corner)
    assert states_there(town, town.corner, claim) == ("waiting", {1: "waiting", 2: "waiting"})
    assert states_at(town, bought) == ("accepted", {1: "kept", 2: "kept"})
    assert (on_shelf(town, town.corner, AMOXICILLIN), on_shelf(town, town.corner, IBUPROFEN)) == ((100, 21), (100, 21))
    with town.at(town.corner):
        owed = paying.owed(claim.id)
        assert (owed.total_minor, owed.currency) == (315, "EUR")
        assert Patient.objects.get(uid=claim.patient_id).name_text == "Amara Okonjo"
        copy = record.content_of(claim.lines.get(position=1).document)
    assert (copy["requester"], "encounter" in copy) == ({"display": "Dr Inês Carvalho"}, False)
    with town.at(town.quayside):
        row = PrescribedLine.objects.get(position=1)
        assert (row.claimed_by, row.claim_reference) == ("Corner Pharmacy", str(bought.id))


def test_what_is_handed_out_leaves_the_shelf_and_stands_in_both_records(town, bought):
    town.carry()
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    town.carry()
    assert states_at(town, bought) == ("ready", {1: "ready", 2: "ready"})
    with town.at(town.quayside):
        assert Order.objects.get().pickup_code == code

    handouts = hand_over(town, town.corner, claim, code=code, counsel=True)
    town.carry(NOON)

    assert states_there(town, town.corner, claim) == ("done", {1: "handed_out", 2: "handed_out"})
    assert states_at(town, bought) == ("handed_out", {1: "handed_out", 2: "handed_out"})
    assert (on_shelf(town, town.corner, AMOXICILLIN), on_shelf(town, town.corner, IBUPROFEN)) == ((79, 0), (79, 0))
    assert [(each.quantity, each.is_last, each.lots[0]["number"]) for each in handouts] == [(21, True, "A1")] * 2
    with town.at(town.corner):
        [mine, _other] = Resource.objects.filter(type="MedicationDispense").order_by("last_updated")
        assert record.content_of(mine)["quantity"] == {"value": 21, "unit": "capsule"}
    with town.at(town.quayside):
        assert {each.status for each in PrescribedLine.objects.all()} == {"depleted"}
        [told] = reading.prescriptions_of(town.amara.patient_id)
        assert [(each.pharmacy, each.quantity) for one in told.lines for each in one.fills] == [
            ("Corner Pharmacy", "21 capsules"), ("Corner Pharmacy", "21 tablets"),
        ]  # fmt: skip


def test_a_part_now_the_rest_is_owed_and_counts_as_one_supply(town, bought):
    town.carry()
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    with town.at(town.corner):
        one, two = ClaimLine.objects.order_by("position")

    hand_over(town, town.corner, claim, code=code, quantities={one.id: Decimal(10), two.id: Decimal(21)})
    town.carry(NOON)

    assert states_there(town, town.corner, claim) == ("waiting", {1: "owed", 2: "handed_out"})
    assert states_at(town, bought) == ("accepted", {1: "owed", 2: "handed_out"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (90, 11)
    with town.at(town.quayside):
        row = PrescribedLine.objects.get(position=1)
        assert (row.status, row.handed_out, row.part_given, row.is_claimed) == ("active", 0, 10, True)

    code = made_ready_again(town, one)
    hand_over(town, town.corner, claim, code=code)
    town.carry(NOON)

    assert states_there(town, town.corner, claim) == ("done", {1: "handed_out", 2: "handed_out"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (79, 0)
    with town.at(town.quayside):
        row.refresh_from_db()
        assert (row.status, row.handed_out, row.part_given, row.is_claimed) == ("depleted", 1, 0, False)
        assert [each.document.type for each in Fill.objects.filter(line=row)] == ["MedicationDispense"] * 2


def made_ready_again(town, line) -> str:
    from telepraxis.care.pharmacy import bench
    from telepraxis.commons.inventory.models import Lot

    with town.at(town.corner):
        bench.pick(claim_line=line.id, lot=Lot.objects.get(item=line.item_id).id, by=town.corner.pharmacist, now=NOON)
        return bench.ready(claim=line.claim_id, by=town.corner.pharmacist, now=NOON)[1]


def test_handing_out_with_the_same_key_is_done_once(town, bought):
    town.carry()
    claim = claim_at(town, town.corner)
    code, same = made_ready(town, town.corner, claim), key()

    first = hand_over(town, town.corner, claim, code=code, key=same)
    again = hand_over(town, town.corner, claim, code=code, key=same)

    assert first == again
    with town.at(town.corner):
        assert (Handout.objects.count(), Claim.objects.get().state) == (2, "done")
    assert on_shelf(town, town.corner, AMOXICILLIN) == (79, 0)


def test_nothing_leaves_the_shelf_where_one_of_several_cannot_be_handed_out(town, bought):
    from telepraxis.commons.inventory import recalling
    from telepraxis.commons.inventory.picking import Recalled

    town.carry()
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    with town.at(town.corner):
        item = town.corner.items[IBUPROFEN.name]
        recalling.recall(item=item.id, lot_number="A1", reason="Glass", by=town.corner.pharmacist, now=NOON)

    with pytest.raises(Recalled):
        hand_over(town, town.corner, claim, code=code)

    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 21)
    with town.at(town.corner):
        assert (Handout.objects.count(), {each.handed_out for each in ClaimLine.objects.all()}) == (0, {0})
    town.carry(NOON)  # nothing else of it is there: what was kept is missing now
    assert states_at(town, bought) == ("ready", {1: "ready", 2: "missing"})
    assert handing.TRIES == 5
