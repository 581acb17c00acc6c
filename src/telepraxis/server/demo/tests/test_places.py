"""Whenever the demonstration starts, somewhere it is mid-morning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from telepraxis.registry.organizations.jurisdictions import starter
from telepraxis.server.demo.places import PLACES, place_where_it_is_mid_morning


def test_at_every_hour_of_the_year_the_clinic_is_open():
    starts = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=37 * step) for step in range(14_000))
    clocks = [start.astimezone(ZoneInfo(place_where_it_is_mid_morning(start).zone)) for start in starts]

    assert {clock.hour for clock in clocks} <= {9, 10, 11}


def test_every_place_has_a_known_jurisdiction():
    assert [place.town for place in PLACES if place.jurisdiction not in starter()] == []
