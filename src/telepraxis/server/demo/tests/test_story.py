"""The story of Amara's morning fits into the diary at whatever minute the demonstration opens."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from telepraxis.server.demo import visits
from telepraxis.server.demo.build import GRIDS
from telepraxis.server.demo.diary import Calendar
from telepraxis.server.demo.people import COLLEAGUES
from telepraxis.server.demo.places import place_where_it_is_mid_morning

AFTER = timedelta(minutes=5)  # the buffer that each service keeps
PATIENTS = [SimpleNamespace(birth_date=date(1995 - number % 61, 1 + number % 12, 5)) for number in range(300)]


def clinic_at(now: datetime) -> SimpleNamespace:
    place = place_where_it_is_mid_morning(now)
    zone = ZoneInfo(place.zone)
    return SimpleNamespace(place=place, now=now, zone=zone, today=now.astimezone(zone).date(), patients=PATIENTS)


@pytest.mark.parametrize("minute", range(0, 60, 4))
@pytest.mark.parametrize("hour", [0, 9, 17])
def test_nobody_is_booked_twice_whatever_the_clock_says(hour, minute):
    clinic = clinic_at(datetime(2026, 11, 23, hour, minute, 31, tzinfo=UTC))
    calendars = [Calendar(c.key, c.specialty, c.minutes, GRIDS[c.minutes]) for c in COLLEAGUES if c.specialty]
    lasts = {calendar.key: timedelta(minutes=calendar.minutes) + AFTER for calendar in calendars}

    entries = [*visits._of_amara(clinic), *visits._of_everybody(clinic, calendars)]

    for key in lasts:
        hers = sorted(e.starts_at for e in entries if e.colleague == key and e.fate != "cancelled")
        assert all(before + lasts[key] <= after for before, after in zip(hers, hers[1:], strict=False)), key
    today = [e.patient for e in entries if e.starts_at.astimezone(clinic.zone).date() == clinic.today]
    assert len(today) == len(set(today))
