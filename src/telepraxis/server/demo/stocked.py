"""A stocked practice: a cupboard, a fridge, a treatment room; something low, something that expires, a recalled lot."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from telepraxis.commons.inventory import assortment, counting, issuing, pricing, recalling, receiving
from telepraxis.commons.inventory.codes import GTIN
from telepraxis.commons.inventory.gs1 import check_digit
from telepraxis.commons.inventory.models import Item, Lot, Place
from telepraxis.commons.inventory.receiving import Arrival
from telepraxis.registry.formulary import finding

if TYPE_CHECKING:
    from .build import Clinic

# looked for in the catalogue, counted in, a box, its price, order again below, where, lots (number, boxes, days)
MEDICINES = (
    ("Amoxicillin 500 mg capsule", "capsule", 21, 640, 60, "cupboard", (("AM447", 4, 190), ("AM460", 6, 520))),
    ("Paracetamol 500 mg tablet", "tablet", 20, 210, 100, "cupboard", (("PC2210", 12, 700),)),
    ("Ibuprofen 400 mg tablet", "tablet", 24, 390, 48, "cupboard", (("IB0093", 3, 24), ("IB0107", 5, 610))),
    ("Salbutamol 100 ug inhaler", "puff", 200, 720, 400, "cupboard", (("SB7781", 3, 410),)),
    ("Prednisolone 5 mg tablet", "tablet", 30, 480, 60, "cupboard", (("PR5512", 1, 330),)),
    ("Cetirizine 10 mg tablet", "tablet", 10, 350, 20, "cupboard", (("CE3310", 4, 800),)),
    ("Insulin glargine 100 units/mL injection", "mL", 3, 1980, 6, "fridge", (("GL9014", 4, 150),)),
    ("Adrenaline 1 mg/mL injection", "mL", 1, 560, 5, "fridge", (("AD1177", 6, 260),)),
)
SUPPLIES = (
    ("Gloves, medium", "piece", 100, 890, 300, (("", 5, None),)),
    ("Syringe 5 mL", "piece", 100, 1120, 150, (("SY8802", 1, 1100),)),
    ("Needle 21 G", "piece", 100, 640, 100, (("ND1180", 3, 1300),)),
    ("Sterile dressing 10 × 10 cm", "piece", 25, 1450, 50, (("DR4410", 4, 900),)),
    ("Blood tube, EDTA", "piece", 50, 1290, 100, (("ET3002", 4, 12), ("ET3017", 4, 240))),
    ("Pregnancy test", "piece", 20, 2400, 10, (("PT0051", 1, 25),)),
)


def stock_the_practice(clinic: Clinic) -> None:
    """Keep medicines and supplies, and let the last two weeks have moved some of them."""
    said = {"by": clinic.by, "now": clinic.now - timedelta(days=14)}
    places = {
        "cupboard": assortment.keep_place(name="Medicine cupboard", **said),
        "fridge": assortment.keep_place(name="Refrigerator", kind=Place.Kind.FRIDGE, **said),
        "room": assortment.keep_place(name="Treatment room", **said),
        "quarantine": assortment.keep_place(name="Returned", kind=Place.Kind.QUARANTINE, **said),
    }
    items: dict[str, Item] = {}
    for number, (text, unit, box, price, level, where, lots) in enumerate(MEDICINES):
        item = items[text] = _medicine(text, unit, level, where == "fridge", said)
        _bought(clinic, item, number, box, price, places[where], lots)
    for number, (name, unit, box, price, level, lots) in enumerate(SUPPLIES, len(MEDICINES)):
        item = items[name] = assortment.keep_item(name=name, counted_in=unit, reorder_level=Decimal(level), **said)
        _bought(clinic, item, number, box, price, places["room"], lots)
    _used(clinic, items)
    _recalled(clinic, items["Ibuprofen 400 mg tablet"])
    _counted(clinic, places["room"], items["Gloves, medium"])


def _medicine(text: str, unit: str, level: int, cold: bool, said: dict) -> Item:
    """Keep a medicine of the catalogue, under its code where the catalogue has it."""
    found = next(iter(finding.find(text, limit=1)), None)
    named = {"name": found.name, "system": found.system, "code": found.code} if found else {"name": text}
    return assortment.keep_item(
        **named, kind=Item.Kind.MEDICINE, counted_in=unit, reorder_level=Decimal(level), keep_cold=cold, published=True,
        **said,
    )  # fmt: skip


def _bought(clinic: Clinic, item: Item, number: int, box: int, price: int, place: Place, lots: tuple) -> None:
    said = {"by": clinic.by, "now": clinic.now - timedelta(days=14)}
    digits = f"0950600017{number:03}"
    pack = assortment.add_pack(item=item.id, system=GTIN, code=digits + check_digit(digits), quantity=box, **said)
    pricing.set_price(item=item.id, amount_minor=price, currency=clinic.place.currency, pack=pack.id, **said)
    arrivals = [
        Arrival(item.id, Decimal(boxes * box), lot, _day(clinic, days), "Harbour Wholesale")
        for lot, boxes, days in lots
    ]
    receiving.receive(arrivals=arrivals, place=place.id, key=f"delivery {number}", **said)


def _day(clinic: Clinic, days: int | None) -> date | None:
    return clinic.today + timedelta(days=days) if days is not None else None


def _used(clinic: Clinic, items: dict[str, Item]) -> None:
    nurse = clinic.actor("freya")
    used = (
        ("Gloves, medium", 180, "Treatment room 1", 9), ("Syringe 5 mL", 12, "Vaccinations", 6),
        ("Blood tube, EDTA", 34, "Blood tests", 3), ("Ibuprofen 400 mg tablet", 8, "Emergency bag", 5),
        ("Prednisolone 5 mg tablet", 6, "Emergency bag", 5), ("Gloves, medium", 40, "Treatment room 2", 1),
        ("Sterile dressing 10 × 10 cm", 22, "Wound care", 1),
    )  # fmt: skip
    for number, (name, quantity, purpose, days) in enumerate(used):
        issuing.issue(
            item=items[name].id, quantity=Decimal(quantity), reference=("use", purpose), key=f"used {number}",
            by=nurse, now=clinic.now - timedelta(days=days, hours=2),
        )  # fmt: skip


def _recalled(clinic: Clinic, item: Item) -> None:
    """The lot that went into the emergency bag is recalled this morning; a part of it came back before."""
    lot = Lot.objects.filter(item=item).order_by("expires_on").first()
    issuing.give_back(
        lot=lot.id, quantity=Decimal(2), reference=("use", "Emergency bag"), key="back 1", reason="Bag was renewed",
        by=clinic.actor("freya"), now=clinic.now - timedelta(days=2),
    )  # fmt: skip
    recalling.recall(
        item=item.id, lot_number=lot.number, notice="Notice 2026-114", reason="Tablets may be broken in the blister",
        by=clinic.actor("grace"), now=clinic.now - timedelta(hours=1),
    )  # fmt: skip


def _counted(clinic: Clinic, place: Place, gloves: Item) -> None:
    nurse, at = clinic.actor("freya"), clinic.now - timedelta(hours=16)
    count = counting.begin(place=place.id, by=nurse, now=at)
    lot = Lot.objects.get(item=gloves)
    counting.enter(count=count.id, found=counting.Found(Decimal(272), lot.id), by=nurse, now=at)
    counting.finish(count=count.id, reason="One box was opened and not written down", by=nurse, now=at)
