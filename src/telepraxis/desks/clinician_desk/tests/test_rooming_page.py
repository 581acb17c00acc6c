"""Freya takes Amara on her day, prepares the visit on its page, and Dr Carvalho finds it beside the note."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from telepraxis.care.encounters import rooming, visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.tests.people import booked
from telepraxis.care.rooming.models import Intake
from telepraxis.care.scheduling import attendance

from .test_pages import HTMX, browser_of, text

SHEET = {"reason": "It itches", "medicine": ["Ramipril", ""], "how": ["5 mg", ""], "remarks": ""}


@pytest.fixture
def freya_browser(freya, quayside):
    return browser_of(freya, quayside)


@pytest.fixture
def ines_browser(ines, quayside):
    return browser_of(ines, quayside)


@pytest.fixture
def waiting(amara_record, ines_record, amara):
    now = timezone.now()
    visit = visits.visit_for(appointment=booked(amara_record, ines_record, "video", now), by=amara, now=now)
    return visits.patient_ready(visit=visit, by=amara, now=now)


def test_taken_prepared_and_found_beside_the_note(waiting, freya_browser, ines_browser):
    assert "Take<" in text(freya_browser.get("/day/"))
    taken = freya_browser.post(f"/visit/{waiting.id}/take/")
    assert taken.url == f"/visit/{waiting.id}/rooming/"
    page = text(freya_browser.get(taken.url))
    assert "Before the doctor" in page and 'data-phase="call"' in page
    assert "Add measurements" in page and "Pictures and files" in page

    saved = text(freya_browser.post(f"/visit/{waiting.id}/intake/", SHEET | {"then": ""}, headers=HTMX))
    assert "Saved" in saved and 'value="Ramipril"' in saved
    done = freya_browser.post(f"/visit/{waiting.id}/intake/", SHEET | {"then": "ready"}, headers=HTMX)

    assert done.headers["HX-Redirect"] == "/day/"
    assert Visit.objects.get().is_ready_for_clinician
    beside = text(ines_browser.get(f"/visit/{waiting.id}/"))
    assert "From the nurse" in beside and "It itches" in beside and "Carry into the note" in beside
    assert 'data-do="admit"' in beside


def test_somebody_checked_in_at_the_desk_is_taken_too(amara_record, ines_record, rui, freya_browser):
    now = timezone.now()
    hall = booked(amara_record, ines_record, "in_person", now)
    attendance.check_in(appointment=hall, by=rui, now=now)

    assert f"/day/take/{hall.id}/" in text(freya_browser.get("/day/"))
    freya_browser.post(f"/day/take/{hall.id}/")

    assert Visit.objects.get().is_with_nurse
    assert "Amara Okonjo" in text(freya_browser.get("/day/")).split('id="lane-with-nurse"')[1].split("<section")[0]


def test_whom_a_colleague_has_is_not_taken(waiting, freya, sam, quayside, freya_browser):
    rooming.take(visit=waiting, by=sam, now=timezone.now())

    answer = freya_browser.post(f"/visit/{waiting.id}/take/", follow=True)

    assert "is with Dr Sam Adeyemi already" in text(answer)
    assert "Dr Sam Adeyemi has this patient" in text(freya_browser.get(f"/visit/{waiting.id}/rooming/"))
    refused = freya_browser.post(f"/visit/{waiting.id}/intake/", SHEET, headers=HTMX)
    assert refused.status_code == 422 and "has this patient. Nothing was changed." in text(refused)
    assert Intake.objects.count() == 0


def test_nothing_and_something_comes_back_as_typed(waiting, freya, freya_browser):
    rooming.take(visit=waiting, by=freya, now=timezone.now())

    answer = freya_browser.post(f"/visit/{waiting.id}/intake/", SHEET | {"takes_nothing": "on"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Untick it, or empty the list" in text(answer) and 'value="Ramipril"' in text(answer)


def test_back_to_waiting_keeps_what_was_written(waiting, freya, freya_browser):
    rooming.take(visit=waiting, by=freya, now=timezone.now())
    freya_browser.post(f"/visit/{waiting.id}/intake/", SHEET | {"then": "back"})

    assert (Visit.objects.get().is_with_nurse, Intake.objects.get().reason) == (False, "It itches")


def test_the_page_takes_the_same_queries_however_much_was_written(waiting, freya, freya_browser):
    rooming.take(visit=waiting, by=freya, now=timezone.now())
    freya_browser.get(f"/visit/{waiting.id}/rooming/")
    counts = []
    for medicines in (1, 20):
        freya_browser.post(f"/visit/{waiting.id}/intake/", {"medicine": ["A"] * medicines, "how": ["b"] * medicines})
        with CaptureQueriesContext(connection) as asked:
            freya_browser.get(f"/visit/{waiting.id}/rooming/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
