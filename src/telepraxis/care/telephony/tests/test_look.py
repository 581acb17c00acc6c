"""The phone's pages in a real browser: phone and desktop, light and dark, axe has nothing to say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from telepraxis.base.access import Actor, Role
from telepraxis.care.encounters import presences
from telepraxis.care.telehealth.tests.scenes import signed_in
from telepraxis.care.telephony import calls, trunks
from telepraxis.registry.accounts import people
from tests.browser import sideways
from tests.sites import open_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def set_up(clinic):
    """A line, two calls that were, one missed; Amara's visit is by phone."""
    now = timezone.now()
    clinic.answer_card(callback_phone="+351 910 555 027")
    with clinic.serving():
        trunk = trunks.set_up(
            registrar="sip.provider.example:5060", user="quayside", secret="harbour-wall-41",
            shown_number="+351 210 555 000", allowed_prefixes=["+351", "+44"], refused_prefixes=[], max_minutes=60,
            calls_per_hour=60, by=clinic.system, now=now,
        )  # fmt: skip
        trunks.note_state(organization=trunk.organization_id, state="registered", now=now)
        presences.go_on_by(visit=clinic.visit(), modality="phone", by=clinic.system, now=now)
        for outcome, ago in (("missed", 20), ("finished", 90)):
            begun = now - timedelta(minutes=ago)
            call = calls.came_in(organization=clinic.tenant.id, caller="+351910555014", country="PT", now=begun)
            calls.ended(call=call, outcome=outcome, now=begun)
        call = calls.place(number="910 555 014", visit=clinic.visit(), by=clinic.as_ines(), now=now)
        calls.ended(call=call, outcome="busy", now=now)
    return clinic


@pytest.fixture
def marta(clinic):
    with clinic.serving():
        return people.create_staff_account(
            email="marta@quayside.example", name="Marta Nunes", roles={Role.MANAGER}, by=Actor.system(clinic.tenant.id),
            now=timezone.now(),
        )  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, site, set_up, marta, axe, shot, device, theme):
    context = request.getfixturevalue(device)
    context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    page = signed_in(context, site, set_up.clinician_cookie()).new_page()
    for name, path in (("phone", "/phone/"), ("phone-visit", f"/visit/{set_up.visit_id}/")):
        page.goto(site + path)
        page.locator("[data-connected]").wait_for()
        shot(page, f"{name}-{device}-{theme}")
        assert sideways(page) == 0, name
        axe(page, without=MENU)
    page = open_as(context, site, marta.id, set_up.tenant)
    page.goto(f"{site}/setup/phone/")
    page.locator("html[data-ready]").wait_for(state="attached")
    shot(page, f"phone-setup-{device}-{theme}")
    assert sideways(page) == 0
    axe(page, without=MENU)
