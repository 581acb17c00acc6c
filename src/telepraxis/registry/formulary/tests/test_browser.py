"""Freya, a nurse, looks a medicine up: with the keyboard at a desk, with the thumb on a phone."""

import pytest

from telepraxis.base.access import Role
from telepraxis.registry.accounts.people import create_staff_account
from tests.browser import sideways
from tests.people import MONDAY_8AM
from tests.sites import in_practice, open_as

pytestmark = pytest.mark.browser


@pytest.fixture
def freya(practice):
    with in_practice(practice) as system:
        return create_staff_account(
            email="freya@quayside.test", name="Freya Lindqvist", roles={Role.NURSE}, by=system, now=MONDAY_8AM
        )


def test_a_medicine_is_found_while_it_is_typed(site, freya, practice, desktop, phone, axe, shot):
    for context, name in ((desktop, "desktop"), (phone, "phone")):
        page = open_as(context, site, freya.id, practice)
        page.goto(f"{site}/formulary/")
        page.get_by_label("Name, brand, strength, or what it is for").press_sequentially("presion alta")
        page.get_by_role("heading", name="Amlodipine 5 mg tablet").wait_for()
        page.locator("#found summary").first.click()
        page.get_by_text("2.5 mg to start when small").wait_for()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            axe(page)
            shot(page, f"formulary-{name}-{scheme}")
        assert sideways(page) == 0
        page.set_viewport_size({"width": 320, "height": 700})
        assert sideways(page) == 0
        assert page.url == f"{site}/formulary/"  # what was typed stands in no address
