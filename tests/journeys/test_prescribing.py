"""Dr Carvalho prescribes three medicines beside a call that stays; Amara shows the code; it is checked at a counter."""

from datetime import timedelta

import pyotp
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from telepraxis.care.medications.models import Prescription
from telepraxis.care.medications.tests.scene import allergy
from telepraxis.desks.clinician_desk.tests.scene import morning_at
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.practitioners.licences import add_licence
from tests.browser import sideways
from tests.hand import watched
from tests.prescribing_by_hand import SECRET, THREE, prescribe
from tests.sites import in_practice, open_as

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def morning(practice):
    """Amara on the phone with Dr Carvalho, who has a licence and an app; penicillin gave Amara hives."""
    now = timezone.now()
    found = morning_at(practice, now)
    TOTP.activate(Account.objects.get(id=found.ines.account_id), SECRET)
    with in_practice(practice) as system:
        since = (now - timedelta(days=900)).date()
        licence = {"jurisdiction": "PT", "number": "OM 1", "valid_from": since}
        add_licence(practitioner=found.ines.practitioner_id, **licence, by=system, now=now)
        allergy(found.amara, system, "Penicillin", "penicillin", reaction=[{"manifestation": [{"text": "hives"}]}])
    return found


def looked_at(page, axe) -> None:
    page.locator("html[data-ready]").wait_for(state="attached")
    axe(page, without=MENU)
    assert sideways(page) == 0


def test_three_medicines_are_signed_beside_the_call_and_shown_at_the_pharmacy(
    site, practice, morning, desktop, phone, axe, shot
):
    hand = watched(desktop)
    page = open_as(desktop, site, morning.ines.account_id, practice)
    page.goto(f"{site}/visit/{morning.visit.id}/")
    page.locator("html[data-ready]").wait_for(state="attached")
    page.evaluate("window.samePage = true")
    prescribe(page, THREE, pyotp.TOTP(SECRET).now())

    assert hand.interactions == 9, "\n".join(hand.steps)
    assert page.evaluate("window.samePage") is True  # the page that holds the call was never left
    shot(page, "prescribing-signed")
    with in_practice(practice):
        signed = Prescription.objects.get()
    assert signed.line_count == 3

    hers = open_as(phone, site, morning.amara.account_id, practice, hat="patient")
    hers.goto(f"{site}/me/{morning.amara.patient_id}/prescriptions/")
    hers.get_by_role("link", name="Amlodipine").click()
    hers.get_by_role("img", name=f"Code of the prescription {signed.shown_number}").wait_for()
    looked_at(hers, axe)
    shot(hers, "prescribing-own-phone")

    hers.goto(f"{site}/c/quayside/prescription/#{signed.token}")
    hers.get_by_text("Genuine, and nothing of it was handed out yet.").wait_for()
    assert "#" not in hers.url  # the code stands in no address
    looked_at(hers, axe)


def test_a_warning_stops_the_keys_and_on_a_phone_all_of_it_fits(site, practice, morning, phone, axe, shot):
    page = open_as(phone, site, morning.ines.account_id, practice)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{site}/prescribe/{morning.amara.patient_id}/")
    looked_at(page, axe)
    page.locator("#rx-text:focus").wait_for()
    page.keyboard.type("amox tid 7d")
    page.locator("#rx-options [role=option]").get_by_text("Amoxicillin 500 mg capsule").click()
    page.locator("[data-understood]").get_by_text("Take 1 capsule").wait_for()
    assert page.locator("#rx-text").input_value() == "Amoxicillin 500 mg capsule tid 7d "
    page.keyboard.press("Control+Enter")
    page.get_by_text("Needs a choice").wait_for()

    for key in ("Enter", "Space"):
        page.keyboard.press(key)
    assert page.locator("input[name=choice]:checked").count() == 0
    looked_at(page, axe)
    shot(page, "prescribing-warning-phone")
    page.get_by_text("Use azithromycin instead").click()
    page.get_by_role("button", name="Do what I chose").click()
    page.locator("#rx-text:focus").wait_for()
    assert page.locator("#rx-text").input_value() == "Azithromycin "
    with in_practice(practice):
        assert Prescription.objects.count() == 0
