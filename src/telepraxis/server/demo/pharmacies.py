"""Two pharmacies in the town: organizations of their own, with a pharmacist, a shelf, prices and a shop window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.storefronts import plans, publishing
from telepraxis.care.storefronts.particulars import Particulars
from telepraxis.care.storefronts.patient_part import NOT_COVERED, Terms
from telepraxis.care.storefronts.plan_particulars import PlanSaid
from telepraxis.commons.inventory import assortment, pricing, receiving
from telepraxis.commons.inventory.codes import GTIN
from telepraxis.commons.inventory.gs1 import check_digit
from telepraxis.commons.inventory.models import Item
from telepraxis.commons.inventory.models import Place as Shelf
from telepraxis.commons.inventory.receiving import Arrival
from telepraxis.registry.accounts import demo, people
from telepraxis.registry.formulary import finding
from telepraxis.registry.formulary.starter_set import load_starter_set
from telepraxis.registry.organizations import profile
from telepraxis.registry.organizations.founding import found_organization

from .places import Place

HOME = (38.7012, -9.1713)  # Amara's, in a town that is on no map
DELIVERY = 250  # what bringing it costs, in the minor unit
PAYER, PLAN, CODE = "Meridian Health", "Meridian Basic", "MER-B"  # an insurer that does not exist
DAY = 24 * 60
HOURS = (*((day * DAY + 510, day * DAY + 1200) for day in range(6)), (6 * DAY + 570, 6 * DAY + 840))
DOOR = 8  # at the demonstration's door, behind the roles of the practice


@dataclass(frozen=True)
class Box:
    """A medicine as it stands on the shelf; `price` is that of the first pharmacy, in the minor unit."""

    medicine: str  # looked for in the catalogue
    holds: int
    counted_in: str
    price: int
    cold: bool = False


BOXES = {
    "amlodipine": Box("Amlodipine 5 mg tablet", 30, "tablet", 540),
    "amoxicillin": Box("Amoxicillin 500 mg capsule", 21, "capsule", 620),
    "azithromycin": Box("Azithromycin 500 mg tablet", 3, "tablet", 890),
    "cetirizine": Box("Cetirizine 10 mg tablet", 10, "tablet", 340),
    "glargine": Box("Insulin glargine 100 units/mL injection", 3, "mL", 1940, cold=True),
    "hydrocortisone": Box("Hydrocortisone 1% cream", 30, "g", 480),
    "ibuprofen": Box("Ibuprofen 400 mg tablet", 24, "tablet", 360),
    "loratadine": Box("Loratadine 10 mg tablet", 14, "tablet", 420),
    "metformin": Box("Metformin 500 mg tablet", 60, "tablet", 510),
    "omeprazole": Box("Omeprazole 20 mg gastro-resistant capsule", 28, "capsule", 460),
    "paracetamol": Box("Paracetamol 500 mg tablet", 20, "tablet", 190),
    "prednisolone": Box("Prednisolone 5 mg tablet", 30, "tablet", 450),
    "salbutamol": Box("Salbutamol 100 mcg/puff inhaler", 200, "puff", 690),
    "simvastatin": Box("Simvastatin 20 mg tablet", 28, "tablet", 470),
}


@dataclass(frozen=True)
class Shop:
    """A pharmacy of the town: who runs it, how many boxes it has of what, and what it takes for each hundred."""

    slug: str
    name: str
    pharmacist: str
    street: str
    digits: str  # of its telephone
    percent: int
    where: tuple[float, float]  # latitude and longitude
    languages: tuple[str, ...]
    delivers_km: float | None
    boxes: dict[str, int]


SHOPS = (
    Shop(
        "corner", "Corner Pharmacy", "Lena Fischer", "3 Mill Street", "310", 100, (38.7046, -9.1661),
        ("en", "de", "pt"), 6.0,
        dict.fromkeys(BOXES, 8) | {"paracetamol": 30, "glargine": 2, "prednisolone": 0},
    ),
    Shop(
        "harbour", "Harbour Pharmacy", "Joaquim Sousa", "22 Harbour Road", "320", 88, (38.6902, -9.1784),
        ("en", "pt", "es"), None,
        dict.fromkeys(("amlodipine", "amoxicillin", "cetirizine", "ibuprofen", "paracetamol", "salbutamol"), 12)
        | {"loratadine": 1},
    ),
)  # fmt: skip


def open_pharmacies(place: Place, now: datetime, say: Callable[[str], None]) -> dict[str, Tenant]:
    """Found them, fill their shelves and offer the first one's pharmacist at the demonstration's door."""
    say("Two pharmacies with a pharmacist, a shelf and prices")
    load_starter_set(now=now)
    return {shop.slug: _open(shop, place, now) for shop in SHOPS}


def _open(shop: Shop, place: Place, now: datetime) -> Tenant:
    phone = f"{place.phone_prefix} {shop.digits}"
    said = {"time_zone": place.zone, "jurisdiction": place.jurisdiction, "phone": phone}
    tenant = found_organization(slug=shop.slug, name=shop.name, now=now - timedelta(days=380), **said)
    with tenancy.serving(tenant.id):
        by = Actor.system(tenant.id)
        profile.amend_profile(
            name=shop.name, street=shop.street, city=place.town, postal_code="4100",
            email=f"counter@{shop.slug}.example", out_of_hours_text="", by=by, now=now, **said,
        )  # fmt: skip
        profile.finish_set_up(by=by, now=now)
        account = people.create_staff_account(
            email=f"{shop.pharmacist.split()[0].lower()}@{shop.slug}.example", name=shop.pharmacist,
            roles={Role.PHARMACIST, Role.MANAGER}, practitioner=None, time_zone=place.zone, by=by, now=now,
        )  # fmt: skip
        _fill(shop, place, by, now)
        _bill(place, by, now)
        publishing.say(said=_particulars(shop, place, phone), by=by, now=now)
        publishing.publish(by=by, now=now)
        if shop is SHOPS[0]:
            demo.offer(account, label="Pharmacist", landing="/pharmacy/", order=DOOR)
    return tenant


def _particulars(shop: Shop, place: Place, phone: str) -> Particulars:
    latitude, longitude = shop.where
    return Particulars(
        name=shop.name, latitude=latitude, longitude=longitude, time_zone=place.zone, currency=place.currency,
        street=shop.street, postal_code="4100", city=place.town, phone=phone, spans=HOURS, languages=shop.languages,
        delivers_km=shop.delivers_km, delivery_fee_minor=DELIVERY if shop.delivers_km else 0,
    )  # fmt: skip


def _bill(place: Place, by: Actor, now: datetime) -> None:
    """Both bill the plan of an insurer that is nobody's: a quarter is the patient's, insulin costs them two a line."""
    about = {"by": by, "now": now - timedelta(days=9)}
    terms = Terms(percent=Decimal(25), at_least_minor=50, at_most_minor=1500)
    plan = plans.keep(said=PlanSaid(PAYER, PLAN, CODE, place.currency, terms), **about)
    for key, otherwise in (("glargine", Terms(copay_minor=200)), ("cetirizine", NOT_COVERED)):
        [found] = finding.find(BOXES[key].medicine, limit=1)
        plans.make_exception(plan=plan.id, code=(found.system, found.code), terms=otherwise, **about)


def _fill(shop: Shop, place: Place, by: Actor, now: datetime) -> None:
    """Two lots of each medicine lie there; the older one expires first, so it is the one that goes out."""
    said = {"by": by, "now": now - timedelta(days=9)}
    shelf = assortment.keep_place(name="Shelf behind the counter", **said)
    fridge = assortment.keep_place(name="Refrigerator", kind=Shelf.Kind.FRIDGE, **said)
    assortment.keep_place(name="Returned", kind=Shelf.Kind.QUARANTINE, **said)
    today = now.astimezone(ZoneInfo(place.zone)).date()
    for number, (key, boxes) in enumerate(sorted(shop.boxes.items())):
        box = BOXES[key]
        item = _kept(shop, place, box, said)
        older, newer = boxes // 2, boxes - boxes // 2
        lots = ((older, 4100 + number, 150), (newer, 5200 + number, 540))
        arrivals = [
            Arrival(item.id, Decimal(count * box.holds), f"{key[:2].upper()}{lot}", today + timedelta(days=days))
            for count, lot, days in lots
            if count
        ]
        if arrivals:
            receiving.receive(arrivals=arrivals, place=(fridge if box.cold else shelf).id, key=f"first {key}", **said)


def _kept(shop: Shop, place: Place, box: Box, said: dict) -> Item:
    [found] = finding.find(box.medicine, limit=1)
    item = assortment.keep_item(
        name=found.name, system=found.system, code=found.code, kind=Item.Kind.MEDICINE, counted_in=box.counted_in,
        reorder_level=Decimal(2 * box.holds), keep_cold=box.cold, published=True, **said,
    )  # fmt: skip
    digits = f"0950600018{list(BOXES.values()).index(box):03}"  # the same box at every pharmacy
    pack = assortment.add_pack(
        item=item.id, system=GTIN, code=digits + check_digit(digits), quantity=Decimal(box.holds), **said
    )
    price = box.price * shop.percent // 100
    pricing.set_price(item=item.id, amount_minor=price, currency=place.currency, pack=pack.id, **said)
    return item
