"""From the visit to the hand: three medicines ordered, paid, one of them rerouted, dispensed, and in the chart."""

from datetime import timedelta

import pyotp
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.commons.inventory.models import Balance, Reservation
from telepraxis.desks.clinician_desk.tests.scene import morning_at
from telepraxis.office.payments import gateways, reading
from telepraxis.office.payments.models import Charge
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.formulary.starter_set import load_starter_set
from telepraxis.registry.practitioners.licences import add_licence
from tests.browser import DESKTOP, sideways
from tests.journeys.people import running_worker
from tests.journeys.pharmacies import open_pharmacy, scanned
from tests.prescribing_by_hand import SECRET, THREE, prescribe
from tests.sites import in_practice, open_as
from tests.stripe_peer.running import GOOD_CARD, KEY, StripePeer
from tests.stripe_peer.running import SECRET as HOOK_SECRET

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers
AMLODIPINE, LORATADINE, PARACETAMOL = "Amlodipine 5 mg tablet", "Loratadine 10 mg tablet", "Paracetamol 500 mg tablet"


@pytest.fixture
def morning(practice):
    """Amara on the phone with Dr Carvalho, who has a licence and an app."""
    now = timezone.now()
    found = morning_at(practice, now)
    TOTP.activate(Account.objects.get(id=found.ines.account_id), SECRET)
    with in_practice(practice) as system:
        since = (now - timedelta(days=900)).date()
        licence = {"jurisdiction": "PT", "number": "OM 1", "valid_from": since}
        add_licence(practitioner=found.ines.practitioner_id, **licence, by=system, now=now)
    return found


@pytest.fixture
def pharmacies(transactional_db, site):
    """Corner has all three, for 14.55, and takes cards; Harbour has two of them, Hill is dearer."""
    now = timezone.now()
    load_starter_set(now=now)
    corner = open_pharmacy(
        "corner", "Corner Pharmacy", (38.705, -9.166),
        {AMLODIPINE: (90, 18), LORATADINE: (60, 30), PARACETAMOL: (100, 33)}, now, takes_card=True,
    )  # fmt: skip
    harbour = open_pharmacy(
        "harbour", "Harbour Pharmacy", (38.690, -9.178), {LORATADINE: (60, 28), PARACETAMOL: (40, 40)}, now
    )
    open_pharmacy(
        "hill", "Hill Pharmacy", (38.650, -9.150),
        {AMLODIPINE: (90, 25), LORATADINE: (60, 45), PARACETAMOL: (100, 50)}, now,
    )  # fmt: skip
    return corner, harbour


@pytest.fixture
def cards(tmp_path, settings, monkeypatch, site, pharmacies):
    """The stand-in for Stripe, which Corner Pharmacy has an account with."""
    corner, _harbour = pharmacies
    peer = StripePeer(tmp_path).start()
    settings.STRIPE_API = peer.address
    monkeypatch.setenv("TELEPRAXIS_STRIPE_API", peer.address)
    with in_practice(corner.tenant):
        gateways.keep(key=KEY, webhook_secret=HOOK_SECRET, by=corner.pharmacist, now=timezone.now())
    peer.steer(webhook=f"{site}/pay/hook/{corner.tenant.id}/stripe/", secret=HOOK_SECRET)
    yield peer
    peer.kill()


def looked_at(page, axe, shot, name: str) -> None:
    page.locator("html[data-ready]").wait_for(state="attached")
    axe(page, without=MENU)
    assert sideways(page) == 0, name
    shot(page, f"pharmacy-{name}")


def test_three_medicines_come_from_two_pharmacies_and_the_chart_says_so(
    site, practice, morning, pharmacies, cards, mailbox, phone, new_context, axe, shot
):
    corner, harbour = pharmacies
    with running_worker(mailbox, site):
        # In the visit Dr Carvalho prescribes three medicines.
        doctor = open_as(new_context(**DESKTOP), site, morning.ines.account_id, practice)
        doctor.goto(f"{site}/visit/{morning.visit.id}/")
        doctor.locator("html[data-ready]").wait_for(state="attached")
        prescribe(doctor, THREE, pyotp.TOTP(SECRET).now())

        # Amara compares pharmacies by stock, price and distance from where she stands, and orders at the nearest.
        phone.grant_permissions(["geolocation"])
        phone.set_geolocation({"latitude": 38.701, "longitude": -9.171})
        amara = open_as(phone, site, morning.amara.account_id, practice, hat="patient")
        amara.goto(f"{site}/me/{morning.amara.patient_id}/prescriptions/")
        amara.get_by_role("link", name="Amlodipine").click()
        amara.get_by_role("link", name="Choose a pharmacy").click()
        amara.get_by_role("button", name="Where I am now").click()
        nearest = amara.get_by_role("article").filter(has_text="Corner Pharmacy")
        expect(nearest).to_contain_text("Has all of it")
        expect(nearest).to_contain_text("€14.55")
        expect(nearest).to_contain_text("600 m")
        looked_at(amara, axe, shot, "choose")
        amara.get_by_role("link", name="Choose Corner Pharmacy").click()
        looked_at(amara, axe, shot, "confirm")
        amara.get_by_role("button", name="Order here").click()

        # The pharmacy has answered; she pays by card on the page of the gateway.
        amara.get_by_role("link", name="Pay €14.55 now").click()
        amara.get_by_role("button", name="Pay €14.55 by card").click()
        amara.wait_for_url(f"{cards.address}/c/pay/*")
        amara.get_by_label("Card number").fill(GOOD_CARD)
        amara.get_by_role("button", name="Pay").click()
        amara.get_by_role("link", name="Receipt 20").wait_for()

        # At the bench: two are checked and picked by scan, the third is not there after all.
        bench = open_as(new_context(**DESKTOP), site, corner.pharmacist.account_id, corner.tenant)
        bench.goto(f"{site}/pharmacy/")
        bench.get_by_role("link", name="Amara Okonjo").click()
        expect(bench.get_by_text("paid", exact=True)).to_be_visible()
        for number, name in ((0, AMLODIPINE), (2, PARACETAMOL)):
            line = bench.get_by_role("region", name=name)
            line.get_by_role("button", name="Checked").click()
            line.get_by_label("Scan the box").fill(scanned(number))
            line.get_by_role("button", name="Pick").click()
        line = bench.get_by_role("region", name=LORATADINE)
        line.locator("summary", has_text="Cannot be handed out").click()
        line.get_by_label("Why").fill("The boxes are wet")
        line.get_by_role("button", name="It cannot be handed out here").click()
        bench.get_by_role("button", name="Ready: tell the patient").click()
        looked_at(bench, axe, shot, "bench")

        # Amara is told, and has it from elsewhere with two taps; the money for it goes back.
        amara.goto(f"{site}/me/{morning.amara.patient_id}/prescriptions/")
        amara.get_by_role("link", name="Amlodipine").click()
        amara.get_by_role("link", name="Corner Pharmacy").click()
        amara.get_by_text("1 medicine is not to be had there").wait_for()
        expect(amara.locator(".ph-code figcaption")).to_be_visible(timeout=60_000)
        looked_at(amara, axe, shot, "let-down")
        code = amara.locator(".ph-code figcaption").inner_text()
        amara.get_by_role("link", name="Get it elsewhere").click()
        expect(amara.get_by_role("article").filter(has_text="Corner Pharmacy")).to_have_count(0)
        amara.get_by_role("button", name="Get it here Harbour Pharmacy").click()
        expect(amara.locator(".pill").first).to_have_text("Being made ready", timeout=60_000)
        looked_at(amara, axe, shot, "rerouted")

        # Corner hands over what is ready against her code, Harbour what came to it.
        bench.get_by_label("Pickup code").fill(code)
        bench.get_by_role("button", name="Hand it over").click()
        expect(bench.get_by_role("region", name=PARACETAMOL)).to_contain_text("15 handed out")

        # The chart of the practice says what really went over which counter.
        doctor.goto(f"{site}/chart/{morning.amara.patient_id}/")
        doctor.get_by_role("region", name="At pharmacies").get_by_role("link", name=PARACETAMOL).click()
        became = doctor.get_by_role("region", name="At the pharmacy")
        expect(became.get_by_role("listitem").filter(has_text=PARACETAMOL)).to_contain_text("15 tablets handed out")
        expect(became.get_by_role("listitem").filter(has_text=LORATADINE)).to_contain_text("Harbour Pharmacy")
        looked_at(doctor, axe, shot, "became")

    with in_practice(corner.tenant):
        [account] = reading.accounts(Charge.objects.all())
        assert (account.paid.minor, account.given_back.minor, account.owed.minor) == (1455, 420, 0)
        assert _left(AMLODIPINE) == 60 and _left(PARACETAMOL) == 85 and _left(LORATADINE) == 60
    with in_practice(harbour.tenant):
        assert [each.quantity for each in Reservation.objects.filter(ended_at=None)] == [14]


def _left(name: str) -> int:
    return int(sum(each.quantity for each in Balance.objects.filter(item__name=name)))
