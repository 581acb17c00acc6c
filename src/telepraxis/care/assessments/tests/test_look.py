"""A form from both sides, in a browser: Amara answers it on her phone, Dr Carvalho sees it and reads one out."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.care.telehealth.tests.scenes import signed_in
from tests.browser import sideways, widest

from .. import asking
from ..models import Answered

pytestmark = pytest.mark.browser


def ask(clinic, form):
    with clinic.serving():
        return asking.ask(patient=clinic.amara, form=form, writes=False, by=clinic.as_ines(), now=timezone.now())


def choose(page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_text(answer, exact=True).click()


def test_amara_answers_on_her_phone_and_the_ninth_answer_is_seen(clinic, site, phone, desktop, new_context, axe, shot):
    ask(clinic, "phq-9")
    page = signed_in(phone, site, clinic.patient_cookie()).new_page()
    page.goto(f"{site}/")
    page.get_by_role("link", name="PHQ-9").click()
    expect(page.get_by_role("heading", name="PHQ-9")).to_be_visible()
    for question in ("Little interest or pleasure", "Feeling down", "Trouble falling", "Feeling tired"):
        choose(page, question, "More than half the days")
    expect(page.get_by_text("4 of 10 answered")).to_be_visible()
    axe(page)
    shot(page, "phq-9-phone", whole=False)

    page.reload()
    expect(page.get_by_text("4 of 10 answered")).to_be_visible()
    for question in ("Poor appetite", "Feeling bad", "Trouble concentrating", "Moving or speaking"):
        choose(page, question, "Not at all")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("One question still needs you.")).to_be_visible()
    choose(page, "Thoughts that you would be better off dead", "Several days")
    expect(page.get_by_role("link", name="Call 112")).to_be_visible()
    assert sideways(page) == 0, widest(page)
    axe(page)
    shot(page, "phq-9-safety-phone", whole=False)

    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.get_by_role("link", name="Call 112")).to_be_visible()
    axe(page)
    shot(page, "phq-9-done-phone")

    staff = signed_in(desktop, site, clinic.clinician_cookie()).new_page()
    staff.goto(f"{site}/forms/answered/")
    axe(staff)
    shot(staff, "forms-answered-desktop")
    staff.get_by_role("link", name="Amara Okonjo: PHQ-9").click()
    expect(staff.get_by_text("One of these answers needs somebody now.")).to_be_visible()
    axe(staff)
    shot(staff, "forms-answers-desktop")
    dark = signed_in(
        new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark"), site, clinic.clinician_cookie()
    ).new_page()
    dark.goto(staff.url)
    axe(dark)
    shot(dark, "forms-answers-dark")
    staff.get_by_role("button", name="Seen").click()
    expect(staff.get_by_text("Everything was seen")).to_be_visible()
    with clinic.serving():
        assert Answered.objects.get().seen_by == "Dr Inês Carvalho"


def test_dr_carvalho_reads_the_questions_out_and_types_digits(clinic, site, desktop, axe, shot):
    page = signed_in(desktop, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/forms/of/{clinic.amara}/")
    axe(page)
    shot(page, "forms-of-patient-desktop")
    page.get_by_label("Form", exact=True).select_option(label="GAD-7")
    page.get_by_role("button", name="Fill in here").click()
    expect(page.get_by_role("radio").first).to_be_focused()
    for digit in "3210321":
        page.keyboard.press(digit)
    expect(page.get_by_role("button", name="Hand in")).to_be_focused()
    expect(page.get_by_text("7 of 7 answered")).to_be_visible()
    axe(page)
    shot(page, "gad-7-digits-desktop", whole=False)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="GAD-7")).to_be_visible()
    with clinic.serving():
        assert Answered.objects.select_related("score").get().score.value == 12
    page.goto(f"{site}/chart/{clinic.amara}/")
    expect(page.get_by_role("region", name="Forms")).to_contain_text("moderate")
    axe(page)
    shot(page, "forms-in-chart-desktop")
