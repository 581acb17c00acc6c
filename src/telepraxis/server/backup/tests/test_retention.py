"""Which archives stay, and when the next one is due."""

from datetime import UTC, datetime, timedelta

from telepraxis.server.backup.keeper import last_planned
from telepraxis.server.backup.restoring import next_segment
from telepraxis.server.backup.retention import kept_by_rule

MONDAY = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def test_the_newest_of_seven_days_and_five_weeks_stays():
    nights = [MONDAY - timedelta(days=day) for day in range(60)]

    kept = sorted(kept_by_rule(nights, days=7, weeks=5))

    assert kept[-7:] == sorted(nights)[-7:]
    assert [f"{moment:%a %d %b}" for moment in kept[:-7]] == ["Sun 01 Nov", "Sun 08 Nov", "Sun 15 Nov"]


def test_of_several_archives_of_one_day_the_newest_stays():
    morning, noon = MONDAY, MONDAY + timedelta(hours=10)

    assert kept_by_rule([morning, noon], days=7, weeks=0) == {noon}


def test_the_newest_stays_whatever_the_rule():
    assert kept_by_rule([MONDAY], days=0, weeks=0) == {MONDAY}


def test_an_archive_is_due_once_its_hour_has_come():
    assert last_planned(MONDAY - timedelta(minutes=1), "02:30") == MONDAY - timedelta(days=1)
    assert last_planned(MONDAY + timedelta(minutes=1), "02:30") == MONDAY


def test_the_streams_files_are_counted_on_across_a_full_row():
    assert next_segment("0000000100000002000000FE") == "0000000100000002000000FF"
    assert next_segment("0000000100000002000000FF") == "000000010000000300000000"
