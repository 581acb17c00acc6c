"""Who came."""

from datetime import timedelta

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.base.events.models import ToldFact
from telepraxis.care.scheduling import attendance, booking
from telepraxis.care.scheduling.models import Appointment, Claim
from tests.people import MONDAY_8AM

from .conftest import at


def arrivals():
    return ToldFact.objects.filter(kind="care.scheduling.PatientArrived").count()


def test_checks_in_once(book, rui):
    appointment = book(at(9))
    attendance.check_in(appointment=appointment, by=rui, now=at(8, 50))
    attendance.check_in(appointment=appointment, by=rui, now=at(8, 55))

    here = Appointment.objects.get()
    assert (here.status, here.arrived_at) == ("arrived", at(8, 50))
    assert arrivals() == 1


def test_a_slip_is_undone(book, rui):
    appointment = book(at(9))
    attendance.check_in(appointment=appointment, by=rui, now=at(8, 50))
    attendance.undo_check_in(appointment=appointment, by=rui, now=at(8, 51))

    assert (Appointment.objects.get().status, Appointment.objects.get().arrived_at) == ("booked", None)


def test_a_cancelled_appointment_is_not_checked_in(book, amara, rui):
    appointment = book(at(9))
    booking.cancel_appointment(appointment=appointment, by=amara, now=MONDAY_8AM)

    with pytest.raises(booking.NotOpen):
        attendance.check_in(appointment=appointment, by=rui, now=at(8, 50))

    assert Appointment.objects.get().arrived_at is None


def test_a_walk_in_beside_a_booked_visit_takes_the_next_lane(book, visit, tomasz, ines, rui):
    book(at(9))

    walked = attendance.walk_in(
        patient=tomasz.patient_id, practitioner=ines.practitioner_id, service=visit, by=rui, now=at(9, 3)
    )

    assert (walked.status, walked.walk_in, walked.starts_at) == ("arrived", True, at(9, 3))
    lanes = Claim.objects.filter(practitioner_id=ines.practitioner_id).order_by("lane").values_list("lane", flat=True)
    assert list(lanes) == [0, 1]
    with pytest.raises(booking.TimeTaken):
        book(at(9, 20), patient=tomasz, by=rui, now=at(9, 4))


def test_patients_do_not_walk_themselves_in(visit, tomasz, ines):
    with pytest.raises(NotAllowed):
        attendance.walk_in(
            patient=tomasz.patient_id, practitioner=ines.practitioner_id, service=visit, by=tomasz, now=at(9, 3)
        )

    assert Appointment.objects.count() == 0


def test_nobody_has_missed_what_has_not_begun(book, rui):
    appointment = book(at(9))
    with pytest.raises(attendance.NotYetTime):
        attendance.mark_no_show(appointment=appointment, by=rui, now=at(8, 59))
    attendance.mark_no_show(appointment=appointment, by=rui, now=at(9, 15))

    assert Appointment.objects.get().no_show_at == at(9, 15)


def test_who_comes_late_after_all_is_checked_in(book, rui):
    appointment = book(at(9))
    attendance.mark_no_show(appointment=appointment, by=rui, now=at(9, 15))
    attendance.check_in(appointment=appointment, by=rui, now=at(9, 18))

    late = Appointment.objects.get()
    assert (late.status, late.no_show_at) == ("arrived", None)


def test_a_visit_begins_and_ends(book, ines):
    appointment = book(at(9))
    with pytest.raises(booking.NotOpen):
        attendance.visit_ended(appointment=appointment, by=ines, now=at(9))
    attendance.visit_began(appointment=appointment, by=ines, now=at(9, 1))
    attendance.visit_ended(appointment=appointment, by=ines, now=at(9, 1) + timedelta(minutes=14))

    done = Appointment.objects.get()
    assert (done.status, done.started_at, done.fulfilled_at) == ("fulfilled", at(9, 1), at(9, 15))
