"""Every screen of the way in and the call: phone and desktop, light and dark, without a barrier."""

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, sideways

from .scenes import fill_card, sees_picture, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.media, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_way_in_and_the_call_have_no_barrier(clinic, site, new_context, axe, shot, theme):
    amara = new_context(**PHONE, color_scheme=theme).new_page()
    amara.goto(site + clinic.link())
    amara.locator("[data-media=checked]").wait_for()
    expect(amara.locator("[data-device=relay]")).to_have_attribute("data-found", "works")
    seen(amara, f"telehealth-devices-phone-{theme}", axe, shot)
    amara.get_by_role("button", name="Continue").click()

    fill_card(amara)
    seen(amara, f"telehealth-safety-card-phone-{theme}", axe, shot)
    amara.get_by_role("button", name="Continue").click()
    expect(amara.get_by_role("region", name="Waiting room")).to_contain_text("You are next")
    seen(amara, f"telehealth-waiting-room-phone-{theme}", axe, shot)

    ines = signed_in(new_context(**DESKTOP, color_scheme=theme), site, clinic.clinician_cookie()).new_page()
    ines.goto(f"{site}/visit/{clinic.visit_id}/")
    ines.get_by_role("button", name="Admit").wait_for()
    seen(ines, f"telehealth-admit-desktop-{theme}", axe, shot)
    ines.get_by_role("button", name="Admit").click()
    sees_picture(ines)
    sees_picture(amara)
    amara.get_by_role("textbox", name="Message").fill("Sending the photo of the box now.")
    amara.get_by_role("button", name="Send").click()
    expect(ines.get_by_role("region", name="Chat")).to_contain_text("photo of the box")
    seen(amara, f"telehealth-call-phone-{theme}", axe, shot)
    seen(ines, f"telehealth-call-desktop-{theme}", axe, shot)


def seen(page, name, axe, shot):
    shot(page, name, whole=False)
    axe(page)
    assert sideways(page) == 0
