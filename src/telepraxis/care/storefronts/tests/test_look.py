"""Amara looks for two medicines from where she stands, on a phone; Pilar says what her pharmacy is, at a desk."""

import pytest
from playwright.sync_api import expect

from telepraxis.base.access import Role
from telepraxis.registry.accounts.people import create_staff_account
from tests.browser import PHONE, sideways, widest
from tests.people import MONDAY_8AM, patient_with_account
from tests.sites import in_practice, open_as

from .scene import BRIDGE

pytestmark = pytest.mark.browser


@pytest.fixture
def amara(practice, port_alder):
    from datetime import date

    from telepraxis.registry.patients.registration import register

    with in_practice(practice) as system:
        row = register(
            given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), gender="female", phone="+351 910 555 014",
            email="amara@example.org", language="en", jurisdiction="PT", by=system, now=MONDAY_8AM,
        )  # fmt: skip
        return patient_with_account(row, system)


def seen(page, axe, shot, name: str) -> None:
    """Look at the page in the light and in the dark, and on the smallest phone."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        axe(page)
        shot(page, f"storefronts-{name}-{scheme}")
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) == 0, widest(page)
    page.set_viewport_size(size)


def test_amara_finds_it_from_where_she_stands(site, practice, amara, new_context, axe, shot):
    phone = new_context(**PHONE, geolocation={"latitude": BRIDGE[0], "longitude": BRIDGE[1]})
    phone.grant_permissions(["geolocation"], origin=site)
    page = open_as(phone, site, amara.account_id, practice, hat="patient")
    page.goto(f"{site}/pharmacies/")
    page.get_by_label("Medicine", exact=True).fill("amoxicillin 500 capsule")
    page.get_by_label("Medicine", exact=True).press("Enter")
    page.get_by_role("button", name="Amoxicillin 500 mg capsule").click()
    page.get_by_label("Another medicine").fill("omeprazole 20")
    page.get_by_role("button", name="Look it up").click()
    page.get_by_role("button", name="Omeprazole 20 mg").first.click()
    seen(page, axe, shot, "asked-phone")
    page.get_by_role("button", name="Near me").click()
    expect(page.get_by_role("heading", name="Hill Pharmacy")).to_be_visible()
    expect(page.get_by_text("5.6 km")).to_be_visible()
    assert page.url == f"{site}/pharmacies/#found"  # what she looks for stands in no address
    seen(page, axe, shot, "found-phone")
    page.goto(f"{site}/me/{amara.patient_id}/places/")
    page.get_by_label("Name").fill("Work")
    page.get_by_role("button", name="I am there now").click()
    expect(page.get_by_label("Where it is")).to_have_value("38.70000, -9.14000")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("38.7000, -9.1400")).to_be_visible()
    seen(page, axe, shot, "places-phone")


def test_pilar_sets_it_up_and_sees_it_as_everybody_does(site, practice, port_alder, desktop, axe, shot):
    with in_practice(practice) as system:
        pilar = create_staff_account(
            email="pilar@quayside.test", name="Pilar Ríos", roles={Role.PHARMACIST}, by=system, now=MONDAY_8AM
        )
    page = open_as(desktop, site, pilar.id, practice)
    page.goto(f"{site}/setup/pharmacy/")
    page.get_by_label("Position on the globe").fill("38.7100, -9.1400")
    page.get_by_label("Monday").fill("9-13, 14-19")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("0 products with their stock and prices")).to_be_visible()
    seen(page, axe, shot, "setup-desktop")
    page.get_by_role("link", name="See it as everybody does").click()
    expect(page.get_by_role("heading", name="Quayside Practice")).to_be_visible()
    seen(page, axe, shot, "one-desktop")
    page.goto(f"{site}/pharmacies/")
    page.get_by_label("Medicine", exact=True).fill("ibuprofen 400")
    page.get_by_label("Medicine", exact=True).press("Enter")
    page.get_by_role("button", name="Ibuprofen 400 mg tablet").first.click()
    page.locator("#find-near").fill("38.70, -9.14")
    page.get_by_role("button", name="Find pharmacies").click()
    expect(page.get_by_role("heading", name="Harbour Pharmacy")).to_be_visible()
    seen(page, axe, shot, "found-desktop")
