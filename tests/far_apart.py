"""What each side does in an installation of its own, for the scene between two: one act a line comes, one answer goes.

The practice and its patient on one, the pharmacy on the other; they know of each other what their messages say.
"""

import json
import sys
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.base.record.models import Resource
from telepraxis.care.medications.models import PrescribedLine
from telepraxis.care.pharmacy import claiming, ordering
from telepraxis.care.pharmacy.models import Claim, Handout, Order
from telepraxis.care.pharmacy.ordering import LineWanted
from telepraxis.care.pharmacy.tests import scene
from telepraxis.care.pharmacy.tests.scene import AMOXICILLIN, IBUPROFEN, Town
from telepraxis.commons.mailbox import partners
from telepraxis.commons.mailbox.models import Enquiry
from telepraxis.registry.organizations.founding import found_organization

TOWN = Town()


def practice() -> dict:
    TOWN.quayside = _founded("quayside", "Quayside Practice")
    TOWN.amara, TOWN.ines = scene.practice_opened(TOWN.quayside)
    return {"id": TOWN.quayside.id}


def pharmacy() -> dict:
    TOWN.corner = scene.pharmacy_opened(_founded("corner", "Corner Pharmacy"), "pilar@corner.test", "Pilar Ríos")
    scene.stock(TOWN, TOWN.corner, AMOXICILLIN, 100, 10)
    scene.stock(TOWN, TOWN.corner, IBUPROFEN, 50, 20)
    return {"id": TOWN.corner.id}


def _founded(slug: str, name: str):
    return found_organization(
        slug=slug, name=name, time_zone="Europe/Lisbon", jurisdiction="PT", now=timezone.now() - timedelta(days=1)
    )


def enquire(address: str) -> dict:
    """Let the manager enter the other's address; the worker asks there."""
    with TOWN.at(_here()):
        return {"enquiry": partners.enquire(address=address, by=_manager(), now=timezone.now()).id}


def befriend(enquiry: str) -> dict:
    """Let the manager add who has answered; as long as nobody has, say so."""
    with TOWN.at(_here()):
        if not Enquiry.objects.get(id=enquiry).said:
            return {"added": ""}
        return {"added": partners.add(enquiry=enquiry, by=_manager(), now=timezone.now()).name}


def _here():
    return TOWN.quayside or TOWN.corner


def _manager() -> Actor:
    return Actor(organization_id=_here().id, name="Marta Nunes", roles=frozenset({Role.MANAGER}))


def prescribe() -> dict:
    whole = scene.prescribe(TOWN, AMOXICILLIN, IBUPROFEN, now=timezone.now() - timedelta(minutes=5))
    return {"token": whole.token}


def order(pharmacy: str) -> dict:
    """Let Amara order the antibiotic alone, at the price that the pharmacy has."""
    with TOWN.at(TOWN.quayside):
        first = PrescribedLine.objects.get(position=1)
        placed = ordering.place(
            prescription=first.prescription_id, lines=[LineWanted(first.id, promised_minor=210)],
            pharmacy=UUID(pharmacy), currency=scene.EURO, key=scene.key(), by=TOWN.amara, now=timezone.now(),
        )  # fmt: skip
    return {"order": placed.id}


def orders() -> list:
    """Return each order as (how it came, state, lines by position)."""
    with TOWN.at(TOWN.quayside):
        return [
            (each.origin, each.state, {line.line.position: line.state for line in each.lines.select_related("line")})
            for each in Order.objects.order_by("placed_at")
        ]


def chart() -> list:
    """Return what the chart says was handed out: (medicine, quantity, by whom)."""
    kept = Resource.objects.filter(type="MedicationDispense")
    with TOWN.at(TOWN.quayside), tenancy.seeing_everything():
        docs = [json.loads(each) for each in kept.values_list("doc", flat=True)]
    return sorted(
        (doc["medicationCodeableConcept"]["text"], doc["quantity"]["value"], doc["performer"][0]["actor"]["display"])
        for doc in docs
    )


def claim(token: str) -> dict:
    with TOWN.at(TOWN.corner):
        return {"claim": claiming.ask(token=token, by=TOWN.corner.pharmacist, now=timezone.now()).id}


def claims() -> list:
    """Return each claim as (how it came, state, lines by position, what was refused)."""
    with TOWN.at(TOWN.corner):
        return [
            (each.origin, each.state, {line.position: line.state for line in each.lines.all()}, each.refused_why)
            for each in Claim.objects.order_by("asked_at")
        ]


def hand_over(origin: str) -> list:
    """Make ready and hand out what came so; return the lots."""
    with TOWN.at(TOWN.corner):
        found = Claim.objects.get(origin=origin)
    now = timezone.now()
    code = scene.made_ready(TOWN, TOWN.corner, found, now)
    scene.hand_over(TOWN, TOWN.corner, found, now, code=code)
    with TOWN.at(TOWN.corner):
        return [lot for each in Handout.objects.filter(claim_line__claim=found) for lot in each.lots]


def shelf() -> list:
    return [scene.on_shelf(TOWN, TOWN.corner, each) for each in (AMOXICILLIN, IBUPROFEN)]


ACTS = (practice, pharmacy, enquire, befriend, prescribe, order, orders, chart, claim, claims, hand_over, shelf)


def serve() -> None:
    """Do one act for each line that comes, and say what came of it."""
    known = {each.__name__: each for each in ACTS}
    for line in sys.stdin:
        act, said = json.loads(line)
        print(json.dumps(known[act](**said), default=str), flush=True)
