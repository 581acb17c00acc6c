"""How the home looks: phone and desktop, light and dark."""

import pytest

from telepraxis.care.telehealth.tests.clinic import open_clinic
from telepraxis.care.telehealth.tests.scenes import signed_in
from tests.browser import DESKTOP, PHONE, sideways
from tests.sites import running_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_the_home_has_no_barrier(settings, new_context, axe, shot, theme, screen):
    clinic = open_clinic()
    with running_site(settings) as site:
        context = new_context(**(PHONE if screen == "phone" else DESKTOP), color_scheme=theme)
        page = signed_in(context, site, clinic.patient_cookie()).new_page()
        page.goto(site + "/")
        page.get_by_role("button", name="Join visit").wait_for()

        shot(page, f"patient-home-{screen}-{theme}")
        axe(page)
        assert sideways(page) == 0
