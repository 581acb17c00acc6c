"""A common visit, charted in a real browser: what a hand does is counted, and all of it stands in the record."""

import pytest
from django.utils import timezone

from tests.common_visit import chart_it, expected
from tests.common_visit_record import said_of, set_the_scene
from tests.hand import watched
from tests.sites import in_practice, open_as

pytestmark = pytest.mark.browser


def test_is_charted_in_23_interactions_from_open_to_signed(site, practice, desktop):
    with in_practice(practice) as system:
        scene = set_the_scene(system, timezone.now())
    hand = watched(desktop)
    page = open_as(desktop, site, scene.ines.account_id, practice)

    chart_it(page, site)

    assert hand.interactions == 23, "\n".join(hand.steps)
    with in_practice(practice):
        assert said_of(scene.patient) == expected(timezone.localdate())


def test_the_count_leaves_nothing_out(desktop, bare_site):
    hand = watched(desktop)
    page = desktop.new_page()
    page.goto(f"{bare_site}/kit/")
    fields = "<label>One <input id=one></label><label>Two <input id=two></label><button>Go</button>"
    page.evaluate("fields => { document.body.innerHTML = fields }", fields)
    page.locator("#one").click()
    page.keyboard.type("Amara O")
    page.keyboard.press("Backspace")
    page.keyboard.press("Tab")
    page.keyboard.type("Tomasz")
    page.keyboard.press("Control+a")
    page.keyboard.type("Priya")
    page.evaluate("() => { onkeydown = (event) => event.key === '1' && event.preventDefault() }")
    page.keyboard.type("11")
    page.get_by_role("button").click()

    assert hand.steps == [
        "click in “One”", "type in “One”", "key Tab", "type in “Two”", "key Ctrl+a", "type in “Two”", "key 1", "key 1",
        "click in “Go”",
    ]  # fmt: skip
