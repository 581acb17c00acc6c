"""The builder in a browser: a form grows, the phone beside it shows it, and somebody else's work is not lost."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.care.telehealth.tests.scenes import signed_in
from telepraxis.commons.questionnaires import authoring, library
from telepraxis.commons.questionnaires.models import Published
from tests.browser import sideways, widest

pytestmark = pytest.mark.browser


def test_a_form_is_built_beside_the_phone_that_shows_it(clinic, site, desktop, phone, new_context, axe, shot):
    page = signed_in(desktop, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/forms/")
    axe(page)
    shot(page, "forms-desktop")
    page.get_by_label("Title").fill("Sleep")
    page.get_by_role("button", name="Begin").click()
    seen = page.get_by_role("region", name="The form as the patient sees it")

    page.get_by_role("group", name="Add at the end").get_by_role("button", name="Choice").click()
    page.get_by_label("Question", exact=True).fill("How do you sleep?")
    page.get_by_label("Answer 1", exact=True).fill("Well")
    page.get_by_label("Points of answer 1").fill("0")
    page.get_by_label("Answer 2", exact=True).fill("Badly")
    page.get_by_label("Points of answer 2").fill("2")
    page.get_by_label("Counts in the score").check()
    expect(seen.get_by_text("Badly")).to_be_visible()
    page.get_by_role("group", name="Add at the end").get_by_role("button", name="Whole number").click()
    page.get_by_role("region", name="Item 2").wait_for()
    page.get_by_label("Question", exact=True).last.fill("How many hours?")
    page.get_by_text("Ask only when").last.click()
    page.get_by_label("Question of condition new").last.select_option(label="How do you sleep?")
    page.get_by_label("Answer of condition 1").wait_for()
    page.get_by_label("Answer of condition 1").select_option(label="Badly")
    page.get_by_label("From, line new").fill("2")
    page.get_by_label("To, line new").fill("2")
    page.get_by_label("Meaning, line new").fill("poor sleep")
    with page.expect_response(page.url):
        page.get_by_label("Meaning, line new").blur()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    expect(seen.get_by_text("How many hours?")).to_be_hidden()
    seen.get_by_text("Badly").click()
    expect(seen.get_by_text("How many hours?")).to_be_visible()
    expect(seen.get_by_text("Score 2: poor sleep")).to_be_visible()
    assert sideways(page) == 0, widest(page)
    axe(page)
    shot(page, "builder-desktop")

    address = page.url
    dark = signed_in(
        new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark"), site, clinic.clinician_cookie()
    ).new_page()
    dark.goto(address)
    axe(dark)
    shot(dark, "builder-dark")
    small = signed_in(phone, site, clinic.clinician_cookie()).new_page()
    small.goto(address)
    assert sideways(small) == 0, widest(small)
    axe(small)
    shot(small, "builder-phone")

    with clinic.serving():
        row = library.every_form()[0].row
        manager = clinic.system
        doc = library.every_form()[0].form.doc | {"title": "Sleep and rest"}
        authoring.save(form=row, doc=doc, if_version=row.version, by=manager, now=timezone.now())
    page.get_by_label("What stands above the questions").fill("Two questions.")
    page.get_by_label("What stands above the questions").blur()
    expect(page.get_by_text("Telepraxis saved this form meanwhile")).to_be_visible()
    axe(page)
    shot(page, "builder-conflict-desktop", whole=False)
    page.get_by_role("button", name="Save mine").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("In use")).to_be_visible()
    axe(page)
    shot(page, "form-published-desktop")
    with clinic.serving():
        assert Published.objects.get().published_by == "Dr Inês Carvalho"
        assert library.every_form()[0].form.description() == "Two questions."
