"""Amara orders with her card by the pages; where it is not billed nobody there reads it; Pilar sees both parts."""

import re

import pytest

from telepraxis.care.pharmacy.models import Claim, ClaimLine, Order, OrderLine
from telepraxis.care.storefronts import coverages
from tests.people import signed_in_client

from .covered_scene import CARD, MEMBER, bills, card_of, card_there, opened, parts_there
from .scene import AMOXICILLIN, IBUPROFEN, NOON, prescribe, stock
from .test_own_pages import publish, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(town):
    """Corner bills Meridian Basic, Hill does not."""
    plan = opened(town)
    stock(town, town.hill, AMOXICILLIN, 100, 8)
    publish(town, town.corner, 38.71)
    publish(town, town.hill, 38.75)
    return plan


@pytest.fixture
def client(town):
    return signed_in_client(town.amara)


def at(town, prescription, more: str = "") -> str:
    return f"/me/{town.amara.patient_id}/prescriptions/{prescription.id}/pharmacies/{more}"


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_card_counts_by_itself_and_can_be_left_out(town, plan, client):
    prescription = prescribe(town, AMOXICILLIN, IBUPROFEN)
    assert "Say what insurance you have" in page(client, at(town, prescription))
    card = card_of(town)
    shown = page(client, at(town, prescription))
    assert "Your plan pays €2.23" in shown and "Does not bill your plan: it is the shelf price." in shown
    assert "€0.92" in shown and f"card={card}" in shown and MEMBER not in shown
    assert "Your plan pays" not in page(client, at(town, prescription, "?card=none"))


def test_amara_orders_at_what_she_pays(town, plan, client):
    prescription, _card = prescribe(town, AMOXICILLIN, IBUPROFEN), card_of(town)
    form = said(shown := page(client, at(town, prescription, f"{town.corner.id}/")))
    assert (form["seen"], MEMBER in shown) == (["92"], False)
    assert client.post(at(town, prescription, f"{town.corner.id}/"), form | {"how": "pickup"}).status_code == 302
    town.carry()
    assert parts_there(town) == [("waiting", 42, 168), ("waiting", 50, 55)]
    assert card_there(town)["subscriberId"] == MEMBER
    with town.at(town.quayside):
        order = Order.objects.get()
    mine = page(client, f"/me/{town.amara.patient_id}/orders/{order.id}/")
    assert "Your plan pays" in mine and "€2.23" in mine and "€0.92" in mine


def test_the_plans_rule_changed_while_she_looked_at_it(town, plan, client):
    prescription, _card = prescribe(town, AMOXICILLIN), card_of(town)
    form = said(page(client, at(town, prescription, f"{town.corner.id}/")))
    bills(town, town.corner, 30, plan=plan)
    answer = client.post(at(town, prescription, f"{town.corner.id}/"), form | {"how": "pickup"})
    assert (answer.status_code, "€0.63" in answer.content.decode()) == (409, True)
    with town.at(town.quayside):
        assert Order.objects.count() == 0


def test_where_the_plan_is_not_billed_nobody_gets_the_card(town, plan, client):
    prescription, _card = prescribe(town, AMOXICILLIN), card_of(town)
    form = said(shown := page(client, at(town, prescription, f"{town.hill.id}/")))
    assert "nobody there reads your card" in shown
    client.post(at(town, prescription, f"{town.hill.id}/"), form | {"how": "pickup"})
    town.carry()
    with town.at(town.hill):
        assert (Claim.objects.get().coverage_id, ClaimLine.objects.get().price_minor) == (None, 168)
    with town.at(town.quayside):
        assert Order.objects.get().coverage_id is None


def test_a_card_that_ended_meanwhile_is_the_shelf_price_again_before_the_yes(town, plan, client):
    prescription, card = prescribe(town, AMOXICILLIN), card_of(town)
    form = said(page(client, at(town, prescription, f"{town.corner.id}/")))
    with town.at(town.quayside):
        coverages.end(coverage=card, by=town.amara, now=NOON)
    answer = client.post(at(town, prescription, f"{town.corner.id}/"), form | {"how": "pickup"})
    assert (answer.status_code, "€2.10" in answer.content.decode()) == (409, True)


def test_pilar_sees_both_parts_and_that_the_plan_does_not_pay(town, plan, client):
    prescription, _card = prescribe(town, AMOXICILLIN, IBUPROFEN), card_of(town)
    form = said(page(client, at(town, prescription, f"{town.corner.id}/")))
    client.post(at(town, prescription, f"{town.corner.id}/"), form | {"how": "pickup"})
    town.carry()
    with town.at(town.corner):
        claim, line = Claim.objects.get(), ClaimLine.objects.get(position=1)
    pilar = signed_in_client(town.corner.pharmacist)
    shown = page(pilar, f"/pharmacy/claims/{claim.id}/")
    assert "Meridian Health, Basic" in shown and MEMBER in shown
    assert "the plan pays €1.68" in shown and "€0.92" in shown

    assert client.post(f"/pharmacy/lines/{line.id}/plan/").status_code in (403, 404)
    assert pilar.post(f"/pharmacy/lines/{line.id}/plan/").status_code == 302
    assert pilar.post(f"/pharmacy/lines/{line.id}/plan/").status_code == 422
    town.carry()
    with town.at(town.quayside):
        row = OrderLine.objects.get(position=1)
        order = row.order_id
        assert (row.state, row.asked_minor, row.plan_says) == ("changed", 210, "refused")
    mine = page(client, f"/me/{town.amara.patient_id}/orders/{order}/")
    assert "The pharmacy says that the plan does not pay for it" in mine and CARD.member not in mine


def test_the_page_asks_two_more_questions_with_a_card_whatever_is_billed(town, plan, client):
    from django.db import connection

    from telepraxis.care.storefronts.tests.test_plans import Counted

    prescription, _card = prescribe(town, AMOXICILLIN, IBUPROFEN), card_of(town)

    def asked(more: str) -> int:
        with connection.execute_wrapper(counted := Counted()):
            page(client, at(town, prescription, more))
        return counted.n

    asked("")
    assert asked("") == asked("?card=none") + 2
    bills(town, town.hill, 10)
    assert asked("") == asked("?card=none") + 2
