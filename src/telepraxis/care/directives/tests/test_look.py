"""Directives as people meet them: at a desk, on a phone, in the dark, above a visit."""

import io
from datetime import date

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from telepraxis.care.telehealth.tests.scenes import signed_in
from tests.browser import sideways, widest

from .. import answering, keeping
from ..document import Said

pytestmark = pytest.mark.browser
MAY = date(2026, 5, 3)


@pytest.fixture
def decided(clinic):
    now, said = timezone.now(), Said(kind="dnr", made_on=MAY, held_by="Her brother Chidi, at home")
    proxy = Said(
        kind="proxy", made_on=MAY, agent_name="Chidi Okonjo", agent_relation="brother", agent_phone="+351910555099",
        wishes="Chidi decides everything, together with my sister.", review_on=date(2026, 6, 1),
    )  # fmt: skip
    with clinic.serving():
        row = keeping.add(patient=clinic.amara, said=said, by=clinic.as_ines(), now=now)
        keeping.add(patient=clinic.amara, said=proxy, by=clinic.as_ines(), now=now)
        will = Said(kind="living_will", made_on=MAY)
        keeping.propose(patient=clinic.amara, said=will, by=clinic.as_amara(), now=now)
        answering.keep_answer(patient=clinic.amara, answer="unsure", by=clinic.as_ines(), now=now)
    return row


def test_at_a_desk_and_above_a_visit(clinic, site, desktop, axe, shot, decided):
    page = signed_in(desktop, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/directives/{clinic.amara}/")
    expect(page.get_by_role("link", name="Do not resuscitate").first).to_be_visible()
    axe(page)
    shot(page, "directives-desktop")
    page.get_by_role("link", name="Healthcare proxy or power of attorney 3 May").click()
    page.get_by_text("Gone through today").click()
    axe(page)
    shot(page, "directives-one-desktop")
    page.goto(f"{site}/visit/{clinic.visit_id}/")
    expect(page.get_by_role("link", name="DNR since 3 May 2026")).to_be_visible()
    axe(page)
    shot(page, "directives-visit-desktop")


def test_on_a_phone_in_the_dark_for_both(clinic, site, phone, new_context, axe, shot, decided):
    page = signed_in(phone, site, clinic.patient_cookie()).new_page()
    page.goto(f"{site}/me/{clinic.amara}/directives/")
    expect(page.get_by_role("heading", name="Do not resuscitate")).to_be_visible()
    axe(page)
    shot(page, "directives-own-phone")
    page.get_by_role("link", name="Refusal of a treatment").click()
    expect(page.get_by_label("What is refused?")).to_be_visible()
    axe(page)
    shot(page, "directives-send-phone")

    dark = new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = signed_in(dark, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/chart/{clinic.amara}/")
    expect(page.get_by_role("link", name="DNR since 3 May 2026")).to_be_in_viewport()
    shot(page, "directives-chart-phone-dark", whole=False)
    page.goto(f"{site}/visit/{clinic.visit_id}/")
    expect(page.get_by_role("link", name="DNR since 3 May 2026")).to_be_visible()
    shot(page, "directives-visit-phone-dark", whole=False)
    for path in (f"/directives/{clinic.amara}/{decided.uid}/", f"/directives/{clinic.amara}/add/proxy/"):
        page.goto(site + path)
        assert sideways(page) == 0, widest(page)
        axe(page)
    shot(page, "directives-form-phone-dark")


def test_the_photo_in_the_banner(clinic, site, desktop, phone, axe, shot, decided, tmp_path):
    (tmp_path / "me.png").write_bytes(portrait())
    page = signed_in(phone, site, clinic.patient_cookie()).new_page()
    page.goto(f"{site}/files/photo/{clinic.amara}/")
    page.get_by_label("Choose a picture, or take one").set_input_files(tmp_path / "me.png")
    page.get_by_label("I agree that this photo is shown in the record").check()
    axe(page)
    shot(page, "photo-own-phone")
    page.get_by_role("button", name="Keep the photo").click()
    expect(page.get_by_role("heading", name="Your details")).to_be_visible()

    page = signed_in(desktop, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/chart/{clinic.amara}/")
    face = page.get_by_role("img", name="Photo of Amara Okonjo").first
    expect(face).to_be_visible()
    assert face.evaluate("one => [one.naturalWidth, one.offsetWidth, one.offsetHeight]") == [144, 48, 48]
    axe(page)
    shot(page, "photo-chart-desktop")


def portrait() -> bytes:
    """A drawn face on a wall."""
    picture = Image.new("RGB", (800, 1000), (196, 214, 205))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((130, 520, 670, 1300), fill=(38, 92, 74))
    pen.ellipse((250, 150, 550, 560), fill=(141, 85, 54))
    pen.pieslice((230, 110, 570, 480), 180, 360, fill=(35, 24, 20))
    for x in (340, 440):
        pen.ellipse((x, 340, x + 24, 364), fill=(20, 14, 12))
    pen.arc((350, 400, 450, 470), 20, 160, fill=(90, 30, 28), width=8)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
