"""Another pickup code: the old one dies at once, whoever wished it, and the other side is told."""

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.care.pharmacy import recoding
from telepraxis.care.pharmacy.models import Claim, Handout, Order
from telepraxis.care.pharmacy.refusals import NotSo, WrongCode
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    NOON,
    claim_at,
    hand_over,
    made_ready,
    order,
    prescribe,
    stock,
)
from tests.people import signed_in_client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def placed(town) -> Order:
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    made = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    return made


def the_order(town) -> Order:
    with town.at(town.quayside):
        return Order.objects.get()


def test_at_the_patients_wish_the_old_one_dies_and_the_pharmacy_sees_it(town, placed):
    claim = claim_at(town, town.corner)
    old = made_ready(town, town.corner, claim)
    town.carry(NOON)
    client, path = signed_in_client(town.amara), f"/me/{town.amara.patient_id}/orders/{placed.id}/"
    assert client.post(f"{path}code/").status_code == 302
    assert the_order(town).pickup_code == ""
    waiting = client.get(path).content.decode()
    assert "A new one comes in some seconds." in waiting and old not in waiting
    assert client.post(f"{path}code/").status_code == 302  # asked once
    town.carry(NOON)

    new = the_order(town)
    assert (new.recoded_for, new.recode_asked_at, len(new.pickup_code)) == ("patient", None, 6)
    assert new.pickup_code != old and new.pickup_code in client.get(path).content.decode()
    page = signed_in_client(town.corner.pharmacist).get(f"/pharmacy/claims/{claim.id}/").content.decode()
    assert "The patient asked for it." in page
    with pytest.raises(WrongCode):
        hand_over(town, town.corner, claim, code=old)
    assert hand_over(town, town.corner, claim, code=new.pickup_code)


def test_at_the_pharmacys_wish_the_patient_reads_the_new_one_and_tries_count_anew(town, placed):
    claim = claim_at(town, town.corner)
    old = made_ready(town, town.corner, claim)
    town.carry(NOON)
    for _ in range(5):
        with pytest.raises(WrongCode):
            hand_over(town, town.corner, claim, code="no code")
    assert signed_in_client(town.corner.pharmacist).post(f"/pharmacy/claims/{claim.id}/code/").status_code == 302
    town.carry(NOON)
    page = signed_in_client(town.amara).get(f"/me/{town.amara.patient_id}/orders/{placed.id}/").content.decode()
    new = the_order(town).pickup_code
    assert new != old and new in page and "The pharmacy gave you this new code" in page
    with town.at(town.corner):
        assert Claim.objects.get().code_tries == 0
    hand_over(town, town.corner, claim, code=new)


def test_without_a_code_there_is_none_to_be_replaced_and_nobody_else_asks(town, placed):
    claim = claim_at(town, town.corner)
    with town.at(town.corner), pytest.raises(NotSo):
        recoding.renew(claim=claim.id, by=town.corner.pharmacist, now=NOON)
    with town.at(town.quayside), pytest.raises(NotSo):
        recoding.ask(order=placed.id, by=town.amara, now=NOON)
    code = made_ready(town, town.corner, claim)
    town.carry(NOON)
    with town.at(town.quayside), pytest.raises(NotAllowed):
        recoding.ask(order=placed.id, by=town.corner.pharmacist, now=NOON)
    hand_over(town, town.corner, claim, code=code)
    with town.at(town.corner), pytest.raises(NotSo):
        recoding.renew(claim=claim.id, by=town.corner.pharmacist, now=NOON)


def test_asked_for_when_it_was_handed_out_already_it_changes_nothing(town, placed):
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    town.carry(NOON)
    with town.at(town.quayside):
        recoding.ask(order=placed.id, by=town.amara, now=NOON)
    hand_over(town, town.corner, claim, code=code)
    town.carry(NOON)
    with town.at(town.corner):
        assert (Claim.objects.get().recoded_at, Handout.objects.count()) == (None, 1)
    assert the_order(town).state == "handed_out"
