"""The page on which the times of an ended visit are put right."""

from datetime import timedelta

import pytest

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Version

from .. import correction, visits
from ..models import Visit
from .people import TEN_FORTY

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ended(room_visit, ines):
    visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    return visits.finish(visit=room_visit, by=ines, now=TEN_FORTY + 90 * MINUTE)


def typed(began="2026-11-23T10:38:00", ended="2026-11-23T10:55:30", why="I forgot to end it"):
    return {"began": began, "ended": ended, "why": why}


def test_the_right_times_are_kept_and_the_old_ones_shown(browse, ended, ines):
    browser, path = browse(ines), f"/visit/{ended.id}/times/"
    assert 'value="2026-11-23T10:40:00"' in browser.get(path).content.decode()
    assert browser.post(path, typed()).url == f"/visit/{ended.id}/"

    visit = Visit.objects.get()
    assert (visit.admitted_at, visit.ended_at) == (
        TEN_FORTY - 2 * MINUTE,
        TEN_FORTY + timedelta(minutes=15, seconds=30),
    )
    assert "Mon 23 Nov, 10:40 WET – 12:10 WET" in browser.get(path).content.decode()
    [event] = AuditEvent.objects.filter(action="visit.corrected")
    assert event.reason == "I forgot to end it"


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"began": "2026-11-23T11:00"}, "A visit ends after it began"),
        ({"ended": "2099-01-01T10:00"}, "A visit ends after it began"),
        ({"ended": "yesterday"}, "Enter a valid date/time"),
        ({"why": " "}, "This field is required"),
    ],
)
def test_refuses_times_that_make_no_sense_in_words(wrong, said, browse, ended, ines):
    versions = Version.objects.count()
    answer = browse(ines).post(f"/visit/{ended.id}/times/", typed() | wrong)

    assert answer.status_code == 422 and said in answer.content.decode()
    assert Visit.objects.get().ended_at == TEN_FORTY + 90 * MINUTE
    assert Version.objects.count() == versions


def test_a_visit_that_runs_is_not_corrected(browse, room_visit, ines):
    visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    answer = browse(ines).post(f"/visit/{room_visit.id}/times/", typed(), follow=True)

    assert "its times can be corrected afterwards" in answer.content.decode()
    assert Visit.objects.get().ended_at is None


def test_a_correction_says_why(ended, ines):
    with pytest.raises(correction.ReasonMissing):
        correction.correct_times(
            visit=ended, admitted_at=TEN_FORTY, ended_at=TEN_FORTY, why=" ", by=ines, now=TEN_FORTY + 100 * MINUTE
        )
    assert Visit.objects.get().ended_at == TEN_FORTY + 90 * MINUTE


def test_the_page_takes_the_same_queries_however_often_it_was_corrected(browse, ended, ines):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, counts = browse(ines), []
    browser.get(f"/visit/{ended.id}/times/")
    for times in (0, 4):
        for number in range(times):
            correction.correct_times(
                visit=ended, admitted_at=TEN_FORTY, ended_at=TEN_FORTY + number * MINUTE, why="Again", by=ines,
                now=TEN_FORTY + 100 * MINUTE,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/visit/{ended.id}/times/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
