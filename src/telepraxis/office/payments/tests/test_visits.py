"""Visits with a price: told before the yes, charged when booked, gone when cancelled in time; the list of prices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from telepraxis.base.access import NotAllowed
from telepraxis.care.scheduling import booking
from telepraxis.care.scheduling.events import AppointmentBooked, AppointmentCancelled
from telepraxis.care.scheduling.models import Service
from telepraxis.care.scheduling.tests.conftest import book, no_calendars_kept, visit  # noqa: F401
from telepraxis.office.payments import listeners, paying, pricing, reading, settling, tasks
from telepraxis.office.payments.models import AppliedPrice, Charge, Checkout, Price, Refund
from telepraxis.office.payments.money import BadSum, Money
from tests.people import MONDAY_8AM

from .scene import NOW, euros

TODAY = MONDAY_8AM.date()


def hear_booked(appointment) -> Charge | None:
    listeners.charge_for_the_visit(
        AppointmentBooked(
            appointment_id=appointment.id, patient_id=appointment.patient_id,
            practitioner_id=appointment.practitioner_id, starts_at=appointment.starts_at,
        ),
        now=NOW,
    )  # fmt: skip
    return reading.charge_for("appointment", appointment.id)


def cancel(appointment, by, when) -> None:
    booking.cancel_appointment(appointment=appointment, by=by, now=when)
    fact = AppointmentCancelled(
        appointment_id=appointment.id, patient_id=appointment.patient_id,
        practitioner_id=appointment.practitioner_id, sequence=1,
    )  # fmt: skip
    for _heard_twice in range(2):
        listeners.withdraw_for_the_visit(fact, now=when)


def test_what_was_told_before_the_yes_is_charged_once(book, amara):  # noqa: F811
    booked = book()
    first, again = hear_booked(booked), hear_booked(booked)
    assert (first, Charge.objects.count()) == (again, 1)
    assert (first.amount_minor, first.currency, first.told_at) == (3500, "EUR", booked.booked_at)
    named = reading.account_of(first).named
    assert named.what == "Visit on 25 November 2026, Dr Inês Carvalho"
    assert "rash" not in str(first.__dict__)


def test_a_visit_without_a_price_is_not_charged(book, visit, marta):  # noqa: F811
    pricing.set_price(service=visit, amount=euros(0), valid_from=TODAY, today=TODAY, by=marta, now=NOW)
    visit.refresh_from_db()
    assert hear_booked(book()) is None
    assert not Charge.objects.exists()


def test_cancelled_in_time_nobody_owes_it(book, amara):  # noqa: F811
    booked = book()
    charge = hear_booked(booked)
    cancel(booked, amara, MONDAY_8AM + timedelta(hours=3))
    charge.refresh_from_db()
    assert (charge.withdrawn_why, reading.owed_by_patients([amara.patient_id])) == ("cancelled", [])
    assert hear_booked(booked).id == charge.id


def test_cancelled_too_late_it_stays_owed(book, amara, rui):  # noqa: F811
    booked = book()
    charge = hear_booked(booked)
    cancel(booked, rui, booked.cut_off() + timedelta(minutes=1))
    charge.refresh_from_db()
    assert charge.withdrawn_at is None


def test_late_because_the_practice_could_not_keep_it_nobody_owes_it(book, rui, ines):  # noqa: F811
    booked = book()
    charge = hear_booked(booked)
    booking.block_day(practitioner=ines.practitioner_id, day=booked.starts_at.date(), by=rui, now=NOW)
    cancel(booked, rui, booked.cut_off() + timedelta(minutes=1))
    charge.refresh_from_db()
    assert charge.withdrawn_why == "cancelled"


def test_paid_by_card_and_cancelled_in_time_it_goes_back_by_itself(book, amara, cards):  # noqa: F811
    booked = book()
    charge = hear_booked(booked)
    payment = paying.start_card(charge=charge, return_path="/", by=amara, now=timezone.now())
    settling.open_checkout(organization_id=charge.organization_id, payment=payment.id, now=timezone.now())
    cards.pay(Checkout.objects.get().session_id)
    settling.settle(organization_id=charge.organization_id, payment=payment.id, now=timezone.now())

    cancel(booked, amara, MONDAY_8AM + timedelta(hours=3))
    back = Refund.objects.get()
    assert (back.why, back.amount_minor, back.state) == ("cancelled", 3500, "pending")
    settling.send_refund(organization_id=charge.organization_id, refund=back.id, now=timezone.now())
    charge.refresh_from_db()
    assert reading.account_of(charge).state == "refunded"


def test_paid_in_cash_and_cancelled_in_time_it_waits_for_the_desk(book, amara, rui):  # noqa: F811
    booked = book()
    charge = hear_booked(booked)
    paying.take_cash(charge=charge, by=rui, now=NOW)
    cancel(booked, amara, MONDAY_8AM + timedelta(hours=3))
    [account] = reading.needing_a_person()
    assert (account.to_give_back, Refund.objects.count()) == (euros(3500), 0)


def test_the_price_stands_before_the_yes_and_the_state_beside_the_visit(book, visit, amara, rui, browse):  # noqa: F811
    client = browse(amara)
    booked = book()
    hear_booked(booked)
    page = client.get(f"/book/appointment/{booked.id}/").content.decode()
    assert "Not paid yet" in page and "Pay €35.00" in page
    desk = browse(rui).get(f"/desk/appointments/{booked.id}/").content.decode()
    assert "Take €35.00" in desk
    assert "€35.00 to pay" in browse(rui).get(f"/patients/{amara.patient_id}/").content.decode()


def test_a_visits_price_begins_on_its_day(visit, marta, book):  # noqa: F811
    later = TODAY + timedelta(days=7)
    said = {"service": visit, "today": TODAY, "by": marta, "now": NOW}
    pricing.set_price(amount=euros(4000), valid_from=later, **said)
    line = next(each for each in pricing.price_list(TODAY) if each.service == visit)
    assert (line.today, [each.amount_minor for each in line.later]) == (euros(3500), [4000])

    tasks.begin_prices(now=NOW)
    assert Service.objects.get(id=visit.id).price_minor == 3500
    for _twice in range(2):
        tasks.begin_prices(now=NOW + timedelta(days=7))
    assert (Service.objects.get(id=visit.id).price_minor, AppliedPrice.objects.count()) == (4000, 1)
    visit.refresh_from_db()
    assert hear_booked(book()).amount_minor == 4000


def test_other_things_have_prices_and_an_end(marta, rui):
    said = {"today": TODAY, "by": marta, "now": NOW}
    pricing.set_price(name="Certificate", amount=euros(2000), valid_from=TODAY, **said)
    pricing.set_price(name="Certificate", amount=euros(2500), valid_from=TODAY + timedelta(days=2), **said)
    pricing.end_price(name="Certificate", currency="EUR", valid_from=TODAY + timedelta(days=4), **said)
    on = [[each.amount_minor for each in pricing.items(TODAY + timedelta(days=days))] for days in (0, 1, 2, 3, 4)]
    assert on == [[2000], [2000], [2500], [2500], []]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, pricing.InThePast),
        ({"amount": euros(-1)}, BadSum),
        ({"amount": Money(100, "ABC")}, BadSum),
        ({"amount": euros(0)}, BadSum),
    ],
)
def test_refuses_a_price(marta, said, refused):
    with pytest.raises(refused):
        pricing.set_price(
            **{"name": "Certificate", "amount": euros(2000), "valid_from": TODAY, "today": TODAY} | said,
            by=marta,
            now=NOW,
        )
    assert not Price.objects.exists()


def test_only_managers_set_prices(rui, ines):
    for nobody in (rui, ines):
        with pytest.raises(NotAllowed):
            pricing.set_price(name="X", amount=euros(1), valid_from=TODAY, today=TODAY, by=nobody, now=NOW)
