"""Paper in a real browser: sent, arranged, confirmed by keyboard, looked at; on a phone and a desk, in both themes."""

import pytest
from django.utils import timezone

from telepraxis.base.record.models import DocumentReference, Observation
from telepraxis.care.scheduling.tests.scene import open_practice
from tests.browser import sideways
from tests.sites import in_practice, open_as

from .. import reading_along, sending
from ..models import PaperDocument, Sheet
from ..understanding.tests.paper import page_of
from . import scene
from .conftest import with_number

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def practice_with_paper(practice):
    """Two letters to confirm, one stack that is half read, a page that is too dark; Amara's results come first."""
    opened = open_practice(practice, timezone.now())
    with in_practice(practice) as system:
        with_number(opened.amara, "QS-40021", system)
        stack = scene.send_stack(scene.RESULTS, scene.LETTER, by=opened.rui, now=timezone.now(), drawn_too=True)
        second = stack.sheets.order_by("position").last()
        Sheet.objects.filter(id=second.id).update(poor="blurred")
        sending.send(incoming=[sending.Incoming("old.pdf", scene.pdf(5, 7))], by=opened.ines, now=timezone.now())
    return opened


def first_document(practice) -> PaperDocument:
    with in_practice(practice):
        return PaperDocument.objects.order_by("position").first()


def looked_at(page, name, shot, axe):
    page.locator("html[data-ready]").wait_for(state="attached")
    for theme in ("light", "dark"):
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        shot(page, f"paper-{name}-{theme}")
        axe(page, without=MENU)
    assert sideways(page) == 0, name


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_reads_well_everywhere(request, site, practice, practice_with_paper, axe, shot, device):
    page, look = open_as(request.getfixturevalue(device), site, practice_with_paper.ines.account_id, practice), device
    document = first_document(practice)

    page.goto(f"{site}/paper/")
    page.get_by_role("link", name="Amara Okonjo").wait_for()
    looked_at(page, f"tray-{look}", shot, axe)
    page.get_by_role("link", name="Send paper").click()
    page.get_by_role("heading", name="A stack, or photographs").wait_for()
    looked_at(page, f"send-{look}", shot, axe)
    page.goto(f"{site}/paper/stacks/{document.stack_id}/")
    page.get_by_role("heading", name="Photograph again").wait_for()
    page.get_by_label("Arrange page 1 of document 2").click()
    looked_at(page, f"stack-{look}", shot, axe)
    page.goto(f"{site}/paper/{document.id}/")
    page.get_by_role("heading", name="What it says").wait_for()
    page.get_by_role("radio", name="Amara Okonjo").check()
    page.get_by_text("agree with the paper").wait_for()
    looked_at(page, f"confirm-{look}", shot, axe)
    page.locator("#confirm button[data-kind=primary]").click()
    page.get_by_role("radio", name="Amara Okonjo").wait_for(state="detached")
    page.goto(f"{site}/paper/{document.id}/")
    page.get_by_role("heading", name="Filed").wait_for()
    looked_at(page, f"filed-{look}", shot, axe)


def test_a_document_is_confirmed_with_the_keyboard_alone(site, practice, practice_with_paper, desktop):
    page = open_as(desktop, site, practice_with_paper.ines.account_id, practice)
    document = first_document(practice)
    page.goto(f"{site}/paper/{document.id}/")
    page.locator("html[data-ready]").wait_for(state="attached")

    page.get_by_role("radio", name="Amara Okonjo").focus()
    page.keyboard.press("Space")
    page.get_by_text("agree with the paper").wait_for()
    page.locator("#line-0").focus()
    page.locator("#at-value-0[data-shown]").wait_for(state="attached")
    page.keyboard.press("s")
    page.locator("#at-value-0:focus").wait_for(state="attached")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.locator("#line-0 input[value=take]:checked").wait_for(state="attached")
    page.locator("#line-0").focus()
    page.keyboard.press("ArrowDown")
    page.locator("#at-value-1[data-shown]").wait_for(state="attached")
    page.keyboard.press("x")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Filed to Amara Okonjo with 1 value").wait_for()

    with in_practice(practice):
        assert DocumentReference.objects.get().kind == "scan"
        assert Observation.objects.get().code == "718-7"


def test_the_tray_shows_each_page_as_it_is_read(site, practice, practice_with_paper, desktop):
    page = open_as(desktop, site, practice_with_paper.rui.account_id, practice)
    page.goto(f"{site}/paper/")
    page.get_by_text("0 of 5 read").wait_for()
    page.locator("body[data-live-state=open]").wait_for()

    with in_practice(practice) as system:
        sheet = Sheet.objects.filter(state="waiting").first()
        read, picture = page_of("One page"), scene.tiny()
        reading_along.settle(sheet=sheet.id, read=read, picture=picture, by=system, now=timezone.now())

    page.get_by_text("1 of 5 read").wait_for()


def test_somebody_elses_paper_and_no_scripts(site, practice, practice_with_paper, new_context):
    page = open_as(new_context(java_script_enabled=False), site, practice_with_paper.ines.account_id, practice)
    with in_practice(practice):
        letter = PaperDocument.objects.order_by("position").last()
    page.goto(f"{site}/paper/{letter.id}/")
    page.get_by_label("Find another patient").fill("okonjo")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("radio", name="Amara Okonjo").check()
    page.locator("#confirm button[data-kind=primary]").click()
    page.get_by_text("The paper does not say surely").wait_for()
    page.get_by_label("I have compared name").check()
    page.locator("#confirm button[data-kind=primary]").click()
    page.get_by_text("Filed to Amara Okonjo").wait_for()
