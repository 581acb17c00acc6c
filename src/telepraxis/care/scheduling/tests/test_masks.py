"""Free time as bits agrees with the slow and obvious answer, on ordinary days and when clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telepraxis.care.scheduling.masks import (
    CELLS_A_DAY,
    DayException,
    Hours,
    Shape,
    Stretch,
    WeeklyRule,
    bits,
    busy_mask,
    cell_at,
    cell_from,
    day_number,
    free_starts,
    instant_of,
    starts,
)
from telepraxis.care.scheduling.tests import oracle

CLOCK_CHANGES = {
    "Europe/Lisbon": (date(2027, 3, 28), date(2027, 10, 31)),
    "America/New_York": (date(2027, 3, 14), date(2027, 11, 7)),
    "Australia/Lord_Howe": (date(2027, 4, 4), date(2027, 10, 3)),
    "America/St_Johns": (date(2027, 3, 14), date(2027, 11, 7)),
    "Africa/Casablanca": (date(2027, 2, 7), date(2027, 3, 14)),
    "Pacific/Chatham": (date(2027, 4, 4), date(2027, 9, 26)),
}


def hour(hours: float) -> int:
    return int(hours * 12)


def every_day(zone, opens, closes) -> Hours:
    return Hours(zone, tuple(WeeklyRule(weekday, hour(opens), hour(closes)) for weekday in range(7)))


def found_starts(hours, claims, shape, day) -> list[datetime]:
    stretch = Stretch(day_number(day) - 1, 3)
    busy = busy_mask([(cell_at(first), cell_from(last)) for first, last in claims], stretch)
    mask = free_starts(hours.open_mask(stretch), busy, shape, hours.zone, stretch)
    today = (mask >> CELLS_A_DAY) & ((1 << CELLS_A_DAY) - 1)
    return [instant_of(day_number(day) * CELLS_A_DAY + cell) for cell in bits(today)]


@pytest.mark.parametrize("length", range(1, 40))
def test_starts_finds_each_run_of_free_cells(length):
    assert list(bits(starts((1 << 45) - 1, length))) == list(range(45 - length + 1))


def test_nine_to_ten_in_lisbon_winter_is_nine_to_ten_utc():
    found = found_starts(every_day("Europe/Lisbon", 9, 10), [], Shape(length=4, every=4), date(2026, 11, 24))

    assert [f"{time:%H:%M}" for time in found] == ["09:00", "09:20", "09:40"]


def test_an_appointment_takes_its_time_and_buffers_keep_their_distance():
    ten = datetime(2026, 11, 24, 10, tzinfo=UTC)
    booked = [(ten, ten + timedelta(minutes=20))]

    found = found_starts(
        every_day("Europe/Lisbon", 9, 12), booked, Shape(length=4, before=1, after=1, every=4), date(2026, 11, 24)
    )

    assert [f"{time:%H:%M}" for time in found] == ["09:00", "09:20", "10:40", "11:00", "11:20", "11:40"]


def test_an_hour_that_the_clocks_skip_is_never_offered():
    night = every_day("Europe/Lisbon", 0, 3)

    found = found_starts(night, [], Shape(length=12, every=12), date(2027, 3, 28))

    assert [f"{time:%H:%M}" for time in found] == ["00:00", "01:00", "23:00"]  # 00:00 WET, 02:00 WEST, next midnight


def test_an_hour_that_happens_twice_is_offered_twice():
    night = every_day("Europe/Lisbon", 1, 2)

    found = found_starts(night, [], Shape(length=12, every=12), date(2027, 10, 31))

    assert [f"{time:%H:%M}" for time in found] == ["00:00", "01:00"]  # 01:00 WEST, then 01:00 WET


def test_an_exception_wins_over_the_week_and_closed_wins_over_open():
    day = date(2026, 11, 24)
    hours = Hours(
        "Europe/Lisbon",
        (WeeklyRule(1, hour(9), hour(11)),),
        (
            DayException(day, hour(14), hour(16), opens=True),
            DayException(day, hour(10), hour(15), opens=False),
        ),
    )

    found = found_starts(hours, [], Shape(length=12, every=12), day)

    assert [f"{time:%H:%M}" for time in found] == ["09:00", "15:00"]


def test_a_rule_holds_only_while_it_is_valid():
    rule = WeeklyRule(1, hour(9), hour(10), valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 8))
    hours = Hours("Europe/Lisbon", (rule,))
    tuesdays = [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)]

    offered = [bool(found_starts(hours, [], Shape(length=12), day)) for day in tuesdays]

    assert offered == [False, True, True, False]


@pytest.mark.parametrize("zone", CLOCK_CHANGES)
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_around_each_clock_change_the_bits_agree_with_the_oracle(zone, which, shift):
    day = CLOCK_CHANGES[zone][which] + timedelta(days=shift)
    changes = {instant.astimezone(oracle.ZoneInfo(zone)).utcoffset() for instant in _hours_around(day, shift)}
    hours = Hours(zone, tuple(WeeklyRule(weekday, hour(0.5), hour(23.5)) for weekday in range(7)))
    shape = Shape(length=9, before=1, after=2, every=3, anchor=1)

    assert len(changes) == 2  # the clocks do change here
    assert found_starts(hours, [], shape, day) == oracle.free_times(hours, [], shape, day)


def _hours_around(day, shift):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(days=shift)
    return [noon - timedelta(hours=36), noon + timedelta(hours=36)]


@st.composite
def cells_of_a_day(draw):
    first = draw(st.integers(0, CELLS_A_DAY - 1))
    return first, draw(st.integers(first + 1, CELLS_A_DAY))


@st.composite
def scenes(draw):
    zone = draw(st.sampled_from(sorted(CLOCK_CHANGES)))
    day = draw(st.sampled_from(CLOCK_CHANGES[zone])) + timedelta(days=draw(st.integers(-2, 2)))
    near = st.integers(-2, 2).map(lambda n: day + timedelta(days=n))
    weekly = [
        WeeklyRule(draw(st.integers(0, 6)), *draw(cells_of_a_day()), draw(st.none() | near), draw(st.none() | near))
        for _ in range(draw(st.integers(0, 8)))
    ]
    exceptions = [
        DayException(draw(near), *draw(cells_of_a_day()), draw(st.booleans())) for _ in range(draw(st.integers(0, 3)))
    ]
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    claims = []
    for _ in range(draw(st.integers(0, 6))):
        begins = midnight + timedelta(minutes=draw(st.integers(-300, 1700)))
        claims.append((begins, begins + timedelta(minutes=draw(st.integers(1, 400)))))
    every = draw(st.integers(1, 24))
    shape = Shape(
        length=draw(st.integers(1, 24)),
        before=draw(st.integers(0, 6)),
        after=draw(st.integers(0, 6)),
        every=every,
        anchor=draw(st.integers(0, every - 1)),
    )
    return Hours(zone, tuple(weekly), tuple(exceptions)), claims, shape, day


@settings(max_examples=300)
@given(scenes())
def test_the_bits_agree_with_the_oracle(scene):
    hours, claims, shape, day = scene

    assert found_starts(hours, claims, shape, day) == oracle.free_times(hours, claims, shape, day)
