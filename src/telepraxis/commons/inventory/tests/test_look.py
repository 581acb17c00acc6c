"""Stock in a real browser: Freya receives a box on her phone, Pilar recalls its lot; every page in both themes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base.access import Role
from telepraxis.commons.inventory import assortment, counting, importing, issuing, judging, pricing
from telepraxis.commons.inventory.models import Balance, Lot
from tests.browser import sideways, widest
from tests.people import colleague
from tests.sites import in_practice, open_as

from .scene import GTIN, bring, key, stock_of

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers
BOX = "0109506000134352172806301 0C3".replace(" ", "")
# Chromium on Linux brings no reader of codes, so that the scene brings one that finds this box in whatever it is shown.
READER = f"""globalThis.BarcodeDetector = class {{
  static async getSupportedFormats() {{ return ["data_matrix"]; }}
  async detect(video) {{ return video.videoWidth > 0 ? [{{ rawValue: "{BOX}" }}] : []; }}
}};"""


@pytest.fixture
def scene(practice):
    """Quayside keeps six things: one is low, one expires soon, one lot waits for judgement."""
    now = timezone.now()
    with in_practice(practice) as system:
        freya = colleague("freya@quayside.test", "Freya Lindqvist", {Role.NURSE}, system)
        pilar = colleague("pilar@quayside.test", "Pilar Ríos", {Role.PHARMACIST}, system)
        stocked, said = stock_of(pilar, now - timedelta(days=2)), {"by": pilar, "now": now}
        assortment.add_pack(item=stocked.amoxicillin.id, system=GTIN, code="9506000134352", quantity=21, **said)
        pricing.set_price(item=stocked.amoxicillin.id, amount_minor=420, currency="EUR", per=21, **said)
        for name, unit, level, days in (
            ("Insulin glargine 100 U/mL pen", "pen", 10, 20), ("Sterile dressing 10 × 10 cm", "piece", None, 700),
            ("Syringe 5 mL", "piece", 200, 900),
        ):  # fmt: skip
            item = assortment.keep_item(
                name=name, counted_in=unit, reorder_level=Decimal(level) if level else None,
                keep_cold=unit == "pen", **said,
            )  # fmt: skip
            bring(item, 40, f"L{days}", (now + timedelta(days=days)).date(), stocked.shelf, pilar, now)
        given = {"item": stocked.amoxicillin.id, "quantity": Decimal(6), "key": key(), **said}
        issuing.issue(reference=("use", "Treatment room 2"), **given)
        issuing.give_back(
            lot=stocked.soon.id, quantity=Decimal(2), reference=("use", "Treatment room 2"), key=key(), **said
        )
        judging.quarantine(lot=stocked.later.id, reason="Seal was broken", **said)
        stocked.count = counting.begin(place=stocked.shelf.id, **said)
        counting.enter(count=stocked.count.id, found=counting.Found(Decimal(12), stocked.soon.id), **said)
        sheet = b"name,counted_in,quantity,place\nPlasters,piece,100,Shelf\nTape,,1,Cellar\n"
        stocked.file = importing.bring(content=sheet, name="october.csv", **said)
    stocked.freya, stocked.pilar = freya, pilar
    return stocked


def looked_at(page, name, shot, axe):
    page.locator("html[data-ready]").wait_for(state="attached")
    for theme in ("light", "dark"):
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        shot(page, f"stock-{name}-{theme}")
        axe(page, without=MENU)
    assert sideways(page) == 0, f"{name}: {widest(page)}"


def test_a_box_is_received_by_camera_and_its_lot_recalled(site, practice, scene, phone, desktop, axe, shot):
    phone.add_init_script(READER)
    page = open_as(phone, site, scene.freya.account_id, practice)
    page.goto(f"{site}/stock/")
    expect(page.get_by_role("link", name="Stock").first).to_be_visible()
    looked_at(page, "list-phone", shot, axe)
    page.get_by_role("link", name="Receive").click()
    looked_at(page, "receive-phone", shot, axe)
    page.get_by_role("button", name="Use the camera").click()
    expect(page.get_by_role("heading", name="What the box says")).to_be_visible()
    expect(page.get_by_label("Lot")).to_have_value("C3")
    looked_at(page, "scanned-phone", shot, axe)
    page.get_by_role("button", name="Receive").click()
    expect(page.get_by_text("Received. Scan the next box.")).to_be_visible()

    hers = open_as(desktop, site, scene.pilar.account_id, practice)
    hers.goto(f"{site}/stock/")
    looked_at(hers, "list-desktop", shot, axe)
    hers.get_by_label("Name, code, lot, or scan a box").press_sequentially(BOX[:16] + "10")
    hers.keyboard.press("Control+]")  # what a hand reader types where a part of the code ends
    expect(hers.get_by_label("Name, code, lot, or scan a box")).to_have_value(BOX[:16] + "10\x1d")
    hers.get_by_label("Name, code, lot, or scan a box").fill(BOX)
    hers.keyboard.press("Enter")
    expect(hers.get_by_role("heading", name="Lot C3")).to_be_visible()
    hers.get_by_role("link", name="Recall this lot").click()
    expect(hers.get_by_role("textbox", name="Lot")).to_have_value("C3")
    hers.get_by_role("textbox", name="Why").fill("Glass in the blister")
    hers.get_by_role("button", name="Recall", exact=True).click()
    expect(hers.get_by_text("Nobody got any of it")).to_be_visible()
    with in_practice(practice):
        lot = Lot.objects.get(number="C3")
        assert (lot.recall.reason, Balance.objects.get(lot=lot).quantity) == ("Glass in the blister", Decimal(21))

    paths = {
        "item": f"items/{scene.amoxicillin.id}/", "lot": f"lots/{scene.soon.id}/", "recalls": "recalls/",
        "count": f"counts/{scene.count.id}/", "counts": "counts/", "places": "places/", "import": "import/",
        "look": f"import/{scene.file.id}/", "edit": f"items/{scene.amoxicillin.id}/edit/",
    }  # fmt: skip
    small = open_as(phone, site, scene.pilar.account_id, practice)
    for name, path in paths.items():
        for device, each in (("desktop", hers), ("phone", small)):
            each.goto(f"{site}/stock/{path}")
            looked_at(each, f"{name}-{device}", shot, axe)
