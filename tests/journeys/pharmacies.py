"""Two pharmacies of the town, published: what they have, who works there, how cards are taken."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from telepraxis.base.access import Actor, Role
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.storefronts import publishing
from telepraxis.care.storefronts.hours import DAY
from telepraxis.care.storefronts.particulars import Particulars
from telepraxis.commons.inventory import assortment, pricing, receiving
from telepraxis.commons.inventory.codes import GTIN
from telepraxis.commons.inventory.gs1 import check_digit
from telepraxis.commons.inventory.models import Item
from telepraxis.registry.formulary import finding
from telepraxis.registry.organizations.founding import found_organization
from tests.people import colleague
from tests.sites import in_practice

ALWAYS = tuple((day * DAY, (day + 1) * DAY) for day in range(7))
EXPIRES = date(2029, 3, 31)


@dataclass
class Opened:
    """A pharmacy and its pharmacist; its items by name."""

    tenant: Tenant
    pharmacist: Actor
    items: dict[str, Item]


def open_pharmacy(
    slug: str, name: str, where: tuple[float, float], stock: dict[str, tuple[int, int]], now: datetime, **more
) -> Opened:
    """Commit a pharmacy that is always open. `stock`: {medicine: (how many lie there, cents for each)}."""
    tenant = found_organization(slug=slug, name=name, time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    with in_practice(tenant) as by:
        roles = {Role.PHARMACIST, Role.MANAGER}
        pharmacist = colleague(f"counter@{slug}.test", f"Pharmacist of {name}", roles, by)
        shelf = assortment.keep_place(name="Shelf", by=by, now=now)
        items = {
            text: _stocked(text, *much, number, shelf, by, now) for number, (text, much) in enumerate(stock.items())
        }
        said = Particulars(
            name=name, latitude=where[0], longitude=where[1], time_zone="Europe/Lisbon", currency="EUR",
            street="Mill Street 3", postal_code="4100", city="Port Alder", phone="+351 210 555 310", spans=ALWAYS,
            languages=("en", "pt"), **more,
        )  # fmt: skip
        publishing.say(said=said, by=by, now=now)
        publishing.publish(by=by, now=now)
    return Opened(tenant, pharmacist, items)


def _stocked(text: str, quantity: int, cents: int, number: int, shelf, by: Actor, now: datetime) -> Item:
    said = {"by": by, "now": now}
    [found] = finding.find(text, limit=1)
    item = assortment.keep_item(
        name=found.name, kind=Item.Kind.MEDICINE, system=found.system, code=found.code, counted_in=found.counted_in,
        published=True, **said,
    )  # fmt: skip
    assortment.add_pack(item=item.id, system=GTIN, code=gtin(number), quantity=Decimal(10), **said)
    pricing.set_price(item=item.id, amount_minor=cents, currency="EUR", **said)
    arrival = receiving.Arrival(item.id, Decimal(quantity), f"LOT{number}", EXPIRES)
    receiving.receive(arrivals=[arrival], place=shelf.id, key=uuid4().hex, **said)
    return item


def gtin(number: int) -> str:
    digits = f"0950600019{number:03}"
    return digits + check_digit(digits)


def scanned(number: int) -> str:
    """Return what a reader types for a box of the item of this number: GTIN, expiry, lot."""
    return f"01{gtin(number)}17{EXPIRES:%y%m%d}10LOT{number}"
