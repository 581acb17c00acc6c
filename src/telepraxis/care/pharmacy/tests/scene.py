"""The scene: Dr Carvalho prescribes at Quayside for Amara, who buys at Corner Pharmacy (Pilar) or Hill Pharmacy (Hugo).

Three organizations of one installation, committed, which know each other by messages only; `carry` does what the worker
does, until nothing is left to be brought.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from procrastinate.contrib.django import app

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.base.events.facts import listeners_of
from telepraxis.base.events.models import ToldFact
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.medications.tests.scene import AMLODIPINE, AMOXICILLIN, IBUPROFEN, NINE, line, signed
from telepraxis.care.pharmacy import bench, handing, ordering
from telepraxis.care.pharmacy.models import Claim, ClaimLine, Order, OrderLine
from telepraxis.care.pharmacy.ordering import LineWanted
from telepraxis.commons.inventory import assortment, pricing, receiving
from telepraxis.commons.inventory.models import Balance, Item, Lot, Place
from telepraxis.commons.inventory.receiving import Arrival
from telepraxis.commons.mailbox.models import Outgoing
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients.registration import register
from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
from tests.people import MONDAY_8AM, colleague, patient_with_account

TEN = NINE + timedelta(hours=1)
NOON = NINE + timedelta(hours=3)
SOON, LATER = date(2027, 1, 31), date(2028, 6, 30)
EURO = "EUR"


def work(job: str, **said) -> None:
    """Do a job as the worker would, at the scene's time."""
    app.tasks[job].func.__self__(**said)


def key() -> str:
    return uuid4().hex


@dataclass
class Pharmacy:
    """A pharmacy with its pharmacist, a shelf, a place of quarantine and items by name."""

    tenant: Tenant
    pharmacist: Actor
    items: dict[str, Item] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return self.tenant.id


@dataclass
class Town:
    """Quayside Practice, Corner Pharmacy, Hill Pharmacy, and who works and is treated there; on two installations, what
    of them is here.
    """

    quayside: Tenant | None = None
    corner: Pharmacy | None = None
    hill: Pharmacy | None = None
    amara: Actor | None = None
    ines: Actor | None = None
    brought: set[UUID] = field(default_factory=set)

    @contextmanager
    def at(self, where: Tenant | Pharmacy) -> Iterator[None]:
        """Commit what the block does there."""
        with tenancy.serving(where.id):
            yield

    def carry(self, now: datetime = TEN) -> None:
        """Do what the worker does: bring messages and facts, until there is nothing more to bring."""
        everywhere = [self.quayside, self.corner.tenant, self.hill.tenant]
        while any([self._bring(each, now) for each in everywhere]):
            pass

    def _bring(self, where: Tenant, now: datetime) -> bool:
        with tenancy.serving(where.id):
            waiting = set(Outgoing.objects.filter(state="waiting").values_list("partner_id", flat=True))
            told = [each for each in ToldFact.objects.order_by("id") if each.id not in self.brought]
        for partner in waiting:
            work("mailbox.deliver", organization_id=where.id, partner_id=partner, now=now)
        for fact in told:
            if listeners_of(fact.kind):
                work("events.bring_to_listeners", organization_id=where.id, fact_id=fact.id, now=now)
            self.brought.add(fact.id)
        return bool(waiting or told)


@pytest.fixture
def town(transactional_db) -> Town:
    quayside, corner, hill = (
        found_organization(slug=slug, name=name, time_zone="Europe/Lisbon", jurisdiction="PT", now=MONDAY_8AM)
        for slug, name in (
            ("quayside", "Quayside Practice"),
            ("corner", "Corner Pharmacy"),
            ("hill", "Hill Pharmacy"),
        )
    )
    amara, ines = practice_opened(quayside)
    return Town(
        quayside, pharmacy_opened(corner, "pilar@corner.test", "Pilar Ríos"),
        pharmacy_opened(hill, "hugo@hill.test", "Hugo Lund"), amara, ines,
    )  # fmt: skip


def practice_opened(quayside: Tenant) -> tuple[Actor, Actor]:
    """Let Amara be treated and Dr Carvalho work there; return both."""
    with tenancy.serving(quayside.id):
        system = Actor.system(quayside.id)
        row = register(
            given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), gender="female", phone="+351 910 555 014",
            email="amara@example.org", language="en", jurisdiction="PT", time_zone="Europe/Lisbon", by=system,
            now=MONDAY_8AM,
        )  # fmt: skip
        doctor = enrol(
            title="Dr", given="Inês", family="Carvalho", specialty_code="family-medicine", time_zone="Europe/Lisbon",
            licences=[NewLicence(jurisdiction="PT", number="OM 41872", valid_from=date(2009, 9, 1))], by=system,
            now=MONDAY_8AM,
        )  # fmt: skip
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
        return patient_with_account(row, system), ines


def pharmacy_opened(tenant: Tenant, email: str, name: str) -> Pharmacy:
    with tenancy.serving(tenant.id):
        by = colleague(email, name, {Role.PHARMACIST}, Actor.system(tenant.id))
        assortment.keep_place(name="Shelf", by=by, now=MONDAY_8AM)
        assortment.keep_place(name="Quarantine", kind="quarantine", by=by, now=MONDAY_8AM)
    return Pharmacy(tenant, by)


def stock(town: Town, pharmacy: Pharmacy, medicine, much: int, cents: int, *, lots=("A1",), expires_on=SOON) -> Item:
    """Put so much of a medicine on the shelf, in these lots, at a price in cents for one piece."""
    by = pharmacy.pharmacist
    with town.at(pharmacy):
        item = pharmacy.items.get(medicine.name) or assortment.keep_item(
            name=medicine.name, kind="medicine", system=medicine.system, code=medicine.code,
            counted_in=medicine.counted_in, published=True, by=by, now=MONDAY_8AM,
        )  # fmt: skip
        pharmacy.items[medicine.name] = item
        shelf = Place.objects.get(name="Shelf")
        for number in lots if much else ():
            arrival = Arrival(item.id, Decimal(much) / len(lots), number, expires_on)
            receiving.receive(arrivals=[arrival], place=shelf.id, key=key(), by=by, now=MONDAY_8AM)
        pricing.set_price(item=item.id, amount_minor=cents, currency=EURO, by=by, now=MONDAY_8AM)
    return item


def prescribe(town: Town, *medicines, now=NINE, **more):
    """Let Dr Carvalho sign for Amara, a week three times a day of each: 21 pieces."""
    lines = [each if hasattr(each, "dosage") else line(each, times=3, **more) for each in medicines]
    with town.at(town.quayside):
        return signed(town.amara, town.ines, *lines, now=now)


def order(town: Town, prescription, pharmacy: Pharmacy, *cents: int | None, now=TEN, **more) -> Order:
    """Let Amara order all lines, at the prices she saw."""
    with town.at(town.quayside):
        rows = list(prescription.lines.order_by("position"))
        wanted = [LineWanted(row.id, promised_minor=price) for row, price in zip(rows, cents, strict=True)]
        return ordering.place(
            prescription=prescription.id, lines=more.pop("lines", wanted), pharmacy=pharmacy.id, currency=EURO,
            key=more.pop("key", key()), by=more.pop("by", town.amara), now=now, **more,
        )  # fmt: skip


def claim_at(town: Town, pharmacy: Pharmacy) -> Claim:
    """Return the one claim there."""
    with town.at(pharmacy):
        return Claim.objects.get()


def made_ready(town: Town, pharmacy: Pharmacy, claim: Claim, now=NOON, *, lots: dict[int, str] | None = None) -> str:
    """Check and pick every line that is to be made ready, from the lots named by position or the first; the code."""
    by = pharmacy.pharmacist
    with town.at(pharmacy):
        for each in claim.lines.filter(state="waiting"):
            bench.check(claim_line=each.id, by=by, now=now)
        for each in claim.lines.filter(state="checked"):
            lot = Lot.objects.filter(item=each.item_id, number=(lots or {}).get(each.position, "A1")).get()
            bench.pick(claim_line=each.id, lot=lot.id, by=by, now=now)
        return bench.ready(claim=claim.id, by=by, now=now)[1]


def hand_over(town: Town, pharmacy: Pharmacy, claim: Claim, now=NOON, **more):
    with town.at(pharmacy):
        said = {"key": key(), "owes_why": "Pays on Friday"} | more
        return handing.hand_over(claim=claim.id, by=pharmacy.pharmacist, now=now, **said)


def states_at(town: Town, order: Order) -> tuple[str, dict[int, str]]:
    """Return how the order and its lines stand where it was prescribed."""
    with town.at(town.quayside):
        order = Order.objects.get(pk=order.pk)
        return order.state, dict(OrderLine.objects.filter(order=order).values_list("position", "state"))


def states_there(town: Town, pharmacy: Pharmacy, claim: Claim) -> tuple[str, dict[int, str]]:
    """Return how the claim and its lines stand at the pharmacy."""
    with town.at(pharmacy):
        claim = Claim.objects.get(pk=claim.pk)
        return claim.state, dict(ClaimLine.objects.filter(claim=claim).values_list("position", "state"))


def on_shelf(town: Town, pharmacy: Pharmacy, medicine) -> tuple[int, int]:
    """Return how much of it lies there, and how much of that is kept for somebody."""
    with town.at(pharmacy):
        rows = Balance.objects.filter(item=pharmacy.items[medicine.name], place__kind="shelf")
        return int(sum(each.quantity for each in rows)), int(sum(each.reserved for each in rows))


__all__ = ["AMLODIPINE", "AMOXICILLIN", "IBUPROFEN", "NINE", "NOON", "TEN"]
