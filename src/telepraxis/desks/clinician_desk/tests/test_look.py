"""The desk in a real browser: phone and desktop, light and dark, and axe has nothing to say."""

import pytest
from django.utils import timezone

from tests.browser import sideways
from tests.sites import open_as

from .scene import morning_at

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def morning(practice):
    return morning_at(practice, timezone.now())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, site, practice, morning, axe, shot, device, theme):
    context = request.getfixturevalue(device)
    context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    page = open_as(context, site, morning.ines.account_id, practice)
    for name, path in (
        ("day", "/day/"),
        ("visit", f"/visit/{morning.visit.id}/"),
        ("visit-chart", f"/visit/{morning.visit.id}/chart/"),
        ("chart", f"/chart/{morning.visit.patient_id}/"),
    ):
        page.goto(site + path)
        page.locator("html[data-ready]").wait_for(state="attached")
        shot(page, f"{name}-{device}-{theme}")
        assert sideways(page) == 0, name
        axe(page, without=MENU)
