"""In a real browser: a passkey is made and opens the door; every page of the ways in can be used by everybody."""

import re

import pyotp
import pytest
from django.utils import timezone

from telepraxis.base.access import Actor, Role
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.accounts import invitations, memberships, people, quick_change, security_log
from telepraxis.registry.accounts.models import SignedInSession
from tests.browser import sideways
from tests.people import MONDAY_8AM

from .conftest import PASSWORD, SECRET, TOTP, code_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def quay(transactional_db):
    return Tenant.objects.create(slug="quay", name="Quayside Practice", time_zone="Europe/Lisbon")


@pytest.fixture
def site(live_server, settings):
    settings.PUBLIC_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return live_server.url


@pytest.fixture
def noor(quay):
    return people.create_staff_account(
        email="noor@quayside.test",
        name="Dr Noor Haddad",
        roles={Role.PHYSICIAN},
        by=Actor.system(quay.id),
        now=MONDAY_8AM,
    )


@pytest.fixture
def nurse(quay):
    account = people.create_staff_account(
        email="freya@quayside.test", name="Freya Nilsen", roles={Role.NURSE}, by=Actor.system(quay.id), now=MONDAY_8AM
    )
    people.set_password(account=account, password=PASSWORD)
    TOTP.activate(account, SECRET)
    return account


def with_authenticator(page) -> None:
    """Give the page a device that keeps passkeys and verifies its person."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **more}})


def sign_in_fully(page, site, account):
    page.goto(f"{site}/account/login/")
    page.get_by_text("Use a password").click()
    form = page.locator("form", has=page.get_by_label("Password"))
    form.get_by_label("E-mail address").fill(account.email)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code from your app").fill(pyotp.TOTP(SECRET).now())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/account/" not in url)


def test_a_passkey_is_made_at_the_first_sign_in_and_opens_the_door_after(desktop, site, noor, quay):
    page = desktop.new_page()
    with_authenticator(page)
    page.goto(invitations.invite(account=noor, by=Actor.system(quay.id), now=MONDAY_8AM))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Create the passkey").click()
    page.wait_for_url("**/account/security/codes/")
    assert page.locator("#codes li").count() == 10

    page.goto(f"{site}/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/day/")

    page.goto(f"{site}/account/quick/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/day/")

    ways = [row.way for row in SignedInSession.objects.order_by("started_at")]
    assert SignedInSession.objects.filter(ended_at=None).count() == 1
    assert (ways, SignedInSession.objects.order_by("started_at").last().strong) == (
        ["code", "passkey", "passkey"],
        True,
    )
    assert "factor_added" in [event.kind for event in security_log.of_account(noor.pk)]


def test_without_a_passkey_the_page_says_so_and_stays(desktop, site, noor):
    page = desktop.new_page()
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": False}})
    page.goto(f"{site}/account/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("No passkey was used").wait_for()
    assert SignedInSession.objects.count() == 0


def test_a_patient_comes_in_by_code_in_the_browser(phone, site, quay, letters):
    people.account_for_patient(
        email="amara@mail.test", name="Amara Okonjo", patient=None, by=Actor.system(quay.id), now=MONDAY_8AM
    )
    page = phone.new_page()
    page.goto(f"{site}/account/login/?next=/account/security/")
    page.get_by_role("textbox", name="E-mail address").first.fill("amara@mail.test")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_in(letters()[0]))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/account/security/")

    assert page.get_by_text("This one").count() == 1


PAGES_WITHOUT_ANYBODY = {
    "sign-in": "/account/login/",
    "ask-for-code": "/account/login/code/",
    "reset": "/account/password/reset/",
    "reset-sent": "/account/password/reset/sent/",
    "join": "/account/join/",
    "closed": "/account/closed/",
    "quick-nobody": "/account/quick/",
    "link-unusable": "/account/link/forged/",
    "invitation-unusable": "/account/invitation/forged/",
}
PAGES_OF_A_NURSE = {
    "security": "/account/security/",
    "log": "/account/security/log/",
    "pin": "/account/security/pin/",
    "add-passkey": "/account/security/passkeys/add/",
    "remove-app": "/account/security/app/remove/",
    "password": "/account/password/",
    "quick": "/account/quick/",
    "switch": "/switch/",
    "again": "/account/again/",
    "again-app": "/account/again/app/",
    "again-code": "/account/again/code/",
    "leave": "/account/logout/",
}


def looked_at(page, site, pages, shot, axe, how):
    for name, address in pages.items():
        page.goto(site + address)
        page.wait_for_load_state("networkidle")
        shot(page, f"accounts-{name}-{how}")
        assert sideways(page) == 0, name
        axe(page)


@pytest.mark.parametrize("how", ["phone-light", "desktop-dark"])  # the walk over every page has the other two
def test_the_ways_in_can_be_used_by_everybody(how, new_context, site, quay, nurse, noor, axe, shot):
    from tests.browser import DESKTOP, PHONE

    form, scheme = how.split("-")
    context = new_context(**(PHONE if form == "phone" else DESKTOP), color_scheme=scheme)
    page = context.new_page()
    looked_at(page, site, PAGES_WITHOUT_ANYBODY, shot, axe, how)
    page.goto(f"{site}/account/login/")
    page.get_by_role("textbox", name="E-mail address").first.fill("somebody@mail.test")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill("1111-1111")
    page.get_by_role("button", name="Continue").click()
    shot(page, f"accounts-enter-code-{how}")
    axe(page)
    page.goto(f"{site}/account/login/?leave=1")

    memberships.grant(account=nurse, roles={Role.PATIENT}, by=Actor.system(quay.id), now=MONDAY_8AM)
    quick_change.set_pin(account=nurse, pin="274913", now=timezone.now())
    page.goto(f"{site}/account/login/")
    page.get_by_text("Use a password").click()
    form = page.locator("form", has=page.get_by_label("Password"))
    form.get_by_label("E-mail address").fill(nurse.email)
    form.get_by_label("Password").fill(PASSWORD)
    shot(page, f"accounts-sign-in-password-{how}")
    axe(page)
    form.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code from your app").wait_for()
    shot(page, f"accounts-second-step-{how}")
    axe(page)
    page.get_by_label("Code from your app").fill(pyotp.TOTP(SECRET).now())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/switch/")
    for number in range(3):
        security_log.note("refused", account_id=nurse.pk, now=timezone.now(), address=f"198.51.100.{number}")
    looked_at(page, site, PAGES_OF_A_NURSE, shot, axe, how)
    page.goto(f"{site}/account/quick/{nurse.pk}/")
    shot(page, f"accounts-pin-pad-{how}")
    axe(page)
    context.clear_cookies()

    page.goto(invitations.invite(account=noor, by=Actor.system(quay.id), now=MONDAY_8AM))
    shot(page, f"accounts-invitation-{how}")
    axe(page)
    page.get_by_role("button", name="Continue").click()
    shot(page, f"accounts-enrol-{how}")
    axe(page)
    page.get_by_role("link", name="Set up password and app").click()
    shot(page, f"accounts-set-password-{how}")
    axe(page)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code from the app").wait_for()
    shot(page, f"accounts-add-app-{how}")
    axe(page)
    page.get_by_text("Cannot scan?").click()
    secret = re.sub(r"\s", "", page.locator("code").inner_text())
    page.get_by_label("Code from the app").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/account/security/codes/")
    shot(page, f"accounts-codes-{how}")
    axe(page)
    context.clear_cookies()

    page.goto(f"{site}/account/login/")
    for _number in range(6):
        page.goto(f"{site}/account/login/")
        page.get_by_text("Use a password").click()
        form = page.locator("form", has=page.get_by_label("Password"))
        form.get_by_label("E-mail address").fill("nobody@mail.test")
        form.get_by_label("Password").fill("this is a wrong password")
        form.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Sign-in is paused").wait_for()
    shot(page, f"accounts-paused-{how}")
    axe(page)
