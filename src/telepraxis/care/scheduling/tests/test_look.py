"""Booking in a real browser: on a phone and at a desk, light and dark, with and without scripts."""

import pytest
from django.utils import timezone

from tests.browser import PHONE, sideways
from tests.sites import open_as

from .scene import open_practice

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def scene(practice):
    return open_practice(practice, timezone.now())


def looked_at(page, name, shot, axe):
    page.locator("html[data-ready]").wait_for(state="attached")
    shot(page, f"booking-{name}")
    assert sideways(page) == 0, name
    axe(page, without=MENU)


@pytest.mark.parametrize("theme, device", [("light", "phone"), ("dark", "phone"), ("light", "desktop")])
def test_books_moves_and_cancels(request, site, practice, scene, axe, shot, device, theme):
    context = request.getfixturevalue(device)
    context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    page = open_as(context, site, scene.amara.account_id, practice, hat="patient")
    look = f"{device}-{theme}"

    page.goto(f"{site}/book/")
    looked_at(page, f"reason-{look}", shot, axe)
    page.get_by_label("What is it about?").fill("Itching for two weeks")
    page.get_by_text("No, none").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="When suits you?").wait_for()
    looked_at(page, f"time-{look}", shot, axe)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Confirm the visit").wait_for()
    looked_at(page, f"confirm-{look}", shot, axe)
    page.get_by_role("button", name="Confirm booking").click()
    page.get_by_role("heading", name="Your visit is booked").wait_for()
    looked_at(page, f"booked-{look}", shot, axe)
    page.goto(f"{site}/appointments/")
    looked_at(page, f"appointments-{look}", shot, axe)


def test_a_stranger_books_on_a_phone_without_scripts(site, practice, scene, new_context, shot):
    page = new_context(**PHONE, java_script_enabled=False).new_page()

    page.goto(f"{site}/c/quayside/book/")
    page.get_by_text("No, none").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("In person").click()
    page.get_by_role("button", name="Show times").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm booking").click()
    page.get_by_text("Something is still needed").wait_for()
    shot(page, "booking-stranger-missing")
    page.get_by_label("First name").fill("Kofi")
    page.get_by_label("Last name").fill("Owusu")
    page.get_by_label("Day").fill("14")
    page.get_by_label("Month").fill("March")
    page.get_by_label("Year").fill("1991")
    page.get_by_label("E-mail").fill("kofi@example.org")
    page.get_by_label("Phone").fill("+351 910 555 077")
    page.get_by_role("button", name="Confirm booking").click()
    page.get_by_role("heading", name="Your visit is booked").wait_for()
    shot(page, "booking-stranger-booked")


def test_an_emergency_gets_the_number(site, practice, scene, phone, axe, shot):
    page = phone.new_page()
    page.goto(f"{site}/c/quayside/book/")
    page.get_by_text("Yes, one of these").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Call 112").wait_for()
    looked_at(page, "urgent", shot, axe)


def test_a_practitioners_week(site, practice, scene, desktop, phone, axe, shot):
    for name, context in (("desktop", desktop), ("phone", phone)):
        page = open_as(context, site, scene.ines.account_id, practice)
        page.goto(f"{site}/schedule/")
        looked_at(page, f"schedule-{name}", shot, axe)
