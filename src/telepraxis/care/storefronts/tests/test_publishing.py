"""Pilar publishes her pharmacy; its offers follow the stock; nobody else writes them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, NotAllowed, Role
from telepraxis.base.events.models import ToldFact
from telepraxis.care.storefronts import listeners, publishing, reading, tasks
from telepraxis.care.storefronts.models import Offer, OwnStorefront, Product, Storefront
from telepraxis.care.storefronts.particulars import BadParticulars
from telepraxis.commons.inventory import assortment, issuing, pricing
from telepraxis.commons.inventory.models import Item
from telepraxis.registry.formulary.starter_set import SYSTEM
from tests.people import MONDAY_8AM

from .scene import AMOXICILLIN, HARBOUR, IBUPROFEN, OMEPRAZOLE, bring, pharmacist, stock

LATER = MONDAY_8AM + timedelta(hours=2)


@pytest.fixture
def harbour(pharmacy):
    """Harbour Pharmacy, published, and the test's transaction serves it."""
    tenant = pharmacy("harbour", HARBOUR, {AMOXICILLIN: (30, 20), IBUPROFEN: (100, 5)})
    with tenancy.serving(tenant.id):
        ToldFact.objects.all().delete()
        yield tenant


def offers(tenant) -> dict:
    found = reading.offers_of(tenant.id)
    return {code: (each.free, each.price_minor, each.figures_at) for (_system, code), each in found.items()}


def hear(now=LATER) -> None:
    """Do what the worker does with the facts that were told."""
    for told in ToldFact.objects.filter(kind="commons.inventory.FiguresChanged").order_by("id"):
        from telepraxis.base.events.facts import revive

        listeners.bring_offers_up(revive(told), now=now)
    ToldFact.objects.all().delete()


def test_what_is_published_is_there_for_everybody(harbour):
    assert offers(harbour) == {AMOXICILLIN: (30, 20, MONDAY_8AM), IBUPROFEN: (100, 5, MONDAY_8AM)}
    shown = reading.storefront(harbour.id)
    assert (shown.name, shown.address, shown.is_here) == (HARBOUR.name, "Quay 4, 1100-014 Port Alder", True)
    assert (shown.hours.spans, shown.takes_card, shown.delivers_km) == (HARBOUR.spans, True, None)


def test_somebody_of_another_organization_reads_it_and_writes_none_of_it(harbour, hillcrest):
    shown = Storefront.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
    assert reading.storefront(harbour.id).name == HARBOUR.name
    assert Storefront.objects.filter(id=shown.id).update(name="Ours now") == 0
    assert Offer.objects.filter(storefront=shown).update(price_minor=1) == 0
    assert Storefront.objects.filter(id=shown.id).delete()[0] == 0
    assert Product.objects.update(code="other") == 0
    said = {name: getattr(shown, name) for name in ("name", "latitude", "longitude", "time_zone", "currency")}
    for more in ({"pharmacy": harbour.id}, {"pharmacy": hillcrest.id, "heard_by": harbour.id}):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Storefront.objects.create(**said, **more, updated_at=MONDAY_8AM)
    product = Product.objects.first()
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Offer.objects.filter(storefront=shown, product=product).delete()
        Offer.objects.create(storefront=shown, product=product, free=1, figures_at=MONDAY_8AM)
    shown.refresh_from_db()
    assert (shown.name, Offer.objects.filter(storefront=shown).count()) == (HARBOUR.name, 2)


def test_offers_follow_receipts_issues_prices_and_what_is_hidden(harbour):
    by = pharmacist(harbour)
    amoxicillin, ibuprofen = Item.objects.get(code=AMOXICILLIN), Item.objects.get(code=IBUPROFEN)
    bring(by, amoxicillin, 10, now=LATER)
    issuing.issue(item=ibuprofen.id, quantity=40, reference=("fill", "1"), key="k1", by=by, now=LATER)
    pricing.set_price(item=ibuprofen.id, amount_minor=7, currency="EUR", by=by, now=LATER)
    stock(by, OMEPRAZOLE, 28, 12, now=LATER)
    hear()

    assert offers(harbour) == {AMOXICILLIN: (40, 20, LATER), IBUPROFEN: (60, 7, LATER), OMEPRAZOLE: (28, 12, LATER)}

    keep = {"name": "Amoxicillin", "kind": "medicine", "system": SYSTEM, "counted_in": "capsule", "by": by}
    assortment.keep_item(item=amoxicillin.id, code=AMOXICILLIN, published=False, now=LATER, **keep)
    hear()
    assert sorted(offers(harbour)) == [IBUPROFEN, OMEPRAZOLE]
    assert Offer.objects.get(product__code=AMOXICILLIN).ended_at == LATER


def test_an_item_that_bears_another_code_is_offered_under_that_one_only(harbour):
    by, item = pharmacist(harbour), Item.objects.get(code=AMOXICILLIN)
    assortment.keep_item(
        item=item.id, name="Amoxicillin", kind="medicine", system=SYSTEM, code="amoxicillin-250mg-capsule",
        counted_in="capsule", published=True, by=by, now=LATER,
    )  # fmt: skip
    hear()

    assert sorted(offers(harbour)) == ["amoxicillin-250mg-capsule", IBUPROFEN]


def test_what_did_not_change_is_no_new_version(harbour):
    before = OwnStorefront.objects.get().version
    assert publishing.refresh(now=LATER) == 0
    assert publishing.refresh(items=[Item.objects.get(code=IBUPROFEN).id], now=LATER) == 0
    assert OwnStorefront.objects.get().version == before


def test_stock_that_expires_and_prices_that_begin_are_brought_up_by_the_clock(harbour):
    by, item = pharmacist(harbour), Item.objects.get(code=IBUPROFEN)
    bring(by, item, 50, lot="B", expires_on=date(2026, 11, 23), now=MONDAY_8AM)
    pricing.set_price(
        item=item.id, amount_minor=9, currency="EUR", valid_from=LATER, by=by, now=MONDAY_8AM + timedelta(minutes=1)
    )
    hear(now=MONDAY_8AM + timedelta(minutes=2))
    assert offers(harbour)[IBUPROFEN][:2] == (150, 5)

    tasks.look_after(now=LATER + timedelta(minutes=5))
    assert offers(harbour)[IBUPROFEN][:2] == (150, 9)
    tasks.look_after(now=MONDAY_8AM + timedelta(days=1))
    assert offers(harbour)[IBUPROFEN][:2] == (100, 9)


def test_who_is_neither_pharmacist_nor_manager_publishes_nothing(harbour):
    rui = Actor(organization_id=harbour.id, name="Rui Tavares", roles=frozenset({Role.FRONT_DESK}))
    for refused in (
        lambda: publishing.say(said=replace(HARBOUR, name="Rui's"), by=rui, now=LATER),
        lambda: publishing.publish(by=rui, now=LATER),
        lambda: publishing.withdraw(by=rui, now=LATER),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert reading.storefront(harbour.id).name == HARBOUR.name


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "}, {"latitude": 91.0}, {"longitude": float("nan")}, {"time_zone": "Lisbon"}, {"currency": "eur"},
        {"spans": ((60, 60),)}, {"spans": ((0, 600), (500, 700))}, {"spans": ((9 * 1440, 9 * 1440 + 5),)},
        {"delivers_km": 0.0}, {"delivers_km": 9999.0}, {"delivery_fee_minor": -1}, {"languages": ("english please",)},
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_said_and_not_kept(harbour, change):
    with pytest.raises(BadParticulars) as refused:
        publishing.say(said=replace(HARBOUR, **change), by=pharmacist(harbour), now=LATER)
    assert list(refused.value.why) == list(change)
    assert reading.storefront(harbour.id).updated_at == MONDAY_8AM


def test_a_change_is_seen_at_once_and_a_draft_by_nobody(founded, harbour):
    publishing.say(said=replace(HARBOUR, phone="+351 1"), by=pharmacist(harbour), now=LATER)
    assert (reading.storefront(harbour.id).phone, reading.own_storefront().version) == ("+351 1", 3)
    publishing.withdraw(by=pharmacist(harbour), now=LATER)
    publishing.say(said=replace(HARBOUR, phone="+351 2"), by=pharmacist(harbour), now=LATER)
    assert (reading.storefront(harbour.id), reading.offers_of(harbour.id)) == (None, {})
    assert publishing.refresh(now=LATER) == 0
    publishing.publish(by=pharmacist(harbour), now=LATER)
    assert (reading.storefront(harbour.id).phone, len(offers(harbour))) == ("+351 2", 2)


def test_nothing_said_is_nothing_to_publish(quayside):
    with pytest.raises(publishing.NothingSaid):
        publishing.publish(by=pharmacist(quayside), now=LATER)
    assert publishing.refresh(now=LATER) == 0


def test_the_database_refuses_less_than_nothing(harbour):
    for change in ({"free": Decimal(-1)}, {"per": 0}, {"price_minor": -5}, {"currency": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.filter(product__code=IBUPROFEN).update(**change)


def test_costs_are_rounded_as_the_stock_rounds_them(harbour):
    by = pharmacist(harbour)
    pricing.set_price(
        item=Item.objects.get(code=IBUPROFEN).id, amount_minor=101, currency="EUR", per=Decimal(2), by=by, now=LATER
    )
    hear()
    offered = reading.offers_of(harbour.id, [(SYSTEM, IBUPROFEN)])[SYSTEM, IBUPROFEN]
    assert [offered.cost_minor(Decimal(quantity)) for quantity in (1, 2, 3)] == [51, 101, 152]
