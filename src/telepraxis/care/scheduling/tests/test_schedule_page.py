"""A practitioner's own week."""

import pytest
from django.utils import timezone

from telepraxis.care.scheduling.models import HoursException

from .test_pages import booked, open_all_week, text_of  # noqa: F401


def test_the_week_of_a_practitioner(booked, browse, ines, freya):  # noqa: F811
    day = timezone.localtime(booked.starts_at).date().isoformat()

    hers, others = browse(ines).get("/schedule/", {"from": day}), browse(freya).get("/schedule/", {"from": day})

    assert "Amara Okonjo" in text_of(hers)
    assert "Amara Okonjo" not in text_of(others)
    assert '<main id="main"' in hers.content.decode()


@pytest.mark.parametrize("nonsense", ["x", "2026-02-31", "0001-01-01", "9999-12-31"])
def test_nonsense_shows_this_week(visit, browse, ines, nonsense):
    page = browse(ines).get("/schedule/", {"from": nonsense})

    assert page.status_code == 200
    assert "Today" in text_of(page)


def test_closes_an_own_day_only_ahead(booked, browse, ines):  # noqa: F811
    client, day = browse(ines), timezone.localtime(booked.starts_at).date()

    client.post("/schedule/close/", {"day": "2020-01-01"})
    assert HoursException.objects.count() == 0
    client.post("/schedule/close/", {"day": day.isoformat(), "why": "course"})

    booked.refresh_from_db()
    assert booked.offered_other_times_at is not None
    assert HoursException.objects.get().practitioner_id == ines.practitioner_id


def test_others_have_no_week_here(visit, browse, rui, amara):
    assert browse(rui).get("/schedule/").status_code == 403
    assert browse(amara).get("/schedule/").status_code == 403
