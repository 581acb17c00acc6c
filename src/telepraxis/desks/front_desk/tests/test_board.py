"""What each line of the board says, and what the desk does next."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from telepraxis.care.encounters import rooming, visits
from telepraxis.care.scheduling import attendance
from telepraxis.desks.front_desk.board import LONG_DAY, board_of, row_of


@pytest.mark.parametrize(
    "minutes, state, tone, act",
    [
        (200, "Booked", "", ""),
        (30, "Booked", "", "check_in"),
        (-5, "Booked", "", "check_in"),
        (-12, "12 min late", "warn", "check_in"),
        (-300, "Did not come?", "warn", "check_in"),
    ],
)
def test_before_anybody_comes(booked, now, minutes, state, tone, act):
    row = row_of(booked(minutes), None, now)

    assert (row.state, row.tone, row.act) == (state, tone, act)


def test_who_is_checked_in_waits_and_a_long_wait_is_seen_first(booked, rui, now):
    appointment = booked(-20)
    early = attendance.check_in(appointment=appointment, by=rui, now=now - timedelta(minutes=25))

    row = row_of(early, None, now)

    assert (row.state, row.tone, row.arrival) == ("Waits 25 min", "danger", now - timedelta(minutes=25))


def test_before_the_appointed_time_nobody_waits_too_long(booked, rui, now):
    early = attendance.check_in(appointment=booked(30), by=rui, now=now - timedelta(minutes=40))

    row = row_of(early, None, now)

    assert (row.state, row.tone) == ("Checked in", "ok")


def test_who_waits_online_is_shown_as_ready(booked, amara, now):
    appointment = booked(5, modality="video")
    visit = visits.visit_for(appointment=appointment, now=now)
    visits.patient_ready(visit=visit, by=amara, now=now)

    [row] = rows_now(now, appointment.starts_at)

    assert (row.state, row.is_waiting, row.arrival) == ("Ready online", True, now)


def rows_now(now, booked_at):
    return board_of(booked_at.date(), ZoneInfo("UTC"), now).rows


def test_with_the_nurse_and_ready_for_the_doctor(booked, amara, freya, now):
    visit = visits.visit_for(appointment=booked(5, modality="video"), now=now)
    visit = visits.patient_ready(visit=visit, by=amara, now=now)

    visit = rooming.take(visit=visit, by=freya, now=now)
    [row] = rows_now(now, visit.planned_at)
    assert (row.state, row.tone, row.is_waiting) == ("With nurse", "info", False)

    rooming.ready_for_clinician(visit=visit, by=freya, now=now)
    [row] = rows_now(now, visit.planned_at)
    assert (row.state, row.tone, row.is_waiting) == ("Ready for the doctor", "ok", True)


def test_what_was_noted_by_itself_says_so(booked, system, now):
    appointment = booked(-40)
    attendance.nobody_came(appointment=appointment, by=system, now=now)

    [row] = rows_now(now, appointment.starts_at)
    assert (row.state, row.by_itself) == ("Did not come", True)

    attendance.undo_no_show(appointment=appointment, by=system, now=now)
    [row] = rows_now(now, appointment.starts_at)
    assert (row.state, row.by_itself) == ("40 min late", False)


def test_a_long_day_is_shown_from_now_on_with_everybody_who_waits(booked, rui, noon, long_day):
    waits = attendance.check_in(appointment=long_day[3], by=rui, now=noon)

    board = board_of(noon.date(), ZoneInfo("UTC"), noon)

    shown = [row.appointment.id for row in board.shown]
    assert shown[0] == waits.id and shown[1:] == [each.id for each in long_day[20 : 20 + LONG_DAY]]
    assert (board.everybody, board.waiting, board.earlier, board.later) == (120, 1, 0, 20 + LONG_DAY)


def test_the_parts_of_a_long_day_hold_each_row_once(long_day, noon):
    first = board_of(noon.date(), ZoneInfo("UTC"), noon, first=0)
    last = board_of(noon.date(), ZoneInfo("UTC"), noon, first=first.later)

    shown = [row.appointment.id for row in (*first.shown, *last.shown)]
    assert shown == [each.id for each in long_day] and last.later is None
