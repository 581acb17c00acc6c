"""In a real browser: what Amara pays with her card, on a phone; what Pilar bills and what is owed to her, at a desk."""

import pytest
from playwright.sync_api import expect

from telepraxis.care.pharmacy import plan_refusing
from telepraxis.care.pharmacy.models import Claim, ClaimLine, Handout
from telepraxis.care.storefronts import places
from tests.browser import DESKTOP, PHONE, sideways, widest
from tests.people import MONDAY_8AM
from tests.sites import open_as

from .covered_scene import CARD, bought, card_of, opened
from .scene import AMOXICILLIN, IBUPROFEN, hand_over, made_ready, prescribe, stock
from .test_own_pages import BRIDGE, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


def seen(page, axe, shot, name: str) -> None:
    """Look at the page in the light and in the dark, and on the smallest phone."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        axe(page, without=MENU)
        shot(page, f"covered-{name}-{scheme}")
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) == 0, widest(page)
    page.set_viewport_size(size)


@pytest.fixture
def billed(town):
    """Corner bills Meridian Basic, Hill does not; both are published. Amara has its card."""
    plan = opened(town)
    stock(town, town.hill, AMOXICILLIN, 100, 8)
    publish(town, town.corner, 38.71, delivers_km=3.0, delivery_fee_minor=250)
    publish(town, town.hill, 38.75)
    with town.at(town.quayside):
        places.keep(patient=town.amara.patient_id, name="Bridge", point=BRIDGE, by=town.amara, now=MONDAY_8AM)
    return plan


def test_amara_sees_what_she_pays_and_is_asked_before_she_pays_more(site, town, billed, new_context, axe, shot):
    page = open_as(new_context(**PHONE), site, town.amara.account_id, town.quayside, hat="patient")
    me = f"{site}/me/{town.amara.patient_id}"
    page.goto(f"{me}/coverage/")
    seen(page, axe, shot, "card-empty-phone")
    page.get_by_label("Which plan?").select_option(label="Meridian Health – Basic (MER-B)")
    page.get_by_label("Member number").fill(CARD.member)
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Counts", exact=True)).to_be_visible()
    seen(page, axe, shot, "card-phone")

    prescription = prescribe(town, AMOXICILLIN, IBUPROFEN)
    page.goto(f"{me}/prescriptions/{prescription.id}/pharmacies/")
    expect(page.get_by_text("Your plan pays €2.23")).to_be_visible()
    assert CARD.member not in page.url
    seen(page, axe, shot, "choose-phone")
    page.get_by_role("link", name="Choose Corner Pharmacy").click()
    expect(page.get_by_role("button", name="Order here")).to_contain_text("€0.92")
    seen(page, axe, shot, "confirm-phone")
    page.get_by_role("button", name="Order here").click()
    page.wait_for_url("**/orders/**")
    town.carry()
    page.reload()
    expect(page.get_by_text("Your plan pays")).to_be_visible()
    seen(page, axe, shot, "order-phone")
    with town.at(town.corner):
        line = ClaimLine.objects.get(position=1)
        plan_refusing.refuse_plan(claim_line=line.id, by=town.corner.pharmacist, now=line.changed_at)
    town.carry()
    page.reload()
    expect(page.get_by_text("The pharmacy says that the plan does not pay for it")).to_be_visible()
    seen(page, axe, shot, "refused-phone")


def test_pilar_bills_a_plan_and_reads_what_it_owes(site, town, billed, new_context, axe, shot):
    bought(town, 42, 50, medicines=(AMOXICILLIN, IBUPROFEN), coverage=card_of(town))
    with town.at(town.corner):
        claim = Claim.objects.get()
    page = open_as(new_context(**DESKTOP), site, town.corner.pharmacist.account_id, town.corner.tenant)
    page.goto(f"{site}/pharmacy/claims/{claim.id}/")
    expect(page.get_by_text("The plan does not pay").first).to_be_visible()
    seen(page, axe, shot, "claim-desk")
    code = made_ready(town, town.corner, claim)
    hand_over(town, town.corner, claim, code=code)
    with town.at(town.corner):
        at = Handout.objects.first().at
    page.goto(f"{site}/pharmacy/plans/?month={at:%Y-%m}")
    expect(page.get_by_text("€2.23").first).to_be_visible()
    seen(page, axe, shot, "owed-desk")
    page.goto(f"{site}/setup/pharmacy/plans/")
    seen(page, axe, shot, "plans-desk")
    page.goto(f"{site}/setup/pharmacy/plans/{billed.id}/")
    file = {"name": "plan.csv", "mimeType": "text/csv", "buffer": b"system,code,percent\nurn:x,a,5\nurn:x,b,none\n"}
    page.get_by_label("File (CSV)").set_input_files(file)
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    seen(page, axe, shot, "plan-desk")
