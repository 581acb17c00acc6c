"""The diary is the same each time, and believable."""

from collections import Counter
from datetime import UTC, date, datetime

from telepraxis.server.demo.diary import Calendar, diary

NOW = datetime(2026, 11, 23, 10, 25, tzinfo=UTC)
CALENDARS = [Calendar("ines", "family-medicine", 15, 20), Calendar("mateus", "paediatrics", 20, 30)]
BIRTHS = [date(1940 + number % 85, 1 + number % 12, 1 + number % 28) for number in range(300)]


def entries():
    return list(diary(CALENDARS, BIRTHS, "UTC", NOW))


def test_the_same_day_gives_the_same_diary():
    assert entries() == entries()


def test_nobody_is_in_two_places_on_one_day():
    days = Counter((entry.patient, entry.starts_at.date()) for entry in entries())

    assert set(days.values()) == {1}


def test_children_come_to_the_paediatrician_and_no_case_is_too_old_or_young():
    for entry in entries():
        age = (entry.starts_at.date() - BIRTHS[entry.patient]).days // 365.25
        assert entry.case.age[0] <= age <= entry.case.age[1]


def test_what_is_to_come_is_open_and_what_is_past_is_not():
    fates = {entry.fate for entry in entries() if entry.starts_at < NOW.replace(hour=9)}
    later = {entry.fate for entry in entries() if entry.starts_at > NOW}

    assert (fates, later) == ({"fulfilled", "no_show", "cancelled"}, {"booked", "cancelled"})
