"""Freya types and chooses, with the keyboard, with the thumb, and without scripts."""

import pytest

from telepraxis.base.access import Role
from telepraxis.registry.accounts.people import create_staff_account
from tests.people import MONDAY_8AM
from tests.sites import in_practice, open_as

pytestmark = pytest.mark.browser


@pytest.fixture
def freya(practice, settings):
    settings.ROOT_URLCONF = "telepraxis.registry.terminology.tests.pick_site"
    with in_practice(practice) as system:
        return create_staff_account(
            email="freya@quayside.test", name="Freya Lindqvist", roles={Role.NURSE}, by=system, now=MONDAY_8AM
        )


def test_with_the_keyboard_at_a_desk(site, freya, practice, desktop, axe, shot):
    page = open_as(desktop, site, freya.id, practice)
    page.goto(f"{site}/record-a-problem/")
    field = page.get_by_role("combobox", name="Problem")
    choices = page.get_by_role("listbox", name="What may be meant").first.get_by_role("option")

    field.press_sequentially("diab typ 2")
    choices.first.wait_for()
    assert choices.first.inner_text().split("\n") == ["Type 2 diabetes", "E11.9"]
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") is None  # nothing is chosen by itself
    field.press("ArrowDown")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == choices.nth(1).get_attribute("id")
    field.press("ArrowUp")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe(page)
        shot(page, f"pick-desktop-{scheme}", whole=False)
    field.press("Enter")

    assert field.input_value() == "Type 2 diabetes"
    assert page.locator(".pick-code").first.inner_text() == "E11.9"
    assert not choices.first.is_visible()
    page.get_by_role("combobox", name="Medicine").fill("tylen")
    page.get_by_role("option", name="Paracetamol").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")  # the form, with the words as they were typed
    assert page.locator("#sent").inner_text() == ("Type 2 diabetes|http://hl7.org/fhir/sid/icd-10-cm|E11.9|tylen|")


def test_with_the_thumb_on_a_phone_and_changed_again(site, freya, practice, phone, axe, shot):
    page = open_as(phone, site, freya.id, practice)
    page.goto(f"{site}/record-a-problem/")
    field = page.get_by_role("combobox", name="Problem")

    field.press_sequentially("presion alta")
    page.get_by_role("option", name="Hypertension").first.wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe(page)
        shot(page, f"pick-phone-{scheme}", whole=False)
    page.get_by_role("option", name="Hypertension").first.tap()
    assert field.input_value() == "Hypertension"
    assert page.locator("[name=problem_code]").input_value() == "I10"

    field.press_sequentially(" since spring")  # other words than the code's: the code goes
    assert page.locator("[name=problem_code]").input_value() == ""
    assert page.locator("[name=problem_system]").input_value() == ""


def test_without_scripts_it_is_a_text_field(site, freya, practice, new_context):
    page = open_as(new_context(java_script_enabled=False), site, freya.id, practice)
    page.goto(f"{site}/record-a-problem/")
    page.get_by_label("Problem").fill("sore knee")
    page.get_by_role("button", name="Record").click()

    assert page.locator("#sent").inner_text() == "sore knee||||"


def test_where_there_is_no_list_it_says_so_and_keeps_the_words(site, freya, practice, desktop):
    page = open_as(desktop, site, freya.id, practice)
    page.goto(f"{site}/record-a-problem/")
    field = page.get_by_role("combobox", name="Problem")
    field.fill("zzzzqx")
    page.get_by_text("Nothing of that name. What you write is kept as it is.").wait_for()
    page.route("**/codes/find/", lambda route: route.abort())
    field.fill("gout")

    page.get_by_text("The list cannot be reached. What you write is kept as it is.").wait_for()
    assert field.input_value() == "gout"
