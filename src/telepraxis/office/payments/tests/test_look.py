"""In real browsers: Amara pays by the hosted page of the card service and reads the receipt; the desk sees it."""

from uuid import UUID

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from telepraxis.base.access import Role
from telepraxis.base.uuid7 import uuid7
from telepraxis.office.payments import banking, charging, errands, gateways, naming, paying, pricing
from telepraxis.office.payments.models import Payment
from telepraxis.office.payments.money import Money
from telepraxis.registry.patients.registration import register
from tests.browser import DESKTOP, PHONE, sideways
from tests.people import colleague, patient_with_account
from tests.sites import in_practice, open_as
from tests.stripe_peer.running import DECLINED_CARD, GOOD_CARD, KEY, SECRET

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(practice):
    """Amara owes 35 euros and has paid something in cash before; Marta manages, and takes money too."""
    now = timezone.now()
    with in_practice(practice) as system:
        row = register(
            given="Amara",
            family="Okonjo",
            birth_date=None,
            email="amara@example.org",
            language="en",
            by=system,
            now=now,
        )
        amara = patient_with_account(row, system)
        marta = colleague("marta@quayside.test", "Marta Nunes", {Role.MANAGER}, system)
        gateways.keep(key=KEY, webhook_secret=SECRET, by=marta, now=now)
        banking.keep(holder="Quayside Practice", number="PT50000201231234567890154", by=marta, now=now)
        said = {"valid_from": timezone.localdate(), "today": timezone.localdate(), "by": marta, "now": now}
        certificate = pricing.set_price(name="Certificate", amount=Money(2000, "EUR"), **said)

        def owes(minor: int):
            return charging.charge(
                reference=(naming.DESK, uuid7()), amount=Money(minor, "EUR"), patient=row.uid, price=certificate,
                told_at=now, by=marta, now=now,
            )  # fmt: skip

        paying.take_cash(charge=owes(2000), given=Money(5000, "EUR"), by=marta, now=now)
        paying.expect_transfer(charge=owes(1250), by=marta, now=now)
        owed = owes(3500)
    return amara, marta, owed


def work() -> None:
    """Do what the worker would do with what waits; each of these may be done twice."""
    for job in ProcrastinateJob.objects.filter(task_name__startswith="payments.").order_by("id"):
        ids = {name: value and UUID(value) for name, value in job.args.items() if name != "timestamp"}
        if ids:
            getattr(errands, job.task_name.partition(".")[2])(now=timezone.now(), **ids)


def looked_at(page, shot, axe, name: str) -> None:
    assert sideways(page) == 0, name
    axe(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        shot(page, f"payments-{name}-{scheme}")
    page.emulate_media(color_scheme="light")


def test_amara_pays_by_the_hosted_page(people, practice, site, stripe_peer, new_context, axe, shot):
    amara, marta, owed = people
    stripe_peer.steer(webhook=f"{site}/pay/hook/{practice.id}/stripe/", secret=SECRET)
    phone = new_context(**PHONE)
    page = open_as(phone, site, amara.account_id, practice, hat="patient")
    page.goto(site)
    page.get_by_text("To pay: €47.50").click()
    looked_at(page, shot, axe, "own")
    page.locator(f'a[href$="{owed.id}/"]').click()
    looked_at(page, shot, axe, "charge")

    page.get_by_role("button", name="Pay €35.00 by card").click()
    page.get_by_text("The payment page is being opened").wait_for()
    work()
    page.wait_for_url(f"{stripe_peer.address}/c/pay/*")
    assert page.locator("h1").inner_text() == "Quayside Practice"
    page.get_by_label("Card number").fill(DECLINED_CARD)
    page.get_by_role("button", name="Pay").click()
    page.get_by_text("Your card was declined.").wait_for()
    page.get_by_label("Card number").fill(GOOD_CARD)
    page.get_by_role("button", name="Pay").click()

    page.wait_for_url(f"{site}/me/**")
    work()
    page.get_by_role("link", name="Receipt 20").wait_for()
    assert page.locator(".pill").inner_text() == "Paid"
    looked_at(page, shot, axe, "paid")
    with page.expect_response("**/receipt/*.pdf") as told:
        page.evaluate("fetch(document.querySelector('a[href$=\".pdf\"]').href).then(answer => answer.arrayBuffer())")
    assert told.value.headers["content-type"] == "application/pdf"
    with in_practice(practice):
        assert Payment.objects.get(method="card").state == "captured"

    desk = open_as(new_context(**DESKTOP), site, marta.account_id, practice)
    for path, name in (
        ("/money/", "day"),
        (f"/money/charges/{owed.id}/", "at-desk"),
        (f"/money/patients/{amara.patient_id}/", "patient"),
        ("/money/prices/", "prices"),
        ("/money/ways/", "ways"),
    ):
        desk.goto(f"{site}{path}")
        looked_at(desk, shot, axe, name)
        desk.set_viewport_size({"width": 320, "height": 800})
        assert sideways(desk) == 0, name
        shot(desk, f"payments-{name}-small")
        desk.set_viewport_size(DESKTOP["viewport"])
