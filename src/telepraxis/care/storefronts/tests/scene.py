"""The scene: pharmacies around Port Alder, each an organization of its own with its own stock.

Harbour Pharmacy lies 1.1 km north of the old bridge, Corner Pharmacy 2.2 km east, Hill Pharmacy 5.6 km south.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.care.storefronts import publishing
from telepraxis.care.storefronts.hours import DAY
from telepraxis.care.storefronts.particulars import Particulars
from telepraxis.commons.inventory import assortment, pricing, receiving
from telepraxis.commons.inventory.models import Item
from telepraxis.registry.formulary.starter_set import SYSTEM
from tests.people import MONDAY_8AM

BRIDGE = (38.70, -9.14)  # where Amara stands
AMOXICILLIN, IBUPROFEN = "amoxicillin-500mg-capsule", "ibuprofen-400mg-tablet"
OMEPRAZOLE = "omeprazole-20mg-gastro-resistant-capsule"
NINE_TO_SEVEN = tuple((day * DAY + 9 * 60, day * DAY + 19 * 60) for day in range(5))
HARBOUR = Particulars(
    name="Harbour Pharmacy", street="Quay 4", postal_code="1100-014", city="Port Alder", phone="+351 210 555 200",
    latitude=38.71, longitude=-9.14, time_zone="Europe/Lisbon", currency="EUR", spans=NINE_TO_SEVEN,
    languages=("pt", "en"), takes_card=True,
)  # fmt: skip
CORNER = replace(
    HARBOUR, name="Corner Pharmacy", street="Rua Direita 1", postal_code="1100-201", longitude=-9.1147, latitude=38.70,
    delivers_km=3.0, delivery_fee_minor=250, languages=("pt", "uk"), takes_card=False,
)  # fmt: skip
HILL = replace(
    HARBOUR, name="Hill Pharmacy", street="Hill Road 90", postal_code="1300-500", city="Upper Alder", latitude=38.65,
    spans=tuple((day * DAY, (day + 1) * DAY) for day in range(7)), delivers_km=20.0, delivery_fee_minor=400,
)  # fmt: skip


def pharmacist(organization) -> Actor:
    return Actor(
        organization_id=organization.id, account_id=uuid4(), name="Pilar Ríos", roles=frozenset({Role.PHARMACIST})
    )


def stock(by: Actor, code: str, quantity=0, cents=None, *, published=True, now=MONDAY_8AM) -> Item:
    """Let the pharmacy keep an item: so many on the shelf, one of them for so many cents."""
    said = {"by": by, "now": now}
    item = assortment.keep_item(
        name=code, kind="medicine", system=SYSTEM, code=code, counted_in="capsule", published=published, **said,
    )  # fmt: skip
    if cents is not None:
        pricing.set_price(item=item.id, amount_minor=cents, currency="EUR", **said)
    if quantity:
        bring(by, item, quantity, now=now)
    return item


def bring(by: Actor, item: Item, quantity, *, lot="A1", expires_on=date(2028, 1, 31), now=MONDAY_8AM) -> None:
    from telepraxis.commons.inventory.models import Place

    shelf = Place.objects.filter(name="Shelf").first() or assortment.keep_place(name="Shelf", by=by, now=now)
    arrival = receiving.Arrival(item.id, Decimal(quantity), lot, expires_on)
    receiving.receive(arrivals=[arrival], place=shelf.id, key=uuid4().hex, by=by, now=now)


@pytest.fixture
def pharmacy(db):
    """`pharmacy("harbour", HARBOUR, {AMOXICILLIN: (30, 20)})`: a published pharmacy with so many for so many cents."""
    from telepraxis.registry.organizations.founding import found_organization

    def opened(slug: str, said: Particulars, offers: dict):
        tenant = found_organization(
            slug=slug, name=said.name, time_zone=said.time_zone, jurisdiction="PT", now=MONDAY_8AM
        )
        with tenancy.serving(tenant.id):
            by = pharmacist(tenant)
            for code, (quantity, cents) in offers.items():
                stock(by, code, quantity, cents)
            publishing.say(said=said, by=by, now=MONDAY_8AM)
            publishing.publish(by=by, now=MONDAY_8AM)
        return tenant

    return opened


@pytest.fixture
def port_alder(pharmacy):
    """Harbour has amoxicillin and ibuprofen, Corner ibuprofen and omeprazole, Hill all three, at higher prices."""
    return (
        pharmacy("harbour", HARBOUR, {AMOXICILLIN: (30, 20), IBUPROFEN: (100, 5)}),
        pharmacy("corner", CORNER, {IBUPROFEN: (10, 4), OMEPRAZOLE: (28, 12)}),
        pharmacy("hill", HILL, {AMOXICILLIN: (60, 25), IBUPROFEN: (60, 6), OMEPRAZOLE: (60, 15)}),
    )


@pytest.fixture
def brand(db):
    """Moxal 500 mg capsules, of another catalogue: what the starter set calls amoxicillin, under a maker's name."""
    from telepraxis.registry.formulary import models

    generic = models.Medicine.objects.get(system=SYSTEM, code=AMOXICILLIN)
    [ingredient] = generic.ingredients.all()
    made = generic
    made.pk, made.code, made.name, made.brand, made._state.adding = None, "moxal-500", "Moxal 500 mg", "Moxal", True
    made.save(force_insert=True)
    ingredient.pk, ingredient.medicine, ingredient._state.adding = None, made, True
    ingredient.amount, ingredient.unit = Decimal("0.5"), "g"
    ingredient.save(force_insert=True)
    return made.code
