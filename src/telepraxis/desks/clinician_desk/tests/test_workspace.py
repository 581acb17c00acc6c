"""Working in a visit, with hands on the keyboard: type, be saved, move through the record, sign."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.care.chart.models import NoteDraft, Signature
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Visit
from tests.sites import in_practice, open_as

from .scene import morning_at

pytestmark = pytest.mark.browser


@pytest.fixture
def morning(practice):
    return morning_at(practice, timezone.now())


@pytest.fixture
def page(site, practice, morning, desktop):
    page = open_as(desktop, site, morning.ines.account_id, practice)
    page.goto(f"{site}/visit/{morning.visit.id}/")
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


def drafts(practice):
    with in_practice(practice):
        return list(NoteDraft.objects.values_list("subjective", "plan"))


def test_typing_is_saved_on_a_pause_and_says_when(page, practice):
    note = page.get_by_role("region", name="Note")
    note.get_by_role("textbox", name="Story").fill("Itchy rash on both elbows")
    expect(note.get_by_role("status")).to_have_text("Not saved yet")
    expect(note.get_by_role("status")).to_contain_text("Saved ")

    assert drafts(practice) == [("Itchy rash on both elbows", "")]


def test_what_is_typed_offline_is_kept_and_saved_later(page, practice, desktop):
    note = page.get_by_role("region", name="Note")
    desktop.set_offline(True)
    note.get_by_role("textbox", name="Plan").fill("Stop the powder")
    expect(note.get_by_role("status")).to_contain_text("Not saved: no connection")
    assert drafts(practice) == []

    desktop.set_offline(False)
    expect(note.get_by_role("status")).to_contain_text("Saved ")
    assert drafts(practice) == [("", "Stop the powder")]


def test_two_windows_lose_nothing(page, site, morning, practice, axe):
    other = page.context.new_page()
    other.goto(f"{site}/visit/{morning.visit.id}/")
    page.get_by_role("textbox", name="Plan").fill("From the first window")
    expect(page.get_by_role("region", name="Note").get_by_role("status")).to_contain_text("Saved ")
    other.get_by_role("textbox", name="Plan").fill("From the second window")

    expect(other.get_by_role("alert")).to_contain_text("Nothing was overwritten")
    expect(other.locator("[data-part]")).to_contain_text(["From the second window"])
    axe(other)
    other.get_by_role("button", name="Keep both, one below the other").click()
    expect(other.get_by_role("textbox", name="Plan")).to_have_value("From the first window\n\nFrom the second window")
    assert drafts(practice) == [("", "From the first window\n\nFrom the second window")]


def test_the_record_moves_and_the_stage_and_the_typing_stay(page, morning):
    page.evaluate("document.querySelector('.stage').dataset.same = 'yes'")
    page.get_by_role("textbox", name="Story").fill("Half a sent")
    for name in ("Chart", "Today", "Patient"):
        page.locator("#work-tabs").get_by_role("link", name=name, exact=True).click()
        expect(page.locator("#work-tabs [aria-current]")).to_have_text(name)
    page.go_back()
    expect(page.locator("#work-tabs [aria-current]")).to_have_text("Today")
    page.go_back()
    expect(page.locator("#work-tabs [aria-current]")).to_have_text("Chart")
    page.go_back()
    expect(page.locator("#work-tabs [aria-current]")).to_have_text("Note")

    expect(page.get_by_role("textbox", name="Story")).to_have_value("Half a sent")
    assert page.locator(".stage").get_attribute("data-same") == "yes"
    assert page.url.endswith(f"/visit/{morning.visit.id}/")


def test_control_enter_asks_then_signs(page, practice, shot, axe):
    page.get_by_role("textbox", name="Story").fill("Itchy rash")
    page.get_by_role("textbox", name="Plan").fill("Stop the powder.")
    page.keyboard.press("Control+Enter")
    confirm = page.get_by_role("group", name="Signing locks this note for good")
    expect(confirm).to_contain_text("Left empty: Seen, Assessment.")
    expect(confirm.get_by_label("Summary for Amara Okonjo")).to_have_value("Stop the powder.")
    shot(page, "note-confirm")
    axe(page)
    with in_practice(practice):
        assert Signature.objects.filter(visit__status="in_progress").count() == 0
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("region", name="Note")).to_contain_text("Signed by Dr Inês Carvalho")
    shot(page, "note-signed")
    axe(page)
    assert drafts(practice) == []


def test_keep_writing_gives_the_note_back(page):
    page.get_by_role("textbox", name="Story").fill("Itchy rash")
    page.get_by_role("button", name="Sign note").click()
    expect(page.get_by_role("textbox", name="Story")).not_to_be_editable()
    page.get_by_role("link", name="Keep writing").click()

    expect(page.get_by_role("textbox", name="Story")).to_be_editable()
    expect(page.get_by_role("textbox", name="Story")).to_have_value("Itchy rash")


def test_the_minutes_stop_and_the_visit_is_finished(page, practice):
    page.get_by_role("button", name="Stop the call").click()
    expect(page.get_by_role("button", name="Go on", exact=True)).to_be_visible()
    page.get_by_role("button", name="Finish visit").click()
    expect(page.get_by_text("The visit has ended")).to_be_visible()

    with in_practice(practice):
        assert Visit.objects.filter(status="finished").count() == 2


def test_who_comes_to_wait_appears_by_itself_and_j_joins(site, practice, morning, desktop):
    page = open_as(desktop, site, morning.ines.account_id, practice)
    page.goto(f"{site}/day/")
    page.locator("body[data-live-state=open]").wait_for()
    with in_practice(practice) as system:
        from telepraxis.care.scheduling.models import Appointment

        appointment = Appointment.objects.get(modality="video")
        waiting = visits.visit_for(appointment=appointment, now=timezone.now())
        visits.patient_ready(visit=waiting, by=system, now=timezone.now())
    lane = page.get_by_role("region", name="Waiting")
    expect(lane).to_contain_text("Priya Raman")

    page.keyboard.press("j")
    page.wait_for_url("**/visit/**")
    with in_practice(practice):
        assert Visit.objects.get(appointment__arrived_at__isnull=False, appointment__modality="in_person",
                                 status="in_progress").patient.name_text == "Tomasz Wilk"  # fmt: skip
