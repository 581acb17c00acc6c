"""In real browsers: Amara makes a link on her phone, Dr Berg opens it without an account, Amara sees it and ends it."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.care.sharing import opening
from telepraxis.care.sharing.models import SharedLink
from telepraxis.commons.documents import keeping
from telepraxis.commons.documents.tests import poison
from telepraxis.registry.patients import registration
from tests.browser import DESKTOP, PHONE, sideways
from tests.people import patient_with_account
from tests.sites import in_practice, open_as

from .scene import chart_of

SIZES = {"phone": PHONE, "desktop": DESKTOP}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(practice):
    opening.ASKED.known.clear()
    with in_practice(practice) as system:
        row = registration.register(
            given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), gender="female", email="amara@example.org",
            language="en", jurisdiction="PT", by=system, now=timezone.now(),
        )  # fmt: skip
        amara = patient_with_account(row, system)
        chart_of(f"Patient/{row.logical_id}", system)
        kept = {"patient": row.uid, "by": amara, "now": timezone.now()}
        keeping.keep(content=poison.pdf(), name="Lung function.pdf", **kept)
    return SimpleNamespace(practice=practice, amara=amara, path=f"/me/{row.uid}/sharing/")


def ready(page):
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_a_link_is_made_opened_by_a_stranger_and_ended(request, site, scene, new_context, axe, shot, device):
    def look(page, name):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            shot(page, f"sharing-{name}-{device}-{theme}")
            axe(page, without=["label-content-name-mismatch"])
        assert sideways(page) == 0, name

    context = request.getfixturevalue(device)
    page = open_as(context, site, scene.amara.account_id, scene.practice, hat="patient")
    page.goto(site + scene.path)
    ready(page).get_by_label("What it is for").fill("For the dermatologist")
    page.get_by_label("Passcode").fill("heron-7")
    page.get_by_text("Add documents").click()
    page.get_by_label("Lung function.pdf").check()
    look(page, "make")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", name="Your link")).to_be_visible()
    look(ready(page), "made")
    address = page.get_by_label("Link", exact=True).input_value()

    asked = []
    stranger = new_context(**SIZES[device]).new_page()
    stranger.on("request", lambda sent: asked.append(f"{sent.url} {sent.post_data or ''}"))
    stranger.goto(address)
    stranger.get_by_label("Who are you?").fill("Dr Lena Berg, Skin Centre")
    stranger.get_by_label("Passcode").fill("heron-8")
    stranger.get_by_role("button", name="Open").click()
    expect(stranger.get_by_role("alert")).to_contain_text("9 more tries")
    look(stranger, "ask")
    stranger.get_by_label("Passcode").fill("heron-7")
    stranger.get_by_role("button", name="Open").click()
    expect(stranger.get_by_role("heading", name="Amara Okonjo")).to_be_visible()
    expect(stranger.get_by_text("Penicillin")).to_be_visible()
    look(stranger, "seen")
    with stranger.expect_download() as saved:
        stranger.get_by_role("link", name="Save as FHIR file").click()
    assert saved.value.path().read_bytes().startswith(b'{"resourceType":"Bundle"')
    assert stranger.get_by_role("link", name="Save Lung function.pdf").count() == 1
    key = address.partition("#")[2]
    assert not any(key in each or "shlink" in each for each in asked)

    page.get_by_role("link", name="To your links").click()
    expect(page.get_by_text("1 time", exact=True)).to_be_visible()
    page.get_by_text("Who looked, as they said").click()
    expect(page.get_by_text("Dr Lena Berg, Skin Centre")).to_be_visible()
    ready(page).get_by_role("button", name="Show again").click()
    expect(page.get_by_role("textbox", name="Show again")).to_have_value(address)
    look(page, "links")
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text("Works no more")).to_be_visible()
    stranger.reload()
    stranger.get_by_label("Who are you?").fill("Dr Lena Berg")
    stranger.get_by_label("Passcode").fill("heron-7")
    stranger.get_by_role("button", name="Open").click()
    expect(stranger.get_by_role("alert")).to_contain_text("This link works no more")
    with in_practice(scene.practice):
        link = SharedLink.objects.get()
    assert (link.opened_count, link.ended_why) == (1, "taken_back")
