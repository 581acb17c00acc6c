"""Prepared words in a note, hands on the keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base.access import Actor
from telepraxis.care.chart import phrases
from telepraxis.care.chart.models import Phrase
from tests.browser import sideways
from tests.sites import in_practice, open_as

from .scene import morning_at

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def morning(practice):
    morning = morning_at(practice, timezone.now())
    with in_practice(practice):
        keep(morning.ines, kind="phrase", shortcut="rash", title="Itchy rash", text="Rash on [where] for [how long].")
        keep(morning.ines, kind="phrase", shortcut="fit", title="Fit to work", text="Fit to work.")
        keep(
            morning.ines, kind="template", shortcut="eczema", title="Eczema review",
            sections={"objective": "Dry patches, [where]", "plan": "Emollient.\nReview in [weeks] weeks"},
        )  # fmt: skip
    return morning


def keep(by: Actor, **words) -> Phrase:
    return phrases.keep(words=phrases.Words(**words), for_practice=True, by=by, now=timezone.now())


@pytest.fixture
def page(site, practice, morning, desktop):
    page = open_as(desktop, site, morning.ines.account_id, practice)
    page.goto(f"{site}/visit/{morning.visit.id}/")
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


def story(page):
    return page.get_by_role("textbox", name="Story")


def finder(page):
    return page.get_by_role("combobox", name="Find a template or phrase")


def selected(field) -> str:
    return field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")


def test_slash_opens_the_list_and_tab_goes_through_the_places(page, axe, shot):
    story(page).press_sequentially("Since Monday. /")
    expect(finder(page)).to_be_focused()
    page.keyboard.type("ra")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(finder(page)).to_have_attribute("aria-activedescendant", "phrase-0")
    shot(page, "phrases-open")
    axe(page)
    page.keyboard.press("Enter")

    expect(story(page)).to_have_value("Since Monday. Rash on [where] for [how long].")
    assert selected(story(page)) == "[where]"
    page.keyboard.type("both elbows")
    page.keyboard.press("Tab")
    assert selected(story(page)) == "[how long]"
    page.keyboard.type("7 days")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Seen")).to_be_focused()
    expect(story(page)).to_have_value("Since Monday. Rash on both elbows for 7 days.")
    expect(page.get_by_role("region", name="Note").get_by_role("status").first).to_contain_text("Saved ")


def test_shift_tab_goes_back_and_undo_takes_the_words_out(page):
    story(page).press_sequentially("/rash")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert selected(story(page)) == "[where]"
    page.keyboard.press("Control+z")
    expect(story(page)).to_have_value("")


def test_a_template_fills_the_sections_and_overwrites_nothing(page):
    page.get_by_role("textbox", name="Plan").fill("Stop the powder.")
    page.get_by_role("button", name="Templates and phrases").click()
    page.keyboard.type("eczema")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("textbox", name="Seen")).to_have_value("Dry patches, [where]")
    plan = page.get_by_role("textbox", name="Plan")
    expect(plan).to_have_value("Stop the powder.\n\nEmollient.\nReview in [weeks] weeks")
    assert selected(page.get_by_role("textbox", name="Seen")) == "[where]"
    page.keyboard.press("Tab")
    assert selected(plan) == "[weeks]"


def test_a_slash_that_means_a_slash_stays_one(page):
    story(page).press_sequentially("BP 120/80 and/or ")
    expect(story(page)).to_have_value("BP 120/80 and/or ")
    page.keyboard.type("/nothing")
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(story(page)).to_have_value("BP 120/80 and/or /nothing")
    expect(story(page)).to_be_focused()
    page.keyboard.type(" / 2")
    expect(story(page)).to_have_value("BP 120/80 and/or /nothing / 2")


def test_a_number_takes_a_choice_and_goes_on_and_facts_come_from_the_record(page, morning, practice, axe, shot):
    with in_practice(practice):
        keep(
            morning.ines, kind="template", shortcut="lungs", title="Lungs", suggested_for="rash",
            sections={"objective": "{first name}: lungs [clear|wheeze|crackles], weight {weight today}", "plan": "___"},
        )  # fmt: skip
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    page.keyboard.press("Alt+t")
    expect(page.get_by_role("option").first).to_contain_text("fits this visit")
    page.keyboard.press("Enter")
    seen = page.get_by_role("textbox", name="Seen")
    choices = page.get_by_role("listbox", name="Choose")
    expect(choices.get_by_role("option")).to_have_text(["1clear", "2wheeze", "3crackles"])
    axe(page, without=MENU)
    shot(page, "choices-desktop", whole=False)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(seen).to_have_value("Amara: lungs wheeze, weight [weight today]")
    expect(choices).to_be_hidden()
    assert selected(seen) == "[weight today]"
    page.keyboard.type("60 kg")
    page.keyboard.press("Tab")
    assert selected(page.get_by_role("textbox", name="Plan")) == "___"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+z")
    expect(seen).not_to_have_value("Amara: lungs wheeze, weight 60 kg")


def test_the_keyboard_sheet_says_what_the_page_has_and_its_keys_work(page, axe, shot):
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard")
    for words in ("Into the note", "Templates and phrases", "Sign note", "Add in one line"):
        expect(sheet.locator("[data-here]").get_by_text(words)).to_be_visible()
    axe(page, without=MENU)
    shot(page, "keyboard-desktop", whole=False)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("Alt+n")
    expect(story(page)).to_be_focused()
    page.keyboard.type("?")
    expect(sheet).to_be_hidden()
    expect(story(page)).to_have_value("?")
    page.keyboard.press("Alt+a")
    expect(page.get_by_role("combobox", name="Add in one line")).to_be_focused()
    page.keyboard.press("Alt+p")
    expect(page.get_by_role("textbox", name="What, in words")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, site, practice, morning, axe, shot, device, theme):
    context = request.getfixturevalue(device)
    context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    page = open_as(context, site, morning.ines.account_id, practice)
    with in_practice(practice):
        kept = Phrase.objects.get(shortcut="eczema")
    for name, path in (("phrases", "/phrases/practice/"), ("phrase", f"/phrases/{kept.id}/")):
        page.goto(site + path)
        page.locator("html[data-ready]").wait_for(state="attached")
        shot(page, f"{name}-{device}-{theme}")
        assert sideways(page) == 0, name
        axe(page, without=MENU)
    page.goto(f"{site}/visit/{morning.visit.id}/")
    page.locator("html[data-ready]").wait_for(state="attached")
    page.get_by_role("button", name="Templates and phrases").click()
    expect(page.get_by_role("option")).to_have_count(3)
    shot(page, f"phrases-in-note-{device}-{theme}", whole=False)
    assert sideways(page) == 0
    page.keyboard.press("Escape")
    page.locator("[data-open-keys]").first.click()
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    shot(page, f"keyboard-{device}-{theme}", whole=False)
    axe(page, without=MENU)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Templates and phrases").click()
    page.evaluate("scrollTo(0, 0)")  # what has scrolled beneath the stage is nobody's target
    axe(page)
