"""The desk in a real browser: a caller is booked within half a minute, one key checks in."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from telepraxis.care.scheduling.importing import FormerAppointment, import_appointments
from telepraxis.care.scheduling.models import Appointment
from telepraxis.care.scheduling.tests.scene import open_practice
from tests.browser import sideways
from tests.sites import in_practice, open_as
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def scene(practice):
    return open_practice(practice, timezone.now())


@pytest.fixture
def booked(practice, scene):
    """Amara comes in half an hour."""
    now = timezone.now().replace(second=0, microsecond=0)
    with in_practice(practice) as system:
        former = FormerAppointment(
            patient=scene.amara.patient_id, practitioner=scene.ines.practitioner_id, service=scene.service,
            modality="in_person", starts_at=now + timedelta(minutes=2), jurisdiction="PT", booked_at=now,
        )  # fmt: skip
        return import_appointments(former=[former], by=system, now=now)[0]


def status_of(practice, appointment):
    with in_practice(practice):
        return Appointment.objects.get(id=appointment.id).status


def looked_at(page, name, shot, axe):
    page.locator("html[data-ready]").wait_for(state="attached")
    shot(page, f"desk-{name}")
    assert sideways(page) == 0, name
    axe(page, without=MENU)


def test_one_key_checks_in_and_undo_takes_it_back(site, practice, booked, scene, desktop, axe, shot):
    page = open_as(desktop, site, scene.rui.account_id, practice)
    page.goto(f"{site}/desk/")
    looked_at(page, "board", shot, axe)
    page.locator("tr[data-row]").first.focus()
    page.keyboard.press("c")
    page.get_by_text("Amara Okonjo is checked in.").wait_for()
    assert status_of(practice, booked) == "arrived"
    looked_at(page, "checked-in", shot, axe)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("is not checked in any more").wait_for()
    assert status_of(practice, booked) == "booked"


def test_the_board_on_a_phone_keeps_state_and_act_in_sight(site, practice, booked, scene, phone, axe, shot):
    page = open_as(phone, site, scene.rui.account_id, practice)
    page.goto(f"{site}/desk/")
    looked_at(page, "board-phone", shot, axe)
    assert page.get_by_role("button", name="Check in").is_visible()


def test_a_caller_is_booked_within_half_a_minute(site, practice, scene, desktop, axe, shot):
    page = open_as(desktop, site, scene.rui.account_id, practice)
    page.goto(f"{site}/desk/")
    began = time.monotonic()
    page.get_by_role("button", name="Book for a caller").click()
    page.get_by_label("Name, birth date or phone").last.fill("okonjo")
    page.get_by_role("link", name="Amara Okonjo").click()
    page.get_by_role("button", name="Book", exact=True).wait_for()
    looked_at(page, "caller", shot, axe)
    page.get_by_role("button", name="Book", exact=True).click()
    page.get_by_text("Booked: Amara Okonjo").wait_for()
    assert time.monotonic() - began < 30
    with in_practice(practice):
        assert Appointment.objects.get().booked_by_name == "Rui Tavares"


def test_the_board_follows_what_others_do(site, practice, booked, scene, desktop):
    page = open_as(desktop, site, scene.rui.account_id, practice)
    page.goto(f"{site}/desk/")
    page.locator("body[data-live-state=open]").wait_for(state="attached")
    with in_practice(practice) as system:
        from telepraxis.care.scheduling import attendance

        attendance.check_in(appointment=booked, by=system, now=timezone.now())
    wait_until(lambda: page.get_by_text("Checked in").count() > 0, 5)
