"""The chart in a real browser: one screen, found by keyboard, opened in place; phone and desktop, light and dark."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base.access import Role
from telepraxis.registry.patients.registration import register
from telepraxis.registry.practitioners.enrolment import enrol
from tests.browser import sideways
from tests.people import colleague
from tests.sites import in_practice, open_as

from .chart import asthma, kept, note, potassium

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def chart(practice):
    """Henrik Dahl's chart, and Dr Inês Carvalho who reads it."""
    now = timezone.now()
    with in_practice(practice) as system:
        doctor = enrol(
            title="Dr", given="Inês", family="Carvalho", specialty_code="family-medicine", languages=["en"],
            time_zone="Europe/Lisbon", by=system, now=now,
        )  # fmt: skip
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
        henrik = register(
            given="Henrik", family="Dahl", birth_date=date(1955, 2, 2), gender="male", language="sv",
            needs="Hears better on the left", by=system, now=now,
        )  # fmt: skip
        for days, value in ((0, "6.3"), (30, "5.0"), (90, "4.8"), (200, "5.4"), (500, "4.4"), (1400, "4.1")):
            kept(potassium(henrik.uid, value, at=now - timedelta(days=days)), ines, now)
        kept(asthma(henrik.uid), ines, now)
        wrong = kept(asthma(henrik.uid, onsetDateTime="2011-05"), ines, now)
        kept(asthma(henrik.uid, verificationStatus=in_error()) | {"id": wrong.logical_id}, ines, now)
        said = "More tired for 4 days, no chest pain. Ankles swollen in the evening, better after a night in bed. "
        for week in range(40):
            more = "Lives above the old lighthouse; climbs 88 steps." if week == 37 else ""
            kept(note(henrik.uid, said + more, date=(now - timedelta(weeks=week)).isoformat()), ines, now)
    return f"/chart/{henrik.uid}/", ines


def in_error() -> dict:
    system = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    return {"coding": [{"system": system, "code": "entered-in-error"}]}


def opened_page(context, site, practice, chart, theme="light"):
    path, ines = chart
    context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    page = open_as(context, site, ines.account_id, practice)
    page.goto(site + path)
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


def test_finds_and_opens_by_keyboard_alone(site, practice, chart, desktop, axe, shot):
    page = opened_page(desktop, site, practice, chart)
    page.keyboard.press("/")
    expect(page.get_by_label("Search in this chart").get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("lightho", delay=20)
    found = page.get_by_role("list", name="Found, newest first")
    expect(found.locator("mark")).to_have_text(["lightho"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    entry = page.locator(".opened .entry")
    expect(entry).to_contain_text("climbs 88 steps")
    expect(entry).to_contain_text("Written by Dr Inês Carvalho")
    shot(page, "chart-search-desktop-light")
    axe(page, without=MENU)

    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox", name="Search in this chart")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("list", name="Entries, newest first").locator("details")).to_have_count(20)
    assert page.url.endswith(chart[0])


def test_an_allergy_that_is_added_stands_in_the_banner_at_once(site, practice, chart, desktop):
    page = opened_page(desktop, site, practice, chart)
    banner = page.locator(".chart-alerts")
    expect(banner).to_contain_text("Allergies not asked yet")
    on_lists = page.locator("label:has(#timeline-kind-entries) small")
    expect(on_lists).to_have_text("2")

    page.locator("[data-line]").first.fill("penicillin rash mild")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()

    expect(banner).to_contain_text("Allergy: Penicillin, Rash")
    expect(banner).not_to_contain_text("not asked")
    expect(page.locator("#timeline-lines")).to_contain_text("Penicillin")
    expect(on_lists).to_have_text("3")


def test_shows_more_and_one_kind(site, practice, chart, desktop):
    page = opened_page(desktop, site, practice, chart)
    lines = page.locator("#timeline-lines details")
    expect(lines).to_have_count(20)
    page.get_by_role("button", name="Show more").click()
    expect(lines).to_have_count(40)
    expect(lines.nth(20).locator("summary")).to_be_focused()
    page.locator("#timeline-kinds").get_by_text("Results").click()
    expect(lines).to_have_count(6)
    expect(page.locator("#timeline-lines")).to_contain_text("↑ high")
    expect(page.locator("#timeline-kind-results")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, site, practice, chart, axe, shot, weigh, device, theme):
    context = request.getfixturevalue(device)
    page = opened_page(context, site, practice, chart, theme)
    page.locator("details.told > summary", has_text="6.3 mmol").click()
    expect(page.locator(".opened .entry").first).to_contain_text("Source: the laboratory")
    shot(page, f"chart-timeline-{device}-{theme}")
    assert sideways(page) == 0
    axe(page, without=MENU)
    page.get_by_role("link", name="Through time", exact=True).click()
    page.locator("html[data-ready]").wait_for(state="attached")
    page.get_by_role("link", name="1 year").click()
    expect(page.get_by_role("img", name="Potassium from")).to_be_visible()
    shot(page, f"chart-trend-{device}-{theme}")
    assert sideways(page) == 0
    axe(page, without=MENU)
