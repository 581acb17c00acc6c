"""The lists as people meet them: by keyboard at a desk, on a phone, beside a visit."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.care.telehealth.tests.scenes import signed_in
from tests.browser import sideways, widest

from .. import keeping

pytestmark = pytest.mark.browser


def keep(clinic, kind, **values):
    with clinic.serving():
        return keeping.add(patient=clinic.amara, kind=kind, values=values, by=clinic.as_ines(), now=timezone.now())


@pytest.fixture
def something_known(clinic):
    keep(clinic, "problem", what="Migraine", onset="2015")
    keep(clinic, "problem", what="High blood pressure", onset="2019-03")
    row = keep(clinic, "medicine", what="Amlodipine 5 mg", dose="once a day", source="here", since="2019-03")
    keep(clinic, "allergy", what="Penicillin", reaction="Swelling", severity="severe", onset="2021")
    return row


def test_a_clinician_keeps_the_lists_by_keyboard(clinic, site, desktop, axe, shot, something_known):
    page = signed_in(desktop, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/entries/{clinic.amara}/")
    page.get_by_role("link", name="Amlodipine 5 mg").focus()
    page.keyboard.press("n")
    page.keyboard.type("ibuprofen 400 mg when needed otc")
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    expect(form.get_by_role("combobox", name="Medicine and strength")).to_be_focused()
    axe(page)
    shot(page, "entries-form-desktop")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Ibuprofen 400 mg")).to_be_visible()
    expect(form).to_be_hidden()

    page.get_by_role("link", name="Amlodipine 5 mg").press("Enter")
    expect(page.get_by_role("heading", name="Versions")).to_be_visible()
    axe(page)
    shot(page, "entries-entry-desktop")
    page.get_by_text("Stop", exact=True).first.press("Enter")
    page.get_by_label("Why is it stopped?").fill("ankle swelling")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 from the past")).to_be_visible()
    page.get_by_text("1 from the past").click()
    expect(page.get_by_text("ankle swelling")).to_be_visible()
    axe(page)
    shot(page, "entries-whole-desktop")


def test_the_lists_on_a_phone_for_both(clinic, site, phone, new_context, axe, shot, something_known):
    page = signed_in(phone, site, clinic.patient_cookie()).new_page()
    page.goto(f"{site}/me/{clinic.amara}/record/")
    expect(page.get_by_role("region", name="What you take").get_by_text("Amlodipine 5 mg").first).to_be_visible()
    axe(page)
    shot(page, "entries-own-phone")

    dark = new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = signed_in(dark, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/entries/{clinic.amara}/")
    page.get_by_role("link", name="Add Allergy or intolerance").click()
    expect(page.get_by_role("combobox", name="Substance")).to_be_focused()
    axe(page)
    shot(page, "entries-form-phone-dark", whole=False)


def test_each_page_alone_fits_the_smallest_phone(clinic, site, new_context, axe, shot, something_known):
    small = new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page = signed_in(small, site, clinic.clinician_cookie()).new_page()
    entry = f"/entries/{clinic.amara}/medicine/{something_known.uid}/"
    for path in (f"/entries/{clinic.amara}/", entry, f"{entry}change/"):
        page.goto(site + path)
        assert sideways(page) == 0, widest(page)
        axe(page)
    shot(page, "entries-alone-phone")


def test_beside_a_visit_an_allergy_is_added_and_the_card_looks_again(clinic, site, desktop, axe, shot):
    page = signed_in(desktop, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/visit/{clinic.visit_id}/")
    card = page.get_by_role("region", name="Allergies, medicines, problems")
    card.get_by_role("button", name="No known allergies").click()
    expect(card.get_by_role("link", name="No known allergies")).to_be_visible()
    card.get_by_label("Add in one line").fill("penicillin rash mild")
    card.get_by_label("Add in one line").press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Reaction (optional)")).to_have_value("Rash")
    page.keyboard.press("Enter")
    expect(card.get_by_role("link", name="Penicillin")).to_be_visible()
    expect(card.get_by_role("link", name="No known allergies")).to_be_hidden()
    axe(page)
    shot(page, "entries-visit-desktop")
