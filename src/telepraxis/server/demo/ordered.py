"""Three patients have ordered at Corner Pharmacy this morning; its bench gets them as soon as the worker runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from telepraxis.base.uuid7 import uuid7
from telepraxis.care.pharmacy import choosing, ordering
from telepraxis.care.pharmacy.models import How
from telepraxis.care.storefronts import places

from .contributions import _patient
from .pharmacies import DELIVERY, HOME
from .prescriptions import signed

if TYPE_CHECKING:
    from .build import Clinic

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
    """Prescribe to them, let them order at the price that stands in the window; and let Amara keep where she lives."""
    amara = _patient(clinic, 0)
    places.keep(patient=amara.patient_id, name="Home", point=HOME, by=amara, now=clinic.now)
    for number, how, typed in ORDERS:
        who = _patient(clinic, number)
        prescription = signed(typed, who.patient_id, clinic.actor("samuel"), clinic.now - timedelta(hours=1))
        lines = choosing.of_prescription(prescription.id, clinic.now).lines
        quoted = choosing.quote(clinic.pharmacies["corner"].id, lines)
        ordering.place(
            prescription=prescription.id, pharmacy=quoted.place.pharmacy, how=how, currency=quoted.currency,
            lines=[ordering.LineWanted(line.id, match.quantity, match.cost_minor) for line, match in quoted.there],
            address="12 Orchard Row, second floor" if how == How.DELIVERY else "",
            delivery_fee_minor=DELIVERY if how == How.DELIVERY else 0, key=str(uuid7()), by=who, now=clinic.now,
        )  # fmt: skip
