"""The scene at the bench: Quayside is a pharmacy here, Pilar its pharmacist; Hillcrest Clinic prescribes for Amara.

What Hillcrest sends is written as its message would say it, and acted on as if it had just arrived.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications import document
from telepraxis.care.medications.document import Frame
from telepraxis.care.medications.lines import Line
from telepraxis.care.medications.tests.scene import AMOXICILLIN, IBUPROFEN, MORPHINE, line
from telepraxis.care.pharmacy import bench, bodies, listeners
from telepraxis.care.pharmacy.models import Claim, ClaimLine
from telepraxis.commons.inventory import assortment, pricing
from telepraxis.commons.inventory.codes import GTIN
from telepraxis.commons.inventory.models import Item, Lot, Place
from telepraxis.commons.inventory.tests.scene import LATER, SOON, bring, pilar  # noqa: F401
from telepraxis.commons.mailbox.reading import Message
from tests.people import MONDAY_8AM

NINE = MONDAY_8AM + timedelta(hours=1)
BOX = "09506000134352"  # of amoxicillin
PATIENT = {
    "resourceType": "Patient", "id": "amara-at-hillcrest", "name": [{"family": "Okonjo", "given": ["Amara"]}],
    "birthDate": "1991-03-12", "gender": "female",
}  # fmt: skip
PRICES = {AMOXICILLIN.name: 40, IBUPROFEN.name: 15, MORPHINE.name: 90}  # of one, in cents


@dataclass
class Shelf:
    """What the pharmacy has: amoxicillin in two lots of 20, ibuprofen and morphine in one of 50. No paracetamol."""

    amoxicillin: Item
    ibuprofen: Item
    morphine: Item
    soon: Lot
    later: Lot
    place: Place


@pytest.fixture
def shelf(pilar, hillcrest):  # noqa: F811
    return shelf_of(pilar)


def shelf_of(by: Actor) -> Shelf:
    said = {"by": by, "now": MONDAY_8AM}
    place = assortment.keep_place(name="Shelf", **said)
    assortment.keep_place(name="Quarantine", kind="quarantine", **said)
    items = {}
    for medicine in (AMOXICILLIN, IBUPROFEN, MORPHINE):
        item = assortment.keep_item(
            name=medicine.name, kind="medicine", system=medicine.system, code=medicine.code,
            counted_in=medicine.counted_in, published=True, **said,
        )  # fmt: skip
        pricing.set_price(item=item.id, amount_minor=PRICES[medicine.name], currency="EUR", per=1, **said)
        items[medicine.name] = item
    amoxicillin, ibuprofen, morphine = items.values()
    assortment.add_pack(item=amoxicillin.id, system=GTIN, code=BOX, quantity=20, **said)
    bring(amoxicillin, 20, "A1", SOON, place, by)
    bring(amoxicillin, 20, "B2", LATER, place, by)
    bring(ibuprofen, 50, "I1", LATER, place, by)
    bring(morphine, 50, "M1", LATER, place, by)
    lots = {each.number: each for each in Lot.objects.all()}
    return Shelf(amoxicillin, ibuprofen, morphine, lots["A1"], lots["B2"], place)


def a_week_of(medicine=AMOXICILLIN, **more) -> Line:
    return line(medicine, times=3, **more)


def prescribed(wanted: Line, position: int = 1) -> dict:
    """Return the MedicationRequest as Hillcrest signed it."""
    frame = Frame(
        "K7QM2XWA9PRT", {"reference": "Patient/x"}, {"display": "Dr Inês Carvalho"}, None, MONDAY_8AM,
        MONDAY_8AM + timedelta(days=180), "en",
    )  # fmt: skip
    return document.medication_request(wanted, frame, id=f"request-{position}", position=position)


def ordered(issuer, *lines: Line, now=NINE, price: int | None = 100_000, **fields) -> Claim:
    """Let an order of these lines arrive; each for at most `price`."""
    docs = [prescribed(each, position) for position, each in enumerate(lines, 1)]
    said = {"number": "K7QM2XWA9PRT", "language": "en", "patient": PATIENT["id"], "how": "pickup", "currency": "EUR"}
    wanted = [
        {
            "line": uuid7(), "request": doc["id"], "quantity": each.supply.quantity, "price": price,
            "schedule": each.schedule, "valid-until": MONDAY_8AM + timedelta(days=180),
        }
        for doc, each in zip(docs, lines, strict=True)
    ]  # fmt: skip
    return came(issuer, "pharmacy.order", said | fields, wanted, [PATIENT, *docs], uuid7(), 1, now)


def came(issuer, kind: str, fields: dict, lines: list[dict], documents: list[dict], thread, number: int, now) -> Claim:
    """Act on a message of the issuer as the listener does."""
    body = bodies.body(kind, fields, lines, documents)
    message = Message(uuid7(), uuid7(), issuer.id, issuer.name, kind, thread, number, body, now, now)
    sides = listeners.our_sides(issuer.id, thread)
    listeners.ACTS[kind](sides, message, bodies.read(body), now)
    return Claim.objects.get(issuer=issuer.id, thread=thread)


@pytest.fixture
def order(shelf, hillcrest):
    """Amara's order: amoxicillin three times a day for a week, 21 capsules."""
    return ordered(hillcrest, a_week_of())


def only_line(claim: Claim) -> ClaimLine:
    return claim.lines.get()


def made_ready(claim: Claim, by, lot: Lot | None = None, now=NINE) -> str:
    """Check and pick all lines of a claim from their first lot, or the one given, and return its pickup code."""
    for each in claim.lines.filter(state="waiting"):
        bench.check(claim_line=each.id, by=by, now=now)
        left = each.owed
        there = [lot] if lot else list(Lot.objects.filter(item_id=each.item_id).order_by("expires_on"))
        for one in there:
            part = min(left, Decimal(20) if one.number in ("A1", "B2") else left)
            if part > 0:
                bench.pick(claim_line=each.id, lot=one.id, quantity=part, by=by, now=now)
                left -= part
    return bench.ready(claim=claim.id, by=by, now=now)[1]
