"""What bookings and medicines mean for money, and what money means for them."""

from datetime import datetime

from telepraxis.base.events import listens_to
from telepraxis.care.pharmacy.events import ClaimAccepted, ClaimWithdrawn, LineWithdrawn
from telepraxis.care.scheduling.events import AppointmentBooked, AppointmentCancelled

from . import medicines, visits
from .events import PaymentReceived, RefundSent


@listens_to(AppointmentBooked)
def charge_for_the_visit(fact: AppointmentBooked, *, now: datetime) -> None:
    visits.charge_for_visit(appointment=fact.appointment_id, now=now)


@listens_to(AppointmentCancelled)
def withdraw_for_the_visit(fact: AppointmentCancelled, *, now: datetime) -> None:
    visits.withdraw_for_visit(appointment=fact.appointment_id, now=now)


@listens_to(ClaimAccepted)
def charge_for_medicines(fact: ClaimAccepted, *, now: datetime) -> None:
    medicines.settle_claim(claim=fact.claim, now=now)


@listens_to(LineWithdrawn)
def charge_less_for_medicines(fact: LineWithdrawn, *, now: datetime) -> None:
    medicines.settle_claim(claim=fact.claim, now=now)


@listens_to(ClaimWithdrawn)
def withdraw_for_medicines(fact: ClaimWithdrawn, *, now: datetime) -> None:
    medicines.settle_claim(claim=fact.claim, now=now)


@listens_to(PaymentReceived)
def tell_that_money_came(fact: PaymentReceived, *, now: datetime) -> None:
    if fact.reference_kind == medicines.CLAIM:
        medicines.tell_pharmacy(claim=fact.reference_id, now=now)


@listens_to(RefundSent)
def tell_that_money_went_back(fact: RefundSent, *, now: datetime) -> None:
    if fact.reference_kind == medicines.CLAIM:
        medicines.tell_pharmacy(claim=fact.reference_id, now=now)
