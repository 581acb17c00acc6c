"""Amara comes with Firefox, Dr Inês has Chromium: one real call, both see each other. Runs last (conftest.py)."""

import pytest
from playwright.sync_api import expect

from tests.browser import HOUSE
from tests.firefox import running_firefox

from .scenes import sees_picture, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.media, pytest.mark.django_db(transaction=True)]

# Whether a further frame is shown within two seconds.
MOVES = """(() => {
  const video = document.querySelector("video[data-participant]");
  if (!video || !video.videoWidth) return false;
  return new Promise(done => { video.requestVideoFrameCallback(() => done(true)); setTimeout(done, 2000, false); });
})()"""


def test_a_patient_with_firefox_and_a_clinician_with_chromium_see_each_other(clinic, site, new_context):
    with running_firefox() as firefox:
        amara = firefox.open(site + clinic.link())
        amara.wait_for("document.querySelector('[data-media=checked]')")
        amara.press("button[form=found]")
        amara.wait_for("document.querySelector('section.safety-card')")
        amara.fill("[name=place]", "14 Ropewalk Street, Port Alder")
        amara.press("[name=company][value=alone]")
        amara.press("[name=consents]")
        amara.press("button[form=card]")
        amara.wait_for("document.querySelector('[data-phase=waiting]')")
        ines = signed_in(new_context(), site, clinic.clinician_cookie()).new_page()
        ines.set_default_timeout(60_000)
        ines.goto(f"{site}/visit/{clinic.visit_id}/")

        ines.get_by_role("button", name="Admit").click()

        sees_picture(ines)
        amara.wait_for(MOVES)
        ines.get_by_role("textbox", name="Message").fill("Can you see me?")
        ines.get_by_role("button", name="Send", exact=True).click()
        amara.wait_for("document.querySelector('.chat .bubble')?.textContent.includes('Can you see me?')")
        amara.shot(HOUSE / "var" / "shots" / "telehealth-firefox.png")
        expect(ines.locator("[data-part=link]")).to_have_attribute("data-state", "good", timeout=60_000)
        amara.press("[data-do=leave]")
        expect(ines.get_by_text("You are alone in the call").first).to_be_visible(timeout=30_000)
        assert clinic.visit().status == "in_progress"
