"""Times, dates, sums and names as the pages write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from telepraxis.base.ui import sums, times
from telepraxis.base.ui.templatetags.ui import hour, initials, zone

VISIT = datetime(2026, 11, 26, 10, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone_name", "text"),
    [
        ("Europe/Lisbon", "10:40 WET"),
        ("Europe/Madrid", "11:40 CET"),
        ("America/Denver", "03:40 MST"),
        ("America/Sao_Paulo", "07:40 UTC−3"),
        ("Asia/Kathmandu", "16:25 UTC+5:45"),
    ],
)
def test_a_time_names_the_readers_zone(zone_name, text):
    with timezone.override(ZoneInfo(zone_name)):
        assert times.clock_text(VISIT) == text


def test_the_hour_and_the_zone_can_stand_apart():
    with timezone.override(ZoneInfo("Europe/Lisbon")):
        assert (hour(VISIT), zone(VISIT)) == ("10:40", "WET")


def test_a_day_shows_its_year_only_when_it_is_another_one():
    assert times.day_text(VISIT, today=date(2026, 11, 23)) == "Thu 26 Nov"
    assert times.day_text(VISIT, today=date(2027, 1, 2)) == "Thu 26 Nov 2026"


def test_a_moment_near_midnight_belongs_to_the_readers_day():
    late = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Madrid")):
        assert times.day_text(late, today=date(2026, 11, 23)) == "Fri 27 Nov"


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (1000, "EUR", "€10.00"),
        (5, "USD", "$0.05"),
        (123456789, "EUR", "€1,234,567.89"),
        (-250, "GBP", "−£2.50"),
        (1000, "JPY", "¥1,000"),
        (1234, "KWD", "KWD\u00a01.234"),
    ],
)
def test_a_sum_has_the_decimals_of_its_currency(minor, currency, text):
    with translation.override("en"):
        assert sums.money_text(minor, currency) == text


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Dr Inês Carvalho", "IC"), ("Amara Okonjo", "AO"), ("Noor van Dijk", "ND"), ("Élodie", "É"), ("", "?")],
)
def test_initials_leave_titles_out(name, letters):
    assert initials(name) == letters
