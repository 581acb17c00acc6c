"""The bench in a real browser: Pilar makes an order ready on her phone and hands it over; each page in both themes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base.access import Role
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.medications.tests.scene import IBUPROFEN, MORPHINE, PARACETAMOL
from telepraxis.care.pharmacy import asking, bench, remarks
from telepraxis.care.pharmacy.models import Handout
from telepraxis.commons.inventory import assortment, issuing
from telepraxis.commons.inventory.tests.scene import LATER, bring
from telepraxis.registry.formulary import finding
from telepraxis.registry.formulary.starter_set import load_starter_set
from tests.browser import sideways, widest
from tests.people import colleague
from tests.sites import in_practice, open_as

from .bench_scene import BOX, a_week_of, came, made_ready, ordered, shelf_of

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers
SMALLEST = {"width": 320, "height": 640}
# Chromium on Linux brings no reader of codes, so that the scene brings one that finds this box in whatever it is shown.
READER = f"""globalThis.BarcodeDetector = class {{
  static async getSupportedFormats() {{ return ["data_matrix"]; }}
  async detect(video) {{ return video.videoWidth > 0 ? [{{ rawValue: "(01){BOX}(10)B2" }}] : []; }}
}};"""


@pytest.fixture
def scene(practice):
    """Six claims, each somewhere else: one new, one with four lines half done, one ready, one to be delivered,
    one asked, one of somebody who came from another practice before.
    """
    now = timezone.now()
    hillcrest = Tenant.objects.create(slug="hillcrest", name="Hillcrest Clinic", time_zone="America/Denver")
    with in_practice(practice) as system:
        pilar = colleague("pilar@quayside.test", "Pilar Ríos", {Role.PHARMACIST}, system)
        colleague("joao@quayside.test", "João Vaz", {Role.PHARMACIST}, system)
        shelf = shelf_of(pilar)
        load_starter_set(now=now)
        scheduled = next(each for each in finding.find("tramadol", limit=20) if each.schedule)
        item = assortment.keep_item(
            name=scheduled.name, kind="medicine", system=scheduled.system, code=scheduled.code,
            counted_in=scheduled.counted_in, by=pilar, now=now,
        )  # fmt: skip
        bring(item, 60, "T77120", LATER, shelf.place, pilar, now - timedelta(days=3))
        issuing.issue(
            item=item.id, quantity=Decimal(4), reference=("use", "Treatment room"), key="one", by=pilar, now=now
        )
        about = {"by": pilar, "now": now}
        new = ordered(hillcrest, a_week_of(days=6), now=now, **{"wanted-at": now + timedelta(hours=2)})
        lines = (a_week_of(IBUPROFEN, note="She has little money"), a_week_of(MORPHINE), a_week_of(PARACETAMOL))
        half = ordered(hillcrest, *lines, now=now - timedelta(hours=5), **{"wanted-at": now - timedelta(hours=1)})
        first, second, third = half.lines.all()
        bench.check(claim_line=first.id, **about)
        asking.ask_prescriber(claim_line=third.id, what="out_of_stock", words="Ibuprofen alone?", **about)
        remarks.write(claim=half.id, words="Paracetamol comes on Thursday.", **about)
        said = {"words": "Then leave it out, please.", "author": "Dr Inês Carvalho"}
        came(hillcrest, "pharmacy.remark", said, [], [], half.thread, 2, now)
        ready = ordered(hillcrest, a_week_of(MORPHINE, days=3), now=now)
        code = made_ready(ready, pilar, now=now)
        way = {"how": "delivery", "address": "7 Harbour Street, Port Alder"}
        out = ordered(hillcrest, a_week_of(IBUPROFEN, days=2), now=now, **way)
        made_ready(out, pilar, now=now)
        harbour = Tenant.objects.create(slug="harbour", name="Harbour Clinic", time_zone="America/Denver")
        twice = ordered(harbour, a_week_of(IBUPROFEN, days=1), now=now)
    claims = {"new": new, "half": half, "ready": ready, "out": out, "twice": twice}
    return claims | {"pilar": pilar, "code": code, "line": first}


def looked_at(page, name, shot, axe):
    page.locator("html[data-ready]").wait_for(state="attached")
    for theme in ("light", "dark"):
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        shot(page, f"bench-{name}-{theme}")
        axe(page, without=MENU)
    assert sideways(page) == 0, f"{name}: {widest(page)}"


def test_an_order_is_made_ready_by_camera_and_handed_over(site, practice, scene, phone, desktop, axe, shot):
    phone.add_init_script(READER)
    page = open_as(phone, site, scene["pilar"].account_id, practice)
    page.goto(f"{site}/pharmacy/")
    looked_at(page, "queue-phone", shot, axe)
    page.goto(f"{site}/pharmacy/claims/{scene['new'].id}/")
    page.get_by_role("button", name="Checked").click()
    page.get_by_role("button", name="Use the camera").click()
    expect(page.get_by_text("In the tray")).to_be_visible()
    looked_at(page, "picked-phone", shot, axe)
    page.get_by_role("button", name="Ready: tell the patient").click()
    expect(page.get_by_role("heading", name="Hand over")).to_be_visible()
    page.get_by_text("Without the code").click()
    page.get_by_label("How do you know who it is?").fill("Showed her card")
    page.get_by_text("Hand it over unpaid").click()
    page.get_by_label("Why it goes out unpaid").fill("Pays on Friday")
    page.get_by_role("button", name="Hand it over").click()
    expect(page.get_by_text("18 handed out")).to_be_visible()
    with in_practice(practice):
        [given] = Handout.objects.all()
        assert [(each["number"], each["quantity"]) for each in given.lots] == [("B2", "18")]

    paths = {
        "queue": "", "new": f"claims/{scene['new'].id}/", "half": f"claims/{scene['half'].id}/",
        "ready": f"claims/{scene['ready'].id}/", "out": f"claims/{scene['out'].id}/",
        "done": f"claims/{scene['new'].id}/", "twice": f"claims/{scene['twice'].id}/", "unpaid": "?show=unpaid",
        "question": f"lines/{scene['line'].id}/question/", "register": "register/", "none": "?show=owed",
    }  # fmt: skip
    hers = open_as(desktop, site, scene["pilar"].account_id, practice)
    for name, path in paths.items():
        hers.goto(f"{site}/pharmacy/{path}")
        if name == "done":
            hers.locator("summary", has_text="Comes back").click()
        looked_at(hers, f"{name}-desktop", shot, axe)
        page.goto(f"{site}/pharmacy/{path}")
        looked_at(page, f"{name}-phone", shot, axe)
    page.set_viewport_size(SMALLEST)
    for name, path in paths.items():
        page.goto(f"{site}/pharmacy/{path}")
        page.locator("html[data-ready]").wait_for(state="attached")
        assert sideways(page) == 0, f"{name}: {widest(page)}"
