"""What things cost, what some owe, and what was paid this morning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from telepraxis.base.uuid7 import uuid7
from telepraxis.care.scheduling.models import Appointment
from telepraxis.office.payments import banking, charging, naming, paying, pricing, visits
from telepraxis.office.payments.money import Money

if TYPE_CHECKING:
    from .build import Clinic

PRICES = (
    ("Medical certificate", 2000),
    ("Missed visit", 1500),
    ("Travel vaccination advice", 2800),
)  # in the minor unit
DAYS_BACK = 14


def charge_and_pay(clinic: Clinic) -> None:
    """A price list, the visits of two weeks charged and mostly paid, a transfer waited for, cash of today."""
    grace, rui = clinic.actor("grace"), clinic.actor("rui")
    currency = next(iter(clinic.services.values())).currency
    before = clinic.now - timedelta(days=30)
    prices = {
        name: pricing.set_price(
            name=name,
            amount=Money(minor, currency),
            valid_from=before.date(),
            today=before.date(),
            by=grace,
            now=before,
        )
        for name, minor in PRICES
    }
    banking.keep(holder="Quayside Practice", number="PT50000201231234567890154", by=grace, now=before)
    _charge_visits(clinic, rui)
    amara, other = clinic.patients[0].uid, clinic.patients[2].uid
    certificate = prices["Medical certificate"]
    for patient, is_paid in ((amara, True), (amara, False), (other, False)):
        owed = charging.charge(
            reference=(naming.DESK, uuid7()), amount=Money(certificate.amount_minor, currency), patient=patient,
            price=certificate, told_at=clinic.now, by=rui, now=clinic.now,
        )  # fmt: skip
        if is_paid:
            given = Money(certificate.amount_minor * 2, currency)
            paying.take_cash(charge=owed, given=given, by=rui, now=clinic.now)
    paying.expect_transfer(charge=owed, by=rui, now=clinic.now)


def _charge_visits(clinic: Clinic, rui) -> None:
    """Charge what was booked lately as the worker would have; what is over was mostly paid at the desk."""
    since = clinic.now - timedelta(days=DAYS_BACK)
    booked = Appointment.objects.filter(starts_at__gte=since, starts_at__lt=clinic.now, price_minor__gt=0)
    hers = Appointment.objects.filter(patient_id=clinic.patients[0].uid, starts_at__gte=clinic.now, price_minor__gt=0)
    for number, appointment in enumerate([*booked.order_by("starts_at", "id")[:60], *hers.order_by("starts_at")[:3]]):
        charge = visits.charge_for_visit(appointment=appointment.id, now=max(appointment.booked_at, since))
        is_over = appointment.starts_at < clinic.now
        if charge and is_over and number % 5 and appointment.status == Appointment.Status.FULFILLED:
            paying.take_cash(charge=charge, by=rui, now=appointment.starts_at + timedelta(minutes=25))
