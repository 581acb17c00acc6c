"""The scene: Pilar, pharmacist, keeps amoxicillin in two lots, of which one expires first, and gloves without one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from telepraxis.base.access import Actor, Role
from telepraxis.commons.inventory import assortment, receiving
from telepraxis.commons.inventory.models import Item, Lot, Place
from telepraxis.commons.inventory.receiving import Arrival
from tests.people import MONDAY_8AM, colleague

RXNORM, GTIN = "http://www.nlm.nih.gov/research/umls/rxnorm", "urn:gs1:gtin"
SOON, LATER, GONE = date(2027, 1, 31), date(2028, 6, 30), date(2026, 10, 31)
FILL = ("fill", "7b0e")


@pytest.fixture
def pilar(system):
    """Pilar Ríos, pharmacist."""
    return colleague("pilar@quayside.test", "Pilar Ríos", {Role.PHARMACIST}, system)


@dataclass
class Stocked:
    """Quayside's stock: amoxicillin in two lots of 20 (SOON, LATER) on the shelf, gloves without a lot."""

    shelf: Place
    fridge: Place
    quarantine: Place
    amoxicillin: Item
    gloves: Item
    soon: Lot
    later: Lot


def key() -> str:
    return uuid4().hex


def stock_of(by: Actor, now=MONDAY_8AM) -> Stocked:
    said = {"by": by, "now": now}
    shelf = assortment.keep_place(name="Shelf", **said)
    fridge = assortment.keep_place(name="Fridge", kind="fridge", **said)
    quarantine = assortment.keep_place(name="Quarantine", kind="quarantine", **said)
    amoxicillin = assortment.keep_item(
        name="Amoxicillin 500 mg capsule", kind="medicine", system=RXNORM, code="308191", counted_in="capsule",
        reorder_level=Decimal(30), published=True, **said,
    )  # fmt: skip
    gloves = assortment.keep_item(name="Gloves, medium", counted_in="piece", **said)
    bring(amoxicillin, 20, "A1", SOON, shelf, by, now)
    bring(amoxicillin, 20, "B2", LATER, shelf, by, now)
    bring(gloves, 100, "", None, shelf, by, now)
    lots = {lot.number: lot for lot in Lot.objects.filter(item=amoxicillin)}
    return Stocked(shelf, fridge, quarantine, amoxicillin, gloves, lots["A1"], lots["B2"])


def bring(item: Item, quantity, number, expires_on, place: Place, by: Actor, now=MONDAY_8AM):
    arrival = Arrival(item.id, Decimal(quantity), number, expires_on)
    return receiving.receive(arrivals=[arrival], place=place.id, key=key(), by=by, now=now)


@pytest.fixture
def stocked(pilar):
    return stock_of(pilar)
