"""Booking, moving, cancelling, and a day that cannot be kept."""

from datetime import timedelta
from uuid import uuid4

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.care.scheduling import booking, offering
from telepraxis.care.scheduling.models import Appointment, Claim
from telepraxis.registry.practitioners.licences import licences_of, withdraw_licence
from tests.people import MONDAY_8AM

from .conftest import WEDNESDAY, at, time_with


def told(kind):
    return ToldFact.objects.filter(kind=f"care.scheduling.{kind}")


def test_books_a_time(book, amara, ines, visit):
    appointment = book(at(9))

    assert (appointment.starts_at, appointment.ends_at) == (at(9), at(9, 20))
    assert (appointment.status, appointment.price_minor, appointment.currency) == ("booked", 3500, "EUR")
    assert (appointment.booked_by, appointment.booked_by_name) == (amara.account_id, amara.name)
    assert Claim.objects.filter(appointment=appointment, released_at=None).count() == 2
    assert told("AppointmentBooked").count() == 1
    assert AuditEvent.objects.filter(action="scheduling.booked", patient_id=amara.patient_id).count() == 1


def test_refuses_a_time_booked_a_moment_ago_and_offers_three_others(book, amara, tomasz, ines, freya):
    book(at(9))

    with pytest.raises(booking.TimeTaken) as taken:
        book(at(9), patient=tomasz)

    assert Appointment.objects.get().patient_id == amara.patient_id
    offers = [(time.starts_at, time.practitioner) for time in taken.value.alternatives]
    assert offers == [
        (at(9), freya.practitioner_id),
        (at(9, 20), ines.practitioner_id),
        (at(9, 40), ines.practitioner_id),
    ]


def test_the_same_key_books_once(book, amara, tomasz):
    key = uuid4()
    first, again = book(at(9), key=key), book(at(9), key=key)

    assert first.id == again.id
    assert Appointment.objects.count() == 1
    with pytest.raises(booking.KeyOfAnother):
        book(at(10), key=key, patient=tomasz)


@pytest.mark.parametrize("starts_at", [at(8), at(9, 5), at(11, 50), at(9, 0, MONDAY_8AM.date() - timedelta(days=3))])
def test_refuses_a_time_that_was_never_offered(book, starts_at):
    with pytest.raises(booking.TimeTaken):
        book(starts_at)

    assert Appointment.objects.count() == 0


def test_refuses_an_unlicensed_practitioner(book, ines, system):
    with pytest.raises(booking.NotLicensed):
        book(at(9), jurisdiction="ES")
    (licence,) = licences_of(ines.practitioner_id)
    withdraw_licence(licence=licence, by=system, now=MONDAY_8AM)
    with pytest.raises(booking.NotLicensed):
        book(at(9))

    assert Appointment.objects.count() == 0
    assert Claim.objects.count() == 0


def test_refuses_a_second_appointment_of_the_patient_at_that_time(book, freya):
    first = book(at(9))

    with pytest.raises(booking.PatientBusy) as busy:
        book(at(9), practitioner=freya)

    assert busy.value.appointment == first


def test_buffers_keep_the_next_visit_away(book, visit, tomasz, system):
    offering.change_service(service=visit, buffer_after_minutes=10, by=system, now=MONDAY_8AM)
    book(at(9))

    with pytest.raises(booking.TimeTaken):
        book(at(9, 20), patient=tomasz)
    book(at(9, 40), patient=tomasz)


def test_a_stranger_books_for_nobody_else_but_staff_and_proxy_do(book, amara, tomasz, rui):
    with pytest.raises(NotAllowed):
        book(at(9), by=tomasz)
    by_desk = book(at(9), by=rui)

    assert by_desk.booked_by_name == "Rui Tavares"
    assert by_desk.patient_id == amara.patient_id


def test_staff_may_book_without_notice_patients_may_not(book, rui):
    with pytest.raises(booking.TimeTaken):
        book(at(9, 20), now=at(9))

    assert book(at(9, 20), by=rui, now=at(9)).starts_at == at(9, 20)


def test_moves_and_frees_the_old_time(book, amara, tomasz, ines):
    appointment = book(at(9))

    moved = booking.move_appointment(appointment=appointment, time=time_with(ines, at(11)), by=amara, now=MONDAY_8AM)

    assert (moved.id, moved.starts_at, moved.sequence) == (appointment.id, at(11), 1)
    assert told("AppointmentMoved").get().body["sequence"] == 1
    book(at(9), patient=tomasz)
    with pytest.raises(booking.TimeTaken):
        book(at(11), patient=tomasz)


def test_moves_within_its_own_time(book, amara, ines, freya):
    appointment = book(at(9))

    moved = booking.move_appointment(appointment=appointment, time=time_with(freya, at(9)), by=amara, now=MONDAY_8AM)

    assert moved.practitioner_id == freya.practitioner_id


def test_a_move_to_a_taken_time_changes_nothing(book, amara, tomasz, ines):
    mine = book(at(9))
    book(at(10), patient=tomasz)

    with pytest.raises(booking.TimeTaken) as taken:
        booking.move_appointment(appointment=mine, time=time_with(ines, at(10)), by=amara, now=MONDAY_8AM)

    assert len(taken.value.alternatives) == 3
    assert Appointment.objects.get(id=mine.id).starts_at == at(9)
    assert Claim.objects.filter(appointment=mine, released_at=None).count() == 2


def test_past_the_cut_off_the_patient_asks_the_practice(book, amara, rui, ines):
    appointment = book(at(9))
    an_hour_late = at(10) - timedelta(days=1)

    with pytest.raises(booking.PastCutOff):
        booking.cancel_appointment(appointment=appointment, by=amara, now=an_hour_late)
    with pytest.raises(booking.PastCutOff):
        booking.move_appointment(appointment=appointment, time=time_with(ines, at(11)), by=amara, now=an_hour_late)
    assert Appointment.objects.get().status == "booked"

    booking.cancel_appointment(appointment=appointment, why="called", by=rui, now=an_hour_late)
    assert Appointment.objects.get().cancelled_why == "called"


def test_what_was_booked_at_short_notice_can_be_taken_back_for_half_an_hour(book, amara):
    appointment = book(at(9), now=at(7))
    with pytest.raises(booking.PastCutOff):
        booking.cancel_appointment(appointment=appointment, by=amara, now=at(7, 31))

    booking.cancel_appointment(appointment=appointment, by=amara, now=at(7, 30))

    assert Appointment.objects.get().status == "cancelled"


def test_cancels_once(book, amara):
    appointment = book(at(9))
    booking.cancel_appointment(appointment=appointment, by=amara, now=MONDAY_8AM)
    booking.cancel_appointment(appointment=appointment, by=amara, now=MONDAY_8AM)

    cancelled = Appointment.objects.get()
    assert (cancelled.status, cancelled.sequence, cancelled.cancelled_at) == ("cancelled", 1, MONDAY_8AM)
    assert told("AppointmentCancelled").count() == 1
    assert not Claim.objects.filter(released_at=None).exists()


def test_a_blocked_day_asks_its_patients_to_choose_anew_whatever_the_cut_off(book, amara, tomasz, ines, rui):
    mine, his = book(at(9)), book(at(10), patient=tomasz)
    at_seven = at(7)

    affected = booking.block_day(practitioner=ines.practitioner_id, day=WEDNESDAY, why="ill", by=rui, now=at_seven)
    booking.block_day(practitioner=ines.practitioner_id, day=WEDNESDAY, why="ill", by=rui, now=at_seven)

    assert affected == [mine, his]
    assert told("OtherTimesOffered").count() == 2
    with pytest.raises(booking.TimeTaken):
        book(at(11), by=rui, now=at_seven)
    thursday = WEDNESDAY + timedelta(days=1)
    moved = booking.move_appointment(
        appointment=mine, time=time_with(ines, at(9, day=thursday)), by=amara, now=at_seven
    )
    assert (moved.starts_at, moved.offered_other_times_at) == (at(9, day=thursday), None)


def test_other_organizations_do_not_see_it(book, hillcrest):
    from django.db import connection

    book(at(9))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
    try:
        assert Appointment.objects.count() == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.organization', '', true)")
