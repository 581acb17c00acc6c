"""The day in four lanes."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from telepraxis.base.record.models import Patient
from telepraxis.care.chart import notes
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.tests.people import TEN_FORTY, booked
from telepraxis.care.scheduling import attendance

from ..day import day_of

LISBON = ZoneInfo("Europe/Lisbon")
MINUTE = timedelta(minutes=1)


def day(practitioner, now=TEN_FORTY, on=None):
    return day_of(practitioner, on or TEN_FORTY.date(), LISBON, now)


def names(cards) -> list[str]:
    return [card.patient.name_text for card in cards]


@pytest.fixture
def tomasz_record(tomasz):
    return Patient.objects.get(uid=tomasz.patient_id)


def test_a_visit_walks_through_the_lanes(appointment, ines, amara):
    whose = ines.practitioner_id
    assert names(day(whose).upcoming) == ["Amara Okonjo"]

    visit = visits.visit_for(appointment=appointment, by=amara, now=TEN_FORTY - 6 * MINUTE)
    assert names(day(whose).upcoming) == ["Amara Okonjo"]

    visits.patient_ready(visit=visit, by=amara, now=TEN_FORTY - 6 * MINUTE)
    lanes = day(whose)
    assert (names(lanes.upcoming), names(lanes.waiting)) == ([], ["Amara Okonjo"])
    assert (lanes.waiting[0].wait, lanes.waiting[0].tone) == (6 * MINUTE, "warn")

    visits.admit(visit=visit, by=ines, now=TEN_FORTY)
    lanes = day(whose)
    assert (names(lanes.waiting), names(lanes.in_visit)) == ([], ["Amara Okonjo"])

    visits.finish(visit=visit, by=ines, now=TEN_FORTY + 9 * MINUTE)
    lanes = day(whose)
    assert (names(lanes.in_visit), names(lanes.to_sign)) == ([], ["Amara Okonjo"])

    notes.save_draft(visit=visit, sections={"plan": "Rest"}, revision=0, by=ines, now=TEN_FORTY)
    notes.sign(visit=visit, by=ines, now=TEN_FORTY + 10 * MINUTE)
    assert day(whose).to_sign == []


def test_who_was_checked_in_at_the_desk_waits_too(tomasz_record, ines_record, ines, rui):
    checked_in = booked(tomasz_record, ines_record, "in_person")
    attendance.check_in(appointment=checked_in, by=rui, now=TEN_FORTY - 20 * MINUTE)

    [card] = day(ines.practitioner_id).waiting
    assert (card.patient.name_text, card.wait, card.tone) == ("Tomasz Wilk", 20 * MINUTE, "danger")


def test_the_longest_wait_stands_first_and_says_how_late_we_are(
    appointment, tomasz_record, ines_record, ines, amara, tomasz
):
    early = booked(tomasz_record, ines_record, "video", TEN_FORTY - 20 * MINUTE)
    for each, who, minutes in ((appointment, amara, 12), (early, tomasz, 15)):
        visit = visits.visit_for(appointment=each, by=who, now=TEN_FORTY)
        visits.patient_ready(visit=visit, by=who, now=TEN_FORTY - minutes * MINUTE)

    lanes = day(ines.practitioner_id)
    assert names(lanes.waiting) == ["Tomasz Wilk", "Amara Okonjo"]
    assert lanes.minutes_behind == 15


def test_another_day_and_another_clinician_show_their_own(appointment, ines, sam):
    tomorrow = TEN_FORTY.date() + timedelta(days=1)

    assert day(ines.practitioner_id, on=tomorrow).upcoming == []
    assert day(sam.practitioner_id).upcoming == []
    assert names(day(None).upcoming) == ["Amara Okonjo"]


def test_the_day_ends_at_midnight_of_the_clinicians_zone(amara_record, ines_record, ines):
    booked(amara_record, ines_record, "phone", TEN_FORTY.replace(hour=23, minute=50))

    assert len(day(ines.practitioner_id).upcoming) == 1
    assert day_of(ines.practitioner_id, TEN_FORTY.date(), ZoneInfo("Asia/Tokyo"), TEN_FORTY).upcoming == []


def test_a_long_day_takes_no_more_queries_than_an_empty_one(ines, ines_record, amara_record, django_assert_num_queries):
    with django_assert_num_queries(4):
        day(ines.practitioner_id)
    for number in range(4):
        visit = visits.visit_for(
            appointment=booked(amara_record, ines_record, "phone", TEN_FORTY + number * 30 * MINUTE), now=TEN_FORTY
        )
        if number:
            presences.start_talking(visit=visit, by=ines, now=TEN_FORTY)
        if number > 1:
            visits.finish(visit=visit, by=ines, now=TEN_FORTY + MINUTE)
    with django_assert_num_queries(4):
        lanes = day(ines.practitioner_id)

    assert [len(lane) for lane in (lanes.upcoming, lanes.in_visit, lanes.to_sign)] == [1, 1, 2]
