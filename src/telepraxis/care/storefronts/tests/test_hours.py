"""When a pharmacy opens and closes next, over nights, weekends, days off and the change of the clocks."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from telepraxis.care.storefronts.hours import DAY, BadHours, Hours, OpenNow, checked

LISBON = ZoneInfo("Europe/Lisbon")
WORKDAYS = tuple((day * DAY + 540, day * DAY + 780) for day in range(5)) + tuple(
    (day * DAY + 840, day * DAY + 1140) for day in range(5)
)  # 9 to 13 and 14 to 19


def at(*parts) -> datetime:
    return datetime(*parts, tzinfo=LISBON)


@pytest.mark.parametrize(
    ("moment", "is_open", "until"),
    [
        (at(2026, 11, 23, 9, 0), True, at(2026, 11, 23, 13)),
        (at(2026, 11, 23, 13, 0), False, at(2026, 11, 23, 14)),
        (at(2026, 11, 27, 18, 59), True, at(2026, 11, 27, 19)),
        (at(2026, 11, 27, 19, 0), False, at(2026, 11, 30, 9)),
    ],
)
def test_by_day_over_noon_and_over_the_weekend(moment, is_open, until):
    assert Hours(WORKDAYS, "Europe/Lisbon").at(moment) == OpenNow(is_open, until)


def test_a_day_off_is_passed_over():
    hours = Hours(WORKDAYS, "Europe/Lisbon", frozenset({date(2026, 12, 8)}))
    assert hours.at(at(2026, 12, 7, 19)) == OpenNow(False, at(2026, 12, 9, 9))
    assert not hours.is_open(at(2026, 12, 8, 10))


def test_a_night_ends_in_the_morning_after_sunday():
    hours = Hours(((6 * DAY + 1320, 6 * DAY + 1680),), "Europe/Lisbon")  # Sunday 22 to Monday 4
    assert hours.at(at(2026, 11, 30, 3, 59)) == OpenNow(True, at(2026, 11, 30, 4))
    assert hours.at(at(2026, 11, 30, 4, 0)) == OpenNow(False, at(2026, 12, 6, 22))


def test_who_never_closes_and_who_never_opens():
    always = Hours(tuple((day * DAY, (day + 1) * DAY) for day in range(7)), "Europe/Lisbon")
    assert always.at(at(2026, 11, 29, 12)) == OpenNow(True, None)
    assert Hours((), "Europe/Lisbon").at(at(2026, 11, 29, 12)) == OpenNow(False, None)


def test_the_clock_on_the_wall_counts_in_the_zone_of_the_pharmacy():
    hours = Hours(((540, 780),), "Asia/Tokyo")
    assert hours.is_open(at(2026, 11, 23, 0, 0)) and not hours.is_open(at(2026, 11, 23, 9, 0))
    assert hours.on(0) == [(time(9), time(13))] and hours.on(1) == []


@pytest.mark.parametrize("spans", [[(0, 0)], [(-5, 10)], [(0, 1441)], [(0, 60), (59, 90)], [(10000, 10200), (30, 200)]])
def test_what_is_no_opening(spans):
    with pytest.raises(BadHours):
        checked(spans)


def test_they_are_kept_in_order():
    assert checked([(840, 1140), (540, 780)]) == ([540, 840], [780, 1140])
    assert checked([]) == ([], [])
