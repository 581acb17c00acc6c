"""What is not paid: it leaves for a reason that stands with it, never by oversight; a fee for delivery is owed once."""

from decimal import Decimal
from uuid import uuid4

import pytest

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.pharmacy import claiming, delivering, ordering, paying, queue
from telepraxis.care.pharmacy.models import Claim, Handout, Order
from telepraxis.care.pharmacy.refusals import NotPaid, WrongCode
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    NOON,
    claim_at,
    hand_over,
    made_ready,
    on_shelf,
    order,
    prescribe,
    stock,
)
from tests.people import signed_in_client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claim(town) -> Claim:
    """Amara's 21 capsules at Corner Pharmacy, for 2.10."""
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    return claim_at(town, town.corner)


def brought(town) -> Claim:
    """The same brought to her door for 2.50 more."""
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    more = {"how": "delivery", "address": "Rua 1", "delivery_fee_minor": 250}
    order(town, prescribe(town, AMOXICILLIN), town.corner, 210, **more)
    town.carry()
    return claim_at(town, town.corner)


def pay(town, claim: Claim, minor: int) -> None:
    with town.at(town.corner):
        paying.noted(claim=claim.id, paid_minor=minor, at=NOON, by=town.corner.pharmacist, now=NOON)


def owed(town, claim: Claim) -> int:
    with town.at(town.corner):
        return paying.owed(claim.id).total_minor


def test_what_is_not_paid_is_not_handed_out_by_oversight(town, claim):
    code = made_ready(town, town.corner, claim)
    pay(town, claim, 110)
    with pytest.raises(NotPaid) as refused:
        hand_over(town, town.corner, claim, code=code, owes_why=" ")
    assert (refused.value.minor, refused.value.currency) == (100, "EUR")
    assert "€1.00 is still to be paid" in str(refused.value)
    with pytest.raises(WrongCode):
        hand_over(town, town.corner, claim, code="000000", owes_why="Pays on Friday")
    with town.at(town.corner):
        assert not Handout.objects.exists()
        assert Claim.objects.get().owes_at is None
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 21)

    pay(town, claim, 210)
    hand_over(town, town.corner, claim, code=code, owes_why="")
    with town.at(town.corner):
        assert (Handout.objects.count(), Claim.objects.get().owes_why) == (1, "")


def test_the_reason_stands_in_claim_queue_and_audit_until_it_is_paid(town, claim):
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim), owes_why="The family pays")
    with town.at(town.corner):
        row = Claim.objects.get()
        assert (row.state, row.owes_why, row.owes_by) == ("done", "The family pays", "Pilar Ríos")
        assert AuditEvent.objects.get(action="pharmacy.left_unpaid").reason == "The family pays"
        [one] = queue.listed(queue.UNPAID, now=NOON)
        assert (one.owes, one.due_minor, queue.tally(NOON)["unpaid"]) == (True, 210, 1)
    page = signed_in_client(town.corner.pharmacist).get("/pharmacy/?show=unpaid").content.decode()
    assert "owes €2.10" in page and "The family pays" in page

    pay(town, claim, 210)
    with town.at(town.corner):
        assert (queue.listed(queue.UNPAID, now=NOON), queue.tally(NOON)["unpaid"]) == ([], 0)


def test_the_page_shows_the_sum_and_asks_why(town, claim):
    code, client = made_ready(town, town.corner, claim), signed_in_client(town.corner.pharmacist)
    path = f"/pharmacy/claims/{claim.id}/"
    page = client.get(path).content.decode()
    assert "Still to pay: €2.10" in page and "Why it goes out unpaid" in page
    with town.at(town.corner):
        name = f"quantity_{claim.lines.get().id}"
    sent = {"code": code, name: "21"}
    refused = client.post(f"{path}hand-over/", sent | {"key": uuid4()})
    assert refused.status_code == 422 and "€2.10 is still to be paid" in refused.content.decode()
    assert client.post(f"{path}hand-over/", sent | {"key": uuid4(), "owes_why": "Known"}).status_code == 302
    assert "Known" in client.get(path).content.decode()


def test_what_is_delivered_leaves_unpaid_for_a_reason_only(town):
    claim, by = brought(town), town.corner.pharmacist
    code = made_ready(town, town.corner, claim)

    def step(step: str, **more) -> None:
        with town.at(town.corner):
            delivering.step(claim=claim.id, step=step, by=by, now=NOON, **more)

    step("packed")
    with pytest.raises(NotPaid) as refused:
        step("out")
    assert refused.value.minor == 460
    step("out", owes_why="Pays at the door")
    step("delivered", code=code)
    with town.at(town.corner):
        assert (Claim.objects.get().state, Claim.objects.get().owes_why) == ("done", "Pays at the door")


def test_a_fee_is_owed_once_though_a_part_comes_later(town):
    claim = brought(town)
    assert owed(town, claim) == 460
    code = made_ready(town, town.corner, claim)
    with town.at(town.corner):
        line = claim.lines.get()
    hand_over(town, town.corner, claim, code=code, quantities={line.id: Decimal(10)})
    assert owed(town, claim) == 460
    with town.at(town.corner):  # the rest is given back: ten capsules and the way are owed
        claiming.give_back(claim=claim.id, by=town.corner.pharmacist, now=NOON)
    assert owed(town, claim) == 350


def test_a_fee_goes_with_a_withdrawn_claim(town):
    claim = brought(town)
    with town.at(town.quayside):
        ordering.withdraw(order=Order.objects.get().id, by=town.amara, now=NOON)
    town.carry(NOON)
    assert owed(town, claim) == 0
    with town.at(town.corner):
        assert (Claim.objects.get().state, queue.tally(NOON)["unpaid"]) == ("given_back", 0)
