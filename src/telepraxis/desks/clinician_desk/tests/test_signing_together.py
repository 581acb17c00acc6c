"""Copied, returned, countersigned, taken over, corrected: in a real browser, everywhere."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base.access import Role
from telepraxis.base.record.models import Patient
from telepraxis.care.chart import countersigning, notes
from telepraxis.care.encounters import visits
from telepraxis.registry.practitioners.enrolment import enrol
from tests.browser import sideways
from tests.people import colleague
from tests.sites import in_practice, open_as

from .scene import morning_at

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers
MINUTE = timedelta(minutes=1)


@pytest.fixture
def morning(practice):
    """Inês has Amara on the phone; Freya, who needs Inês' signature, has signed a note; Marta manages."""
    morning, now = morning_at(practice, timezone.now()), timezone.now()
    with in_practice(practice) as system:
        nurse = enrol(
            given="Freya", family="Lindqvist", specialty_code="nursing", languages=["en"], time_zone="Europe/Lisbon",
            by=system, now=now,
        )  # fmt: skip
        morning.freya = colleague(
            "freya@quayside.test", "Freya Lindqvist", {Role.NURSE}, system, practitioner=nurse.uid
        )
        morning.marta = colleague("marta@quayside.test", "Marta Nunes", {Role.MANAGER}, system)
        doctor = enrol(
            title="Dr", given="Sam", family="Adeyemi", specialty_code="family-medicine", time_zone="Europe/Lisbon",
            by=system, now=now,
        )  # fmt: skip
        morning.sam = colleague(
            "sam@quayside.test", "Dr Sam Adeyemi", {Role.PHYSICIAN}, system, practitioner=doctor.uid
        )
        countersigning.set_supervisor(
            practitioner=nurse.uid, supervisor=morning.ines.practitioner_id, by=morning.marta, now=now
        )
        tomasz = Patient.objects.get(family="Wilk")
        hers = visits.open_visit(
            patient=tomasz.uid, practitioner=nurse.uid, modality="in_person", planned_at=now, by=system, now=now
        )
        visits.admit(visit=hers, by=morning.freya, now=now - 30 * MINUTE)
        morning.hers = visits.finish(visit=hers, by=morning.freya, now=now - 20 * MINUTE)
        words = {"objective": "Wound 3 cm, clean.", "plan": "Foam dressing, again on Friday."}
        notes.save_draft(visit=hers, sections=words, revision=0, by=morning.freya, now=now)
        note = notes.sign(visit=hers, by=morning.freya, now=now)
        notes.add_addendum(composition=note, text="Photograph taken.", by=morning.freya, now=now)
    return morning


def opened(context, site, practice, actor, path):
    page = open_as(context, site, actor.account_id, practice)
    page.goto(site + path)
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


def test_brought_forward_it_is_marked_until_it_is_changed(site, practice, morning, desktop, axe, shot):
    page = opened(desktop, site, practice, morning.ines, f"/visit/{morning.visit.id}/")
    page.locator("summary").filter(has_text="Bring forward from").click()
    page.get_by_role("checkbox", name="Plan").check()
    page.get_by_role("checkbox", name="Assessment").check()
    shot(page, "carry-open")
    axe(page)
    page.get_by_role("button", name="Bring it into this note").click()
    plan = page.get_by_role("textbox", name="Plan")
    expect(plan).to_have_value("Iron tablets, 3 months.")
    mark = page.locator("[data-origin=plan]")
    expect(mark).to_contain_text("Copied unchanged from the note of")
    shot(page, "carried")
    axe(page)
    page.get_by_role("button", name="Sign note").click()
    expect(page.get_by_text("Every word of this note is copied")).to_be_visible()
    shot(page, "carried-confirm")
    axe(page)
    page.get_by_role("link", name="Keep writing").click()
    plan.fill("Iron tablets for another month.")
    expect(mark).to_contain_text("Changed since it was copied")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, site, practice, morning, axe, shot, device, theme):
    context = request.getfixturevalue(device)
    context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    for name, actor, path, without in (
        ("countersign", morning.ines, f"/visit/{morning.hers.id}/", None),
        ("times", morning.ines, f"/visit/{morning.hers.id}/times/", MENU),
        ("supervision", morning.marta, "/setup/countersigning/", MENU),
        ("take-over", morning.sam, f"/visit/{morning.visit.id}/", None),
    ):
        page = opened(context, site, practice, actor, path)
        if name == "take-over":
            page.get_by_text("Take over this visit").click()
        shot(page, f"{name}-{device}-{theme}")
        assert sideways(page) == 0, name
        page.evaluate("scrollTo(0, 0)")
        axe(page, without=without)


def test_countersigned_from_the_lane_and_a_visit_changes_hands(site, practice, morning, desktop, new_context, shot):
    page = opened(desktop, site, practice, morning.ines, "/day/")
    page.get_by_role("region", name="To sign").get_by_role("link", name="Read and countersign").click()
    page.get_by_role("button", name="Countersign note").click()
    expect(page.get_by_role("region", name="Note")).to_contain_text("Countersigned by Dr Inês Carvalho")
    other = opened(new_context(), site, practice, morning.sam, f"/visit/{morning.visit.id}/")
    page.goto(f"{site}/day/")
    page.locator("body[data-live-state=open]").wait_for()
    other.get_by_text("Take over this visit").click()
    other.get_by_label("Why do you take it over?").fill("Inês was called to an emergency")
    other.get_by_role("button", name="Take over", exact=True).click()

    expect(other.get_by_role("textbox", name="Story")).to_be_editable(timeout=30_000)
    board = page.get_by_role("region", name="Taken over today")
    expect(board).to_contain_text("called to an emergency", timeout=30_000)
    shot(page, "taken-over-board")
