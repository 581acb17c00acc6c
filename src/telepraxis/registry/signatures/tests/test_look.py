"""A pharmacist without account and network: genuine, altered, expired and revoked codes in the page saved to a disk."""

from datetime import timedelta

import pytest
import segno
from django.utils import timezone

from tests.browser import PHONE, sideways
from tests.sites import in_practice

from .. import keys, tokens
from ..models import Key
from . import scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
SMALL_PHONE = {**PHONE, "viewport": {"width": 320, "height": 640}}


def altered(text: str) -> str:
    """Return another signature's token: the header and body of one, the signature of the other."""
    first, body, signature = text.split(".")
    return f"{first}.{body}.{signature[:-6]}AAAAAA"


@pytest.fixture
def codes(practice):
    """What is presented, by name; of the revoked keys one was lost and one stolen."""
    now = timezone.now()
    with in_practice(practice) as system:
        made = {"before_revocation": scene.token(now - 9 * DAY)}
        keys.revoke(kid=Key.objects.get().kid, why="lost", by=system, now=now - 8 * DAY)
        made["revoked"] = scene.token(now - 7 * DAY)
        keys.revoke(kid=keys.signer(use="token", now=now).key.kid, why="stolen", by=system, now=now - 6 * DAY)
        made["expired"] = scene.token(now - 5 * DAY, expires=now - 2 * DAY)
        made["not_yet"] = scene.token(now + DAY)
        made["genuine"] = scene.token(now)
        made["altered"] = altered(made["genuine"])
        made["damaged"] = made["genuine"][:300]
        keys.signer(use="paper", now=now)
    return made


def test_a_pharmacist_verifies_without_account_and_network(
    site, practice, codes, phone, new_context, tmp_path, axe, shot
):
    page = phone.new_page()
    address = f"{site}/signatures/quayside/verify.html"
    with page.expect_download() as download:
        page.goto(address)
        page.get_by_role("button", name="Save this page with these keys").click()
    saved = tmp_path / "verify-prescriptions.html"
    download.value.save_as(saved)
    link = tokens.address(codes["genuine"], path="/signatures/quayside/verify.html")

    at_the_pharmacy = new_context(**SMALL_PHONE, reduced_motion="reduce")
    asked = []
    at_the_pharmacy.on("request", lambda request: asked.append(request.url))
    at_the_pharmacy.set_offline(True)
    page = at_the_pharmacy.new_page()
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(saved.as_uri())
    result = page.locator("[data-part=result]")
    for verdict, text in codes.items():
        page.get_by_label("Code or link").fill(text)
        page.get_by_role("button", name="Check", exact=True).click()
        page.locator(f"[data-verdict={verdict}]").wait_for()
        assert ("Amara Okonjo" in result.inner_text()) == (verdict not in ("revoked", "altered", "damaged"))
        for theme in ("light", "dark") if verdict in ("genuine", "altered") else ():
            page.emulate_media(color_scheme=theme)
            axe(page)
            shot(page, f"verifier-{verdict}-{theme}")
        assert sideways(page) == 0
    photo = tmp_path / "photo.png"
    segno.make_qr(link, error="l").save(photo, scale=6, border=4)
    page.locator("[data-part=photo]").set_input_files(photo)
    page.locator("[data-verdict=genuine]").wait_for()
    said = result.inner_text()
    assert "Dr Inês Carvalho" in said and "PT OM 41872" in said and "12 March 1991" in said
    assert "Amoxicillin 500 mg capsule" in said and "21 capsules" in said and "Quayside Practice" in said
    assert asked == [saved.as_uri()] and wrong == []
