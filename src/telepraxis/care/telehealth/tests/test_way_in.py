"""The way in, counted: what a patient who has been here before taps, and what both read when something is missing."""

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE
from tests.sites import as_installed

from .scenes import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.media, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def returning(clinic, site, new_context):
    """Amara's phone: the devices worked there last week, the safety card was answered for an earlier visit."""
    phone = new_context(**PHONE)
    page = phone.new_page()
    page.goto(site + clinic.link())
    page.locator("[data-media=checked]").wait_for()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("region", name="Safety card").wait_for()
    clinic.answer_card()
    clinic.next_visit()
    return page


def test_a_returning_patient_needs_three_taps_and_one_screen(returning, clinic, site, axe, shot):
    returning.goto(site + clinic.link())
    card = returning.get_by_role("region", name="Safety card")
    card.wait_for()
    bar = returning.locator(".actionbar").bounding_box()
    consent = returning.locator(".consent").bounding_box()
    assert consent["y"] + consent["height"] < bar["y"], "everything stands on one phone screen"
    assert returning.evaluate("() => scrollY") == 0
    expect(card.get_by_role("radio", checked=True)).to_have_count(0)
    expect(card.get_by_label("I agree to be treated by video")).not_to_be_checked()
    shot(returning, "telehealth-safety-card-returning", whole=False)
    axe(returning)

    returning.get_by_text("Only me").tap()
    returning.get_by_label("I agree to be treated by video").tap()
    returning.get_by_role("button", name="Continue").tap()

    expect(returning.get_by_role("region", name="Waiting room")).to_contain_text("You are next")


def test_a_card_with_open_questions_says_which_and_does_not_go_on(returning, clinic, site, shot):
    returning.goto(site + clinic.link())
    returning.get_by_role("region", name="Safety card").wait_for()

    returning.get_by_role("button", name="Continue").tap()

    expect(returning.get_by_role("alert")).to_have_text(
        "Still to answer: who is with you, whether you agree to be treated by video."
    )
    assert returning.url.endswith("/safety/")
    shot(returning, "telehealth-safety-card-incomplete", whole=False)


def test_where_no_licence_holds_both_sides_read_it_and_the_clinician_decides(clinic, site, new_context, axe, shot):
    clinic.answer_card(jurisdiction="ES", place="Calle Mayor 4, Vigo")
    amara = signed_in(new_context(**PHONE), site, clinic.patient_cookie()).new_page()
    amara.goto(f"{site}/visits/{clinic.visit_id}/way-in/")
    amara.locator("[data-media=checked]").wait_for()
    amara.get_by_role("button", name="Continue").click()
    expect(amara.get_by_role("region", name="Waiting room")).to_contain_text("has no licence listed for Spain")
    ines = signed_in(new_context(), site, clinic.clinician_cookie()).new_page()
    ines.goto(f"{site}/visit/{clinic.visit_id}/")
    room = ines.get_by_role("region", name="Waiting room")
    expect(room.get_by_role("button", name="Admit")).to_be_disabled()
    shot(ines, "telehealth-licence-desktop", whole=False)
    axe(ines)

    room.get_by_label("Go on anyway, because").fill("Follow-up during her holiday")
    room.get_by_role("button", name="Record and go on").click()

    expect(room.get_by_role("button", name="Admit")).to_be_enabled()
    room.get_by_role("button", name="Admit").click()
    expect(amara.get_by_role("region", name="Remote video")).to_be_visible()


def test_the_call_page_is_light(clinic, site_server, settings, tmp_path, new_context, weigh):
    site = site_server.address
    as_installed(site_server, settings, tmp_path)
    clinic.answer_card()
    phone = signed_in(new_context(**PHONE), site, clinic.patient_cookie())
    page = phone.new_page()
    page.goto(f"{site}/visits/{clinic.visit_id}/devices/")
    page.locator("[data-media=checked]").wait_for()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("region", name="Waiting room").wait_for()
    page.close()

    assert weigh(phone, f"{site}/visits/{clinic.visit_id}/room/")["all"] <= 100_000


def test_on_a_thin_line_the_way_in_waits_for_nothing_that_it_does_not_need(clinic, site, new_context):
    page = new_context(**PHONE).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    sixty_kbit = {"offline": False, "latency": 60, "downloadThroughput": 7_500, "uploadThroughput": 7_500}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", sixty_kbit)

    page.goto(site + clinic.link(), wait_until="commit")
    page.locator("[data-media=checked]").wait_for(timeout=60_000)

    assert [name for name in asked if name.startswith("app-") and name.endswith(".js")] == []
    page.wait_for_function("() => 'ready' in document.documentElement.dataset", timeout=60_000)
    expect(page.locator("[data-island='telehealth/device-check']")).to_have_count(1)
    assert len([name for name in asked if name.startswith("telehealth-device-check-")]) == 1
