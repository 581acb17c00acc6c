"""What comes back, and the money for it: all, a part, or none for a reason; the patient reads it."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from telepraxis.care.pharmacy import own_orders, paying, returning
from telepraxis.care.pharmacy.models import ClaimLine, Handout, Order, Return
from telepraxis.care.pharmacy.refusals import MoneyUndecided, ReasonNeeded, TooMuchMoney
from telepraxis.care.pharmacy.returning import MoneyBack
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    NOON,
    claim_at,
    hand_over,
    key,
    made_ready,
    order,
    prescribe,
    stock,
)
from telepraxis.commons.inventory.models import Lot
from tests.people import signed_in_client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def given(town) -> Handout:
    """Amara's 21 capsules, for 2.10, handed out at Corner Pharmacy."""
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)
    [handout] = hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    town.carry(NOON)
    return handout


def back(town, given: Handout, pieces: int, money: MoneyBack | None) -> Return:
    with town.at(town.corner):
        made = returning.take_back(
            handout=given.id, lot=Lot.objects.get().id, quantity=Decimal(pieces), why="Rash", money=money, key=key(),
            by=town.corner.pharmacist, now=NOON,
        )  # fmt: skip
    town.carry(NOON)
    return made


def owed(town, given: Handout) -> int:
    with town.at(town.corner):
        return paying.owed(given.claim_line.claim_id).total_minor


def theirs(town) -> own_orders.ShownOrder:
    with town.at(town.quayside):
        return own_orders.one(Order.objects.get(), NOON)


def test_it_has_to_be_said_what_becomes_of_the_money(town, given):
    for money, refusal in (
        (None, MoneyUndecided), (MoneyBack("some"), MoneyUndecided), (MoneyBack("none"), ReasonNeeded),
        (MoneyBack("part"), TooMuchMoney), (MoneyBack("part", 0), TooMuchMoney), (MoneyBack("part", 101), TooMuchMoney),
    ):  # fmt: skip
        with pytest.raises(refusal):
            back(town, given, 10, money)
    with town.at(town.corner):
        assert not Return.objects.exists()
    assert owed(town, given) == 210


def test_all_of_it_is_owed_no_more_and_the_patient_sees_it(town, given):
    made = back(town, given, 10, MoneyBack("all"))
    assert (made.money, made.back_minor, made.currency, owed(town, given)) == ("all", 100, "EUR", 110)
    seen = theirs(town)
    assert (seen.returned_minor, seen.total_minor) == (100, 110)
    page = signed_in_client(town.amara).get(f"/me/{town.amara.patient_id}/orders/{seen.row.id}/").content.decode()
    assert "Yours again, for what you brought back" in page and "€1.00" in page


def test_parts_never_are_more_than_was_to_be_paid(town, given):
    back(town, given, 10, MoneyBack("part", 100))
    back(town, given, 5, MoneyBack("part", 30))
    back(town, given, 6, MoneyBack("all"))
    with town.at(town.corner):
        assert [each.back_minor for each in Return.objects.order_by("id")] == [100, 30, 60]
        assert ClaimLine.objects.get().back_minor == 190
    assert owed(town, given) == 20


def test_none_goes_back_for_a_reason_that_the_patient_reads(town, given):
    back(town, given, 21, MoneyBack("none", why="The box was opened"))
    assert owed(town, given) == 210
    seen = theirs(town)
    assert (seen.returned_minor, seen.total_minor, seen.kept_whys) == (0, 210, ["The box was opened"])
    page = signed_in_client(town.amara).get(f"/me/{town.amara.patient_id}/orders/{seen.row.id}/").content.decode()
    assert "The box was opened" in page


def test_the_page_asks_and_shows(town, given):
    client = signed_in_client(town.corner.pharmacist)
    with town.at(town.corner):
        path, lot = f"/pharmacy/claims/{given.claim_line.claim_id}/", Lot.objects.get().id
    assert "Does the money go back?" in client.get(path).content.decode()
    goal, said = f"/pharmacy/handouts/{given.id}/back/", {"lot": lot, "quantity": "10", "why": "Rash"}
    for more in ({}, {"money": "part", "sum": "1.001"}, {"money": "part", "sum": "1.01"}, {"money": "none"}):
        assert client.post(goal, said | {"key": uuid4()} | more).status_code == 422, more
    assert client.post(goal, said | {"key": uuid4(), "money": "part", "sum": "0.50"}).status_code == 302
    page = client.get(path).content.decode()
    assert "money back: €0.50" in page


def test_a_line_gives_no_more_back_than_it_cost(town, given):
    with town.at(town.corner), pytest.raises(IntegrityError, match="claim_line_back"), transaction.atomic():
        ClaimLine.objects.update(back_minor=211)
