"""Three patients have ordered at Corner Pharmacy this morning; its bench gets them as soon as the worker runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from telepraxis.base.uuid7 import uuid7
from telepraxis.care.pharmacy import choosing, ordering
from telepraxis.care.pharmacy.models import How
from telepraxis.care.storefronts import coverages, places
from telepraxis.care.storefronts.coverage_document import CoverageSaid
from telepraxis.care.storefronts.patient_part import plan_key

from .contributions import _patient
from .pharmacies import CODE, DELIVERY, HOME, PAYER, PLAN
from .prescriptions import signed

if TYPE_CHECKING:
    from telepraxis.base.access import Actor

    from .build import Clinic

INSURED = 4  # who of those who order has a card
ORDERS = (
    (2, How.PICKUP, (("omeprazole 20 mg gastro-resistant capsule once a day 28 days", "Heartburn"),)),
    (
        4, How.PICKUP,
        (
            ("ibuprofen 400 mg tablet 3 times a day 8 days", "Sprained ankle"),
            ("paracetamol 500 mg tablet 3 times a day 5 days", "Sprained ankle"),
        ),
    ),
    (5, How.DELIVERY, (("metformin 500 mg tablet twice a day 30 days", "Diabetes"),)),
)  # fmt: skip


def order_medicines(clinic: Clinic) -> None:
    """Prescribe to them, let them order at the price that stands in the window; and let Amara keep where she lives and
    what insurance she has, as one of those who order has.
    """
    amara = _patient(clinic, 0)
    places.keep(patient=amara.patient_id, name="Home", point=HOME, by=amara, now=clinic.now)
    _insured(clinic, amara, "MB-204-118-77")
    cards = {INSURED: _insured(clinic, _patient(clinic, INSURED), "MB-661-052-30")}
    for number, how, typed in ORDERS:
        who = _patient(clinic, number)
        prescription = signed(typed, who.patient_id, clinic.actor("samuel"), clinic.now - timedelta(hours=1))
        lines = choosing.of_prescription(prescription.id, clinic.now).lines
        plan = plan_key(PAYER, CODE) if number in cards else ""
        quoted = choosing.quote(clinic.pharmacies["corner"].id, lines, plan=plan)
        ordering.place(
            prescription=prescription.id, pharmacy=quoted.place.pharmacy, how=how, currency=quoted.currency,
            lines=[ordering.LineWanted(line.id, match.quantity, match.paid_minor) for line, match in quoted.there],
            address="12 Orchard Row, second floor" if how == How.DELIVERY else "",
            delivery_fee_minor=DELIVERY if how == How.DELIVERY else 0, key=str(uuid7()), by=who, now=clinic.now,
            coverage=cards.get(number),
        )  # fmt: skip


def _insured(clinic: Clinic, who: Actor, member: str) -> UUID:
    """Let somebody keep their card; return its id."""
    said = CoverageSaid(PAYER, PLAN, CODE, member, begins=clinic.now.date().replace(month=1, day=1))
    return coverages.keep(patient=who.patient_id, said=said, by=who, now=clinic.now).uid
