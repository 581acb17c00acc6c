"""The patient's pages: who has it, the price before the yes, how far it is, two taps to another pharmacy."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from telepraxis.base.access import Actor, NotAllowed
from telepraxis.care.pharmacy.consumers import OrderConsumer
from telepraxis.care.pharmacy.models import Order
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
    claim_at,
    hand_over,
    made_ready,
    order,
    prescribe,
    stock,
)
from telepraxis.care.storefronts import places, publishing
from telepraxis.care.storefronts.hours import DAY
from telepraxis.care.storefronts.particulars import Particulars
from telepraxis.commons.inventory import issuing, pricing
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.patients.registration import register
from tests.people import MONDAY_8AM, patient_with_account, signed_in_client

pytestmark = pytest.mark.django_db(transaction=True)
BRIDGE = (38.70, -9.14)
ALWAYS = tuple((day * DAY, (day + 1) * DAY) for day in range(7))


def publish(town, pharmacy, latitude: float, **more) -> None:
    """Let a pharmacy lie so far north of the bridge, open day and night."""
    with town.at(pharmacy):
        said = Particulars(
            name=pharmacy.tenant.name, latitude=latitude, longitude=BRIDGE[1], time_zone="Europe/Lisbon",
            currency="EUR", street="Rua Direita 1", city="Port Alder", spans=ALWAYS, **more,
        )  # fmt: skip
        publishing.say(said=said, by=pharmacy.pharmacist, now=MONDAY_8AM)
        publishing.publish(by=pharmacy.pharmacist, now=MONDAY_8AM)


@pytest.fixture
def prescription(town):
    """Amara's, of amoxicillin and ibuprofen. Corner, 1.1 km away, has both and delivers; Hill has amoxicillin."""
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    stock(town, town.corner, IBUPROFEN, 100, 5)
    stock(town, town.hill, AMOXICILLIN, 100, 8)
    publish(town, town.corner, 38.71, delivers_km=3.0, delivery_fee_minor=250)
    publish(town, town.hill, 38.75)
    with town.at(town.quayside):
        places.keep(patient=town.amara.patient_id, name="Bridge", point=BRIDGE, by=town.amara, now=MONDAY_8AM)
    return prescribe(town, AMOXICILLIN, IBUPROFEN)


@pytest.fixture
def client(town):
    return signed_in_client(town.amara)


def choose(town, prescription, query: str = "") -> str:
    return f"/me/{town.amara.patient_id}/prescriptions/{prescription.id}/pharmacies/{query}"


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", answer.content.decode())


def said(text: str) -> dict[str, list[str]]:
    """Return what the order form of a page holds."""
    found: dict[str, list[str]] = {}
    form = text[text.index('id="order-form"') :]
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def ordered(town, client, prescription, **more):
    """Order both at Corner Pharmacy, as the page offers it; return the answer."""
    path = choose(town, prescription, f"{town.corner.id}/")
    return client.post(path, said(page(client, path)) | {"how": "pickup"} | more)


def the_order(town) -> Order:
    with town.at(town.quayside):
        return Order.objects.latest("placed_at")


def own(town, order: Order) -> str:
    return f"/me/{town.amara.patient_id}/orders/{order.id}/"


def test_pharmacies_are_listed_with_stock_price_and_distance(town, prescription, client):
    text = page(client, choose(town, prescription))
    assert text.index(">Corner Pharmacy</h3>") < text.index(">Hill Pharmacy</h3>")
    assert "€3.15" in text and "1.1 km" in text and "Has all of it" in text
    assert "€1.68" in text and "Has 1 of 2" in text and "Not there, or too little of it: " in text

    [amoxicillin, _other] = _lines(town, prescription)
    text = page(client, choose(town, prescription, f"?line={amoxicillin.id}&cheapest=on"))
    assert text.index(">Hill Pharmacy</h3>") < text.index(">Corner Pharmacy</h3>")
    assert "Has 1 of 2" not in text


def test_a_pharmacy_is_found_where_her_language_is_spoken(town, prescription, client):
    assert 'name="speaks"' not in page(client, choose(town, prescription))  # nobody says what they speak
    publish(town, town.corner, 38.71, languages=("pt",))
    publish(town, town.hill, 38.75, languages=("en", "pt"))

    text = page(client, choose(town, prescription))
    offered = text[text.index('id="speaks"') :].partition("</select>")[0]
    assert re.findall(r'<option value="(\w*)"', offered) == ["", "en", "pt"]  # Amara's own first
    text = page(client, choose(town, prescription, "?speaks=en"))
    assert ">Hill Pharmacy</h3>" in text and ">Corner Pharmacy</h3>" not in text
    assert 'type="hidden" name="speaks" value="en"' in text  # kept when she looks from elsewhere
    text = page(client, choose(town, prescription, "?speaks=xx"))
    assert ">Hill Pharmacy</h3>" in text and ">Corner Pharmacy</h3>" in text
    answer = client.post(choose(town, prescription, "near/"), {"near": "38.74, -9.14", "speaks": "en"})
    assert answer["Location"] == choose(town, prescription, "?speaks=en")


def _lines(town, prescription) -> list:
    with town.at(town.quayside):
        return list(prescription.lines.order_by("position"))


def test_where_somebody_is_stands_in_no_address(town, prescription, client):
    answer = client.post(choose(town, prescription, "near/"), {"near": "38.74, -9.14"})
    assert (answer.status_code, answer["Location"]) == (302, choose(town, prescription, "?"))
    text = page(client, answer["Location"])
    assert "The place you chose" in text and "3.3 km" in text


def test_the_price_stands_before_the_yes_and_the_order_is_sent_once(town, prescription, client):
    path = choose(town, prescription, f"{town.corner.id}/")
    form = said(text := page(client, path))
    assert "€2.10" in text and "€1.05" in text and "€3.15" in text and "Bring it to me" in text

    first = client.post(path, form | {"how": "pickup"})
    again = client.post(path, form | {"how": "pickup"})

    order = the_order(town)
    assert first["Location"] == own(town, order)
    assert again.status_code in (302, 409)
    with town.at(town.quayside):
        assert Order.objects.count() == 1
        assert [line.promised_minor for line in order.lines.all()] == [210, 105]
    assert "Sent to the pharmacy" in page(client, own(town, order))


def test_a_price_that_changed_since_it_was_seen_is_shown_again(town, prescription, client):
    form = said(page(client, path := choose(town, prescription, f"{town.corner.id}/")))
    with town.at(town.corner):
        item, by = town.corner.items[AMOXICILLIN.name], town.corner.pharmacist
        pricing.set_price(item=item.id, amount_minor=12, currency="EUR", by=by, now=timezone.now())
        publishing.refresh(now=timezone.now())

    answer = client.post(path, form | {"how": "pickup"})

    assert answer.status_code == 409
    assert "The price or the stock has changed" in answer.content.decode() and "€3.57" in answer.content.decode()
    with town.at(town.quayside):
        assert not Order.objects.exists()


def test_delivery_needs_an_address_and_costs_what_was_shown(town, prescription, client):
    answer = ordered(town, client, prescription, how="delivery", address="")
    assert answer.status_code == 422 and "Say where it is to be brought." in answer.content.decode()

    ordered(town, client, prescription, how="delivery", address="Ropewalk Street 14")
    order = the_order(town)
    assert (order.how, order.address, order.delivery_fee_minor) == ("delivery", "Ropewalk Street 14", 250)


def test_who_picks_it_up_does_not_tell_the_pharmacy_where_they_live(town, prescription, client):
    ordered(town, client, prescription, how="pickup", address="Ropewalk Street 14")  # the field lies there, folded

    order = the_order(town)
    assert (order.how, order.address, order.delivery_fee_minor) == ("pickup", "", 0)


def test_the_page_follows_the_order_to_the_code_and_the_hand(town, prescription, client):
    ordered(town, client, prescription)
    town.carry(timezone.now())
    order = the_order(town)
    text = page(client, own(town, order))
    assert "Being made ready" in text and "Kept for you" in text

    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim, timezone.now())
    town.carry(timezone.now())
    assert code in page(client, own(town, order))
    assert code in page(client, f"/me/{town.amara.patient_id}/prescriptions/{prescription.id}/")

    hand_over(town, town.corner, claim, timezone.now(), code=code)
    town.carry(timezone.now())
    text = page(client, own(town, order))
    assert "Handed out" in text and code not in text and "Cancel the order" not in text


def test_what_one_does_not_have_comes_from_another_with_two_taps(town, prescription, client):
    stock(town, town.hill, IBUPROFEN, 100, 6)
    with town.at(town.hill):
        publishing.refresh(now=timezone.now())
    form = said(page(client, path := choose(town, prescription, f"{town.corner.id}/")))
    with town.at(town.corner):  # somebody else was quicker
        issuing.issue(
            item=town.corner.items[IBUPROFEN.name].id, quantity=90, reference=("use", "Counter"), key="k",
            by=town.corner.pharmacist, now=timezone.now(),
        )  # fmt: skip
    client.post(path, form | {"how": "pickup"})
    town.carry(timezone.now())
    order = the_order(town)
    text = page(client, own(town, order))
    assert "1 medicine is not in stock there" in text

    [first] = re.findall(r'href="([^"]*quick=on[^"]*)"[^>]*>(?:(?!</a>).)*Get it elsewhere', text)
    text = page(client, first.replace("&amp;", "&"))
    assert "Corner Pharmacy</h3>" not in text and "€1.26" in text
    action = re.search(r'action="([^"]*/pharmacies/[0-9a-f-]{36}/)"', text)[1]
    fields = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text[text.index(action) :].split("</form>")[0])
    )
    answer = client.post(action, fields)
    town.carry(timezone.now())

    moved = the_order(town)
    assert answer["Location"] == own(town, moved)
    with town.at(town.quayside):
        assert (moved.pharmacy, moved.after_id) == (town.hill.id, order.id)
        assert [(line.position, line.state) for line in order.lines.all()] == [(1, "kept"), (2, "moved")]
        assert [(line.state, line.agreed_minor) for line in moved.lines.all()] == [("kept", 126)]


def test_what_is_missing_can_wait_while_the_rest_goes_on(town, prescription, client):
    with town.at(town.corner):
        issuing.issue(
            item=town.corner.items[IBUPROFEN.name].id, quantity=90, reference=("use", "Counter"), key="k",
            by=town.corner.pharmacist, now=timezone.now(),
        )  # fmt: skip
    order = placed(town, prescription)
    [hidden] = re.findall(r'name="line" value="([^"]*)"', page(client, own(town, order)))
    client.post(own(town, order) + "withdraw/", {"line": [hidden]})
    town.carry(timezone.now())
    with town.at(town.quayside):
        assert [(line.position, line.state) for line in order.lines.all()] == [(1, "kept"), (2, "cancelled")]
    assert "Order it again" in page(client, own(town, order))


def placed(town, prescription) -> Order:
    """Let Amara order what the window promised a moment ago."""
    found = order(town, prescription, town.corner, 210, 105, now=timezone.now())
    town.carry(timezone.now())
    return found


def test_cancelling_lets_it_be_ordered_again(town, prescription, client):
    ordered(town, client, prescription)
    town.carry(timezone.now())
    order = the_order(town)
    client.post(own(town, order) + "withdraw/")
    town.carry(timezone.now())
    text = page(client, own(town, order))
    assert "Order it again" in text
    assert "Has all of it" in page(client, choose(town, prescription))


def test_nobody_else_sees_it(town, prescription, client):
    ordered(town, client, prescription)
    order = the_order(town)
    with town.at(town.quayside):
        system = Actor.system(town.quayside.id)
        said = {
            "given": "Tomasz",
            "family": "Wilk",
            "birth_date": date(1955, 2, 2),
            "phone": "+351 910 555 020",
            "email": "tomasz@example.org",
        }
        other = patient_with_account(register(**said, jurisdiction="PT", by=system, now=MONDAY_8AM), system)
    stranger = signed_in_client(other)
    for path in (own(town, order), choose(town, prescription), choose(town, prescription, f"{town.corner.id}/")):
        assert stranger.get(path).status_code == 404
        assert stranger.get(path.replace(str(town.amara.patient_id), str(other.patient_id))).status_code == 404


def test_clinicians_see_what_became_of_it(town, prescription, client):
    ordered(town, client, prescription)
    town.carry(timezone.now())
    doctor = signed_in_client(town.ines)
    path = reverse("medications:one", args=[prescription.id])
    assert "Kept for the patient" in page(doctor, path)
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim, timezone.now())
    hand_over(town, town.corner, claim, timezone.now(), code=code)
    town.carry(timezone.now())
    text = page(doctor, path)
    assert "21 capsules handed out" in text and "Corner Pharmacy" in text
    assert "At pharmacies" in page(doctor, f"/chart/{town.amara.patient_id}/")


def heard_by(client, account, patient, order) -> list[str]:
    """Return what the socket of an order's page hears, as the browser of this client would open it."""
    consumer = OrderConsumer()
    named = {"patient_id": patient, "order_id": order}
    consumer.scope = {
        "user": account, "session": client.session, "path": "/live/orders/", "url_route": {"kwargs": named},
    }  # fmt: skip
    return consumer._serve(consumer._admitted_groups)


def test_the_orders_page_hears_of_its_own_order_and_nobody_elses(town, prescription, client):
    ordered(town, client, prescription)
    placed = the_order(town)
    amara = Account.objects.get(id=town.amara.account_id)
    mine = f"{town.quayside.id}.order.{placed.id}"
    assert f'data-live="/live/orders/{town.amara.patient_id}/{placed.id}/"' in page(client, own(town, placed))
    assert mine in heard_by(client, amara, town.amara.patient_id, placed.id)

    with pytest.raises(NotAllowed):
        heard_by(client, amara, town.amara.patient_id, uuid4())
    with town.at(town.quayside):
        system = Actor.system(town.quayside.id)
        other = register(given="Tomás", family="Reis", birth_date=date(1980, 1, 1), gender="male",
                         phone="+351 910 555 099", email="tomas@example.org", language="pt", jurisdiction="PT",
                         time_zone="Europe/Lisbon", by=system, now=MONDAY_8AM)  # fmt: skip
        tomas = patient_with_account(other, system)
    with pytest.raises(NotAllowed):
        heard_by(signed_in_client(tomas), Account.objects.get(id=tomas.account_id), town.amara.patient_id, placed.id)

    with CaptureQueriesContext(connection) as asked:
        town.carry()
    assert any("pg_notify" in each["sql"] and mine in each["sql"] for each in asked)
