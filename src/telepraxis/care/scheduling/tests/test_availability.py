"""Which times are offered."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from telepraxis.care.scheduling import booking, hours, offering
from telepraxis.care.scheduling.availability import find, free_times, open_now
from telepraxis.registry.practitioners.licences import licences_of, withdraw_licence
from tests.people import LISBON, MONDAY_8AM

from .conftest import WEDNESDAY, at, time_with


def offered(service, first=WEDNESDAY, last=WEDNESDAY, now=MONDAY_8AM, **question):
    found = free_times(service=service, first=first, last=last, now=now, zone="Europe/Lisbon", **question)
    return [f"{time.starts_at.astimezone(LISBON):%H:%M}" for time in found]


NINE_TO_TWELVE = ["09:00", "09:20", "09:40", "10:00", "10:20", "10:40", "11:00", "11:20", "11:40"]


def test_a_free_morning(visit, ines):
    assert offered(visit, practitioners=[ines.practitioner_id]) == NINE_TO_TWELVE


def test_a_booked_time_is_gone_and_comes_back_when_cancelled(visit, ines, amara, book):
    appointment = book(at(10))
    after_booking = offered(visit, practitioners=[ines.practitioner_id])
    booking.cancel_appointment(appointment=appointment, by=amara, now=MONDAY_8AM)

    assert after_booking == [time for time in NINE_TO_TWELVE if time != "10:00"]
    assert offered(visit, practitioners=[ines.practitioner_id]) == NINE_TO_TWELVE


def test_notice_and_horizon(visit, ines):
    at_ten = at(10)

    assert offered(visit, practitioners=[ines.practitioner_id], now=at_ten) == ["11:00", "11:20", "11:40"]
    assert offered(visit, first=date(2027, 1, 22), last=date(2027, 1, 25), practitioners=[ines.practitioner_id]) == ([])


def test_a_day_off_and_extra_hours(visit, ines, system):
    uid = ines.practitioner_id
    hours.except_day(practitioner=uid, day=WEDNESDAY, opens=False, by=system, now=MONDAY_8AM)
    saturday = date(2026, 11, 28)
    hours.except_day(
        practitioner=uid, day=saturday, opens=True, starts_minute=600, ends_minute=640, by=system, now=MONDAY_8AM
    )

    assert offered(visit, practitioners=[uid]) == []
    assert offered(visit, first=saturday, last=saturday, practitioners=[uid]) == ["10:00", "10:20"]


def test_only_the_licensed_are_offered_while_their_licence_holds(visit, ines, freya, system):
    (licence,) = licences_of(freya.practitioner_id)
    withdraw_licence(licence=licence, by=system, now=MONDAY_8AM)

    assert len(offered(visit, jurisdiction="PT")) == 9
    assert offered(visit, jurisdiction="ES") == []
    assert len(offered(visit)) == 18


def test_a_way_of_meeting_that_the_service_does_not_have_is_not_offered(visit):
    assert offered(visit, modality="phone") == []


def test_a_retired_service_is_not_offered(visit, system):
    offering.retire_service(service=visit, by=system, now=MONDAY_8AM)

    assert offered(visit) == []


def test_the_pool_offers_each_beginning_once_and_a_preferred_practitioner_first(visit, ines, freya, book):
    book(at(9))
    found = find(service=visit, begins=at(9), ends=at(10), now=MONDAY_8AM)
    offers = found.soonest(3, preferred=[ines.practitioner_id])

    assert [(time.starts_at, time.practitioner) for time in offers] == [
        (at(9), freya.practitioner_id),
        (at(9, 20), ines.practitioner_id),
        (at(9, 40), ines.practitioner_id),
    ]


def test_days_with_free_times_by_the_readers_calendar(visit):
    found = find(service=visit, begins=at(0), ends=at(0) + timedelta(days=7), now=MONDAY_8AM)

    assert [day.day for day in found.days(LISBON)] == [25, 26, 27, 30, 1]
    assert len(found.on(WEDNESDAY, LISBON)) == 9
    assert len(found.on(WEDNESDAY, ZoneInfo("Pacific/Kiritimati"))) == 3  # 09:00 in Lisbon is 23:00 there


def test_the_number_of_queries_does_not_grow(visit, system, ines, django_assert_num_queries):
    free_times(service=visit, first=WEDNESDAY, last=WEDNESDAY, now=MONDAY_8AM, jurisdiction="PT")

    with django_assert_num_queries(3):  # who offers it, their licences, versions
        free_times(service=visit, first=WEDNESDAY, last=WEDNESDAY, now=MONDAY_8AM, jurisdiction="PT")
    hours.set_week(practitioner=ines.practitioner_id, rules=[], by=system, now=MONDAY_8AM)
    with django_assert_num_queries(6):  # and hours, exceptions, claims
        free_times(service=visit, first=WEDNESDAY, last=WEDNESDAY, now=MONDAY_8AM, jurisdiction="PT")


def test_open_now(visit):
    assert open_now(at(9, 30))
    assert not open_now(at(12))
    assert not open_now(at(3))


def test_nonsense_hours_are_refused_in_words(visit, ines, system):
    uid = ines.practitioner_id
    nonsense = [(0, 720, 540), (0, 541, 600), (7, 540, 600), (0, 540, 1445)]
    for weekday, starts, ends in nonsense:
        with pytest.raises(hours.NonsenseHours):
            hours.set_week(practitioner=uid, rules=[hours.WeekRule(weekday, starts, ends)], by=system, now=MONDAY_8AM)
    with pytest.raises(hours.HoursOverlap) as overlap:
        rules = [hours.WeekRule(0, 540, 720), hours.WeekRule(0, 700, 800)]
        hours.set_week(practitioner=uid, rules=rules, by=system, now=MONDAY_8AM)

    assert (overlap.value.first.starts_minute, overlap.value.second.starts_minute) == (540, 700)
    assert offered(visit, practitioners=[uid]) == NINE_TO_TWELVE


def test_rolled_back_changes_leave_no_stale_calendar(visit, ines, book):
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        book(at(9))
        assert "09:00" not in offered(visit, practitioners=[ines.practitioner_id])
        raise ZeroDivisionError

    assert offered(visit, practitioners=[ines.practitioner_id]) == NINE_TO_TWELVE
    assert time_with(ines, at(9)).practitioner == ines.practitioner_id
