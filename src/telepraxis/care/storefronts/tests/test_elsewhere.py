"""Pharmacies of two installations: Harbour tells Elsewhere what it publishes, Elsewhere tells Quayside."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.care.storefronts import (
    covering,
    finding,
    hearing,
    listeners,
    message,
    plans,
    publishing,
    reading,
    telling,
)
from telepraxis.care.storefronts.models import Offer, Plan, PlanException, Storefront, Told
from telepraxis.care.storefronts.patient_part import NOT_COVERED, Terms, plan_key
from telepraxis.care.storefronts.plan_particulars import PlanSaid
from telepraxis.commons.inventory import assortment, issuing
from telepraxis.commons.inventory.models import Item
from telepraxis.commons.mailbox import partners, sending
from telepraxis.commons.mailbox.events import MessageUndelivered
from telepraxis.commons.mailbox.models import Incoming, Outgoing
from telepraxis.commons.mailbox.tests.elsewhere import Elsewhere, befriend, bring
from telepraxis.registry.formulary.starter_set import SYSTEM

from .scene import AMOXICILLIN, BRIDGE, HARBOUR, IBUPROFEN, OMEPRAZOLE, pharmacist

pytestmark = pytest.mark.django_db(transaction=True)
MOST_OF_IT = replace(
    HARBOUR, spans=((1440, 2880), (6 * 1440 + 1320, 6 * 1440 + 1680), (300, 420)), closed_on=(date(2026, 12, 25),),
    delivers_km=7.5, delivery_fee_minor=300,
)  # fmt: skip


@pytest.fixture
def elsewhere():
    place = Elsewhere()
    yield place
    place.stop()


def marta_of(tenant) -> Actor:
    return Actor(organization_id=tenant.id, name="Marta Nunes", roles=frozenset({Role.MANAGER}))


@pytest.fixture
def harbour(pharmacy, elsewhere):
    tenant = pharmacy("harbour", MOST_OF_IT, {AMOXICILLIN: (30, 20), IBUPROFEN: (100, 5)})
    befriend(tenant, elsewhere)
    return tenant


def tell(tenant, now=None) -> int:
    """Do what the worker does some minutes after a change, and bring it there."""
    now = now or timezone.now()
    with tenancy.serving(tenant.id):
        sent = telling.tell_partners(by=Actor.system(tenant.id), now=now)
        waiting = {(row.organization_id, row.partner_id) for row in Outgoing.objects.filter(state="waiting")}
    for organization, partner in waiting:
        bring(organization, partner)
    return sent


def came(elsewhere) -> list[dict]:
    return [json.loads(each["body"]) for each in elsewhere.came]


def test_all_of_it_once_and_then_what_changed(harbour, elsewhere):
    assert tell(harbour) == 1
    [whole] = came(elsewhere)
    assert (whole["is_whole"], sorted(each["code"] for each in whole["offers"])) == (True, [AMOXICILLIN, IBUPROFEN])
    assert whole["location"]["resourceType"] == "Location"
    assert whole["location"]["position"] == {"latitude": 38.71, "longitude": -9.14}
    assert tell(harbour) == 0

    with tenancy.serving(harbour.id):
        by, item = pharmacist(harbour), Item.objects.get(code=IBUPROFEN)
        issuing.issue(item=item.id, quantity=40, reference=("fill", "1"), key="k", by=by, now=timezone.now())
        amoxicillin = Item.objects.get(code=AMOXICILLIN)
        assortment.keep_item(
            item=amoxicillin.id, name="A", kind="medicine", system=SYSTEM, code=AMOXICILLIN, counted_in="capsule",
            published=False, by=by, now=timezone.now(),
        )  # fmt: skip
        assert publishing.refresh(items=[item.id, amoxicillin.id], now=timezone.now()) == 2
    assert tell(harbour) == 1
    changes = came(elsewhere)[1]
    assert changes["is_whole"] is False
    assert [(each["code"], each.get("free"), each.get("ended")) for each in changes["offers"]] == [
        (AMOXICILLIN, None, True), (IBUPROFEN, "60", None),
    ]  # fmt: skip
    with tenancy.serving(harbour.id):
        assert Outgoing.objects.values("thread").distinct().count() == 1


def test_whole_shelves_go_in_parts(harbour, elsewhere, monkeypatch):
    monkeypatch.setattr(message, "MOST", 1)
    assert tell(harbour) == 2
    assert [(each["is_whole"], len(each["offers"])) for each in came(elsewhere)] == [(True, 1), (False, 1)]


def test_a_partner_that_refuses_is_told_all_of_it_again_a_day_later(harbour, elsewhere):
    elsewhere.answers = 422, {"reason": "Your organization is not among the partners here."}
    now = timezone.now()
    tell(harbour, now)
    with tenancy.serving(harbour.id):
        failed = Outgoing.objects.get(state="failed")
        listeners.note_undelivered(MessageUndelivered(message=failed.id, kind=message.KIND), now=now)
    elsewhere.answers = 202, {"state": "taken"}
    assert tell(harbour, now + timedelta(hours=23)) == 0
    assert tell(harbour, now + timedelta(hours=25)) == 1
    assert came(elsewhere)[-1]["is_whole"]
    with tenancy.serving(harbour.id):
        assert (Told.objects.get().stopped_at, Outgoing.objects.values("thread").distinct().count()) == (None, 2)


def test_that_it_closed_is_told_too(harbour, elsewhere):
    tell(harbour)
    with tenancy.serving(harbour.id):
        publishing.withdraw(by=pharmacist(harbour), now=timezone.now())
    tell(harbour)
    assert [each["location"]["status"] for each in came(elsewhere)] == ["active", "inactive"]


def test_a_blocked_partner_is_told_nothing(harbour, elsewhere):
    with tenancy.serving(harbour.id):
        partners.block(partner=partners.Partner.objects.get().id, by=marta_of(harbour), now=timezone.now())
    assert tell(harbour) == 0


# Elsewhere tells Quayside.


@pytest.fixture
def quay(practice, elsewhere):
    befriend(practice, elsewhere)
    return practice


def hear(quay, elsewhere, body: dict, *, thread=None, number=1) -> Storefront | None:
    """Let Elsewhere post it, and do what the worker does with it."""
    letter = elsewhere.letter(quay.id, body, now=timezone.now(), thread=thread, number=number, kind=message.KIND)
    answer = Client().post("/messages/quayside/", json.dumps(letter), content_type="application/json")
    assert answer.status_code == 202
    with tenancy.serving(quay.id):
        arrived = Incoming.objects.order_by("-id").first()
        hearing.hear(arrived.id, by=Actor.system(quay.id), now=timezone.now())
        return hearing.hear(arrived.id, by=Actor.system(quay.id), now=timezone.now())  # it may be told twice


@pytest.fixture
def body(harbour, elsewhere):
    """What Harbour has told: Elsewhere says the same of itself."""
    tell(harbour)
    [said] = came(elsewhere)
    return said | {"location": said["location"] | {"name": "Elsewhere Pharmacy"}}


def test_what_came_is_what_was_sent(quay, harbour, elsewhere, body):
    heard = hear(quay, elsewhere, body)

    with tenancy.serving(quay.id):
        ours = reading.storefront(harbour.id)
        same = ("opens", "closes", "closed_on", "languages", "delivers_km", "delivery_fee_minor", "takes_card", "phone")
        assert {name: getattr(heard, name) for name in same} == {name: getattr(ours, name) for name in same}
        assert (heard.pharmacy, heard.heard_by, heard.is_here) == (elsewhere.organization, quay.id, False)
        assert reading.offers_of(elsewhere.organization) == reading.offers_of(harbour.id)
        found = finding.find([finding.Wanted(SYSTEM, IBUPROFEN, Decimal(20))], near=BRIDGE)
        assert sorted(place.storefront.name for place in found.places) == ["Elsewhere Pharmacy", "Harbour Pharmacy"]


def test_nobody_but_its_partner_sees_a_pharmacy_elsewhere(quay, harbour, elsewhere, body):
    hear(quay, elsewhere, body)

    with tenancy.serving(harbour.id):
        assert reading.storefront(elsewhere.organization) is None
        found = finding.find([finding.Wanted(SYSTEM, IBUPROFEN, Decimal(20))], near=BRIDGE)
        assert [place.storefront.name for place in found.places] == ["Harbour Pharmacy"]


def test_changes_and_what_is_gone(quay, elsewhere, body):
    thread = uuid4()
    hear(quay, elsewhere, body, thread=thread)
    some = {"system": SYSTEM, "countedIn": "capsule"}
    new = some | {
        "code": OMEPRAZOLE, "free": "12.5", "at": "2026-11-30T10:00:00+00:00", "priceMinor": 9, "per": "1",
        "currency": "EUR",
    }  # fmt: skip
    change = body | {"is_whole": False, "offers": [new, some | {"code": AMOXICILLIN, "ended": True}]}
    hear(quay, elsewhere, change, thread=thread, number=2)
    with tenancy.serving(quay.id):
        found = reading.offers_of(elsewhere.organization)
        free = {code: each.free for (_system, code), each in found.items()}
        assert free == {IBUPROFEN: 100, OMEPRAZOLE: Decimal("12.5")}

    hear(quay, elsewhere, body | {"offers": [new]}, thread=thread, number=3)
    closed = body | {"is_whole": False, "offers": [], "location": body["location"] | {"status": "inactive"}}
    with tenancy.serving(quay.id):
        assert [code for _system, code in reading.offers_of(elsewhere.organization)] == [OMEPRAZOLE]
    hear(quay, elsewhere, closed, thread=thread, number=4)
    with tenancy.serving(quay.id):
        assert reading.storefront(elsewhere.organization) is None


@pytest.mark.parametrize(
    "change",
    [
        {"location": None}, {"location": {"status": "active"}}, {"offers": None}, {"offers": [{"code": "x"}]},
        {"offers": [{"system": "s", "code": "c", "countedIn": "t", "free": "-1", "at": "2026-11-30T10:00:00+00:00"}]},
        {"offers": [{"system": "s", "code": "c", "countedIn": "t", "free": "1e9999", "at": "2026-11-30T10:00:00Z"}]},
        {"offers": [{"system": "s", "code": "c", "countedIn": "t", "free": "1", "at": "2026-11-30T10:00:00"}]},
        {"offers": [{"system": "s", "code": "c" * 101, "countedIn": "t", "ended": True}]},
    ],
)  # fmt: skip
def test_what_cannot_be_understood_changes_nothing(quay, elsewhere, body, change):
    assert hear(quay, elsewhere, body | change) is None
    with tenancy.serving(quay.id):
        assert reading.storefront(elsewhere.organization) is None
        assert Offer.objects.filter(storefront__heard_by=quay.id).count() == 0


@pytest.mark.parametrize(
    ("part", "value"),
    [("position", {"latitude": 95.0, "longitude": 0.0}), ("name", ""), ("hoursOfOperation", [{"daysOfWeek": ["xxx"]}])],
)
def test_a_place_that_cannot_be_is_not_believed(quay, elsewhere, body, part, value):
    assert hear(quay, elsewhere, body | {"location": body["location"] | {part: value}}) is None
    with tenancy.serving(quay.id):
        assert reading.storefront(elsewhere.organization) is None


def test_an_organization_of_this_installation_cannot_be_spoken_for(practice, pharmacy):
    """Harbour lives here: what came as its message is left aside, its own word stands."""
    harbour = pharmacy("harbour", HARBOUR, {IBUPROFEN: (100, 5)})
    with tenancy.serving(harbour.id):
        shown = reading.storefront(harbour.id)
        body = message.to_body(shown, [], is_whole=True)
        sent = sending.send(
            to=practice.id, kind=message.KIND, body=body, by=pharmacist(harbour), now=timezone.now()
        )  # fmt: skip
    bring(harbour.id, sent.partner_id)
    with tenancy.serving(practice.id):
        assert hearing.hear(Incoming.objects.get().id, by=Actor.system(practice.id), now=timezone.now()) is None
        assert Storefront.objects.count() == 1
        assert len(reading.offers_of(harbour.id)) == 1


MERIDIAN = PlanSaid("Meridian Health", "Basic", "MER-B", "EUR", Terms(percent=Decimal("12.5"), at_most_minor=900))


def test_plans_are_told_all_of_them_and_then_what_changed(harbour, elsewhere):
    with tenancy.serving(harbour.id):
        about = {"by": pharmacist(harbour), "now": timezone.now()}
        row = plans.keep(said=MERIDIAN, **about)
        plans.make_exception(plan=row.id, code=(SYSTEM, IBUPROFEN), terms=NOT_COVERED, **about)
    assert tell(harbour) == 2
    whole, plan = came(elsewhere)
    assert (whole["is_whole"], whole["plans"]) == (True, [])
    assert (plan["is_whole"], plan["offers"]) == (False, [])
    assert plan["plans"] == [
        {
            "payer": "Meridian Health", "name": "Basic", "code": "MER-B", "currency": "EUR", "percent": "12.5",
            "atMostMinor": 900, "exceptions": [{"system": SYSTEM, "code": IBUPROFEN, "covered": False}],
        }
    ]  # fmt: skip
    assert tell(harbour) == 0
    with tenancy.serving(harbour.id):
        plans.retire(plan=row.id, **about)
    tell(harbour)
    assert came(elsewhere)[-1]["plans"] == [
        {"payer": "Meridian Health", "name": "Basic", "code": "MER-B", "ended": True}
    ]


BILLED = {
    "payer": "Meridian Health", "name": "Basic", "code": "MER-B", "currency": "EUR", "percent": "12.5",
    "exceptions": [{"system": SYSTEM, "code": IBUPROFEN, "covered": False}],
}  # fmt: skip


def test_what_a_partner_bills_counts_here_until_it_ends(quay, elsewhere, body):
    thread = uuid4()
    hear(quay, elsewhere, body, thread=thread)
    hear(quay, elsewhere, body | {"is_whole": False, "offers": [], "plans": [BILLED]}, thread=thread, number=2)
    wanted = [finding.Wanted(SYSTEM, AMOXICILLIN, Decimal(20)), finding.Wanted(SYSTEM, IBUPROFEN, Decimal(20))]
    key = plan_key("Meridian Health", "mer-b")
    with tenancy.serving(quay.id):
        place = next(each for each in finding.find(wanted, plan=key).places if each.storefront.heard_by)
        assert (place.total_minor, place.covered_minor) == (50 + 100, 350)
        assert [each.code for each in covering.published_plans()] == ["MER-B"]
    ended = body | {"is_whole": False, "offers": [], "plans": [BILLED | {"ended": True}]}
    hear(quay, elsewhere, ended, thread=thread, number=3)
    with tenancy.serving(quay.id):
        assert (covering.published_plans(), PlanException.objects.count()) == ([], 0)


def test_a_whole_message_ends_the_plans_that_it_does_not_name(quay, harbour, elsewhere, body):
    thread = uuid4()
    hear(quay, elsewhere, body | {"plans": [BILLED]}, thread=thread)
    with tenancy.serving(harbour.id):
        assert covering.published_plans() == []  # only its partner sees it
    hear(quay, elsewhere, body, thread=thread, number=2)
    with tenancy.serving(quay.id):
        assert covering.published_plans() == []


@pytest.mark.parametrize(
    "change",
    [
        {"percent": "120"}, {"percent": 12}, {"copayMinor": 5}, {"percent": None}, {"covered": False}, {"code": "a|b"},
        {"percent": "NaN"}, {"atLeastMinor": "5"}, {"currency": "eur"}, {"payer": ""}, {"name": "x" * 101},
        {"exceptions": [{"system": "s", "code": "c"}]}, {"exceptions": [{"system": "s", "code": "", "percent": "1"}]},
        {"atLeastMinor": 5, "atMostMinor": 4}, {"exceptions": [{"system": "s\0", "code": "c", "percent": "1"}]},
    ],
)  # fmt: skip
def test_a_plan_that_can_be_none_changes_nothing(quay, elsewhere, body, change):
    assert hear(quay, elsewhere, body | {"plans": [BILLED | change]}) is None
    with tenancy.serving(quay.id):
        assert (reading.storefront(elsewhere.organization), Plan.objects.count()) == (None, 0)
