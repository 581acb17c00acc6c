"""Results in a real browser: a clinician reviews and tells by keyboard, Amara reads it on her phone; both themes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base.access import Role
from telepraxis.base.record.models import Practitioner
from telepraxis.care.scheduling.tests.scene import open_practice
from tests.browser import sideways
from tests.people import colleague
from tests.sites import in_practice, open_as

from .. import deciding
from ..deciding import Telling
from ..models import Item
from .scene import arrived, keep, report, value, who

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def scene(practice):
    """A panel with a high potassium, two usual values, one of nobody's, one that is told, three that are old."""
    now = timezone.now()
    opened = open_practice(practice, now)
    with in_practice(practice) as system:
        freya = Practitioner.objects.get(family="Lindqvist").uid
        colleague("freya@quayside.test", "Freya Lindqvist", {Role.NURSE}, system, practitioner=freya)
        amara, mine = opened.amara, {"performer": [who(opened.ines)]}
        for days, number in ((400, "4.4"), (200, "4.9"), (90, "5.0")):
            keep(system, value(amara, number=number, at=now - timedelta(days=days)), now)
        values = [
            keep(system, value(amara, number="5.8", at=now, flag="H"), now),
            keep(system, value(amara, "Sodium", "2951-2", "140", low="135", high="145", at=now), now),
            keep(system, value(amara, "Creatinine", "2160-0", "71", low="45", high="84", at=now), now),
        ]
        said = "Slightly raised potassium, sample not haemolysed."
        whole = arrived(system, report(amara, *values, title="Renal panel", at=now, conclusion=said, **mine), now)
        usual = [
            arrived(system, value(amara, name, code, number, low=low, high=high, at=now, **mine), now)
            for name, code, number, low, high in (
                ("TSH", "3016-3", "2.1", "0.4", "4.0"), ("Ferritin", "2276-4", "80", "15", "150"),
            )
        ]  # fmt: skip
        arrived(system, value(amara, "Troponin", "6598-7", "0.9", low="0", high="0.04", flag="HH", at=now), now)
        told = arrived(system, value(amara, "Haemoglobin", "718-7", "13.1", low="12", high="15.5", at=now, **mine), now)
        words = "Your blood count is as it should be: haemoglobin 13.1. There is nothing you need to do."
        telling = Telling(how="portal", words=words)
        deciding.decide(item=told, version=1, text="Usual.", telling=telling, by=opened.ines, now=now)
    opened.whole, opened.usual, opened.told = whole, usual, told
    return opened


def looked_at(page, name, shot, axe):
    page.locator("html[data-ready]").wait_for(state="attached")
    for theme in ("light", "dark"):
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        shot(page, f"results-{name}-{theme}")
        axe(page, without=MENU)
    assert sideways(page) == 0, name


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_reads_well_everywhere(request, site, practice, scene, axe, shot, device):
    page = open_as(request.getfixturevalue(device), site, scene.ines.account_id, practice)
    page.goto(f"{site}/results/")
    page.get_by_text("Renal panel").wait_for()
    looked_at(page, f"list-{device}", shot, axe)
    page.goto(f"{site}/results/{scene.whole.id}/")
    page.get_by_role("heading", name="Decide and tell").wait_for()
    looked_at(page, f"item-{device}", shot, axe)
    page.goto(f"{site}/results/?show=historic")
    page.get_by_text("were filed without anybody").wait_for()
    looked_at(page, f"old-{device}", shot, axe)
    page.goto(f"{site}/results/overview/")
    page.get_by_role("heading", name="Somebody goes away").wait_for()
    looked_at(page, f"cover-{device}", shot, axe)


def test_ines_reviews_by_keyboard_tells_and_amara_reads_it_on_her_phone(
    site, practice, scene, desktop, phone, axe, shot
):
    page = open_as(desktop, site, scene.ines.account_id, practice)
    page.goto(f"{site}/results/")
    page.locator("html[data-ready]").wait_for(state="attached")
    expect(page.get_by_role("link", name="Results").locator(".badge")).to_contain_text("4")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row]:focus")).to_contain_text("Renal panel")
    page.keyboard.press("Enter")
    page.get_by_label("What happens now").fill("Potassium again in a week.")
    page.get_by_role("button", name="We would like to measure this again.").click()
    page.get_by_role("button", name="Sign off", exact=True).click()
    page.get_by_text("It stays until the patient knows").wait_for()

    hers = open_as(phone, site, scene.amara.account_id, practice)
    hers.goto(site)
    hers.get_by_role("link", name="2 new results to read").click()
    panel = hers.get_by_role("article", name="Renal panel")
    expect(panel).to_contain_text("We would like to measure this again. Please book a visit for it.")
    looked_at(hers, "own-phone", shot, axe)
    panel.get_by_role("button", name="I have read this").click()
    expect(hers.get_by_role("article", name="Renal panel")).to_contain_text("Read,")
    with in_practice(practice):
        assert Item.objects.get(id=scene.whole.id).closed_at is not None


def test_usual_ones_are_chosen_with_the_keyboard_and_told_together(site, practice, scene, desktop):
    page = open_as(desktop, site, scene.ines.account_id, practice)
    page.goto(f"{site}/results/")
    page.locator("html[data-ready]").wait_for(state="attached")
    for key in "jjjxjx":
        page.keyboard.press(key)
    assert page.locator("input[name=item]:checked").count() == 2
    page.get_by_role("button", name="Chosen are usual").click()
    page.get_by_text("2 patients were told.").wait_for()

    with in_practice(practice):
        assert Item.objects.filter(id__in=[each.id for each in scene.usual], told_how="portal").count() == 2
