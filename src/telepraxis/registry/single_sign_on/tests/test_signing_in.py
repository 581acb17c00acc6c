"""Staff come in through the practice's own provider: a real one, in a process of its own, over HTTP."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from telepraxis.base.access import Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.registry.accounts import elsewhere, hats, memberships
from telepraxis.registry.accounts.models import Account, SecurityEvent, SignedInSession
from telepraxis.registry.single_sign_on import providers
from telepraxis.registry.single_sign_on.models import IdentityProvider, SignPost

from .identity_provider import CLIENT, SECRET

THERE, BACK = "/account/through/quayside/login/", "/account/through/quayside/login/callback/"
INES = {"sub": "u-1", "email": "ines@quayside.test", "email_verified": True, "amr": ["pwd", "mfa"]}


@pytest.fixture(scope="session")
def provider_process():
    """The hospital's provider."""
    program = Path(__file__).with_name("identity_provider.py")
    process = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait()


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def at_the_provider(provider_process):
    """`at_the_provider(**claims)`: this person sits there now."""

    def sits(**claims):
        requests.post(f"{provider_process}/be", json=claims, timeout=5)

    return sits


def set_up(by, issuer, **change) -> IdentityProvider:
    said = {
        "issuer": issuer, "client_id": CLIENT, "secret": SECRET, "domains": ["quayside.test"],
        "strong_claims": ["mfa"], **change,
    }  # fmt: skip
    return providers.keep(providers.Particulars(**said), by=by, now=timezone.now())


@pytest.fixture
def provider(quayside, marta, provider_process):
    """Quayside's provider, set up by its manager."""
    return set_up(marta, provider_process)


def come_in(browser: Client, next: str = ""):
    """Go to the provider and come back; return what our callback answers."""
    there = browser.get(THERE, {"next": next} if next else {})
    assert there.status_code == 302, there.text.split("<main")[-1]
    asked = requests.get(there.headers["Location"], allow_redirects=False, timeout=5)
    came = asked.headers["Location"]
    assert came.startswith(f"http://testserver{BACK}?")
    return browser.get(came.removeprefix("http://testserver"))


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_a_colleague_comes_in_and_is_known_by_subject_from_then_on(provider, ines, at_the_provider):
    at_the_provider(**INES)
    browser = Client()

    answer = come_in(browser)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/day/")
    session = SignedInSession.objects.get()
    assert (session.account_id, session.way, session.strong) == (ines.account_id, "provider", True)
    linked = SocialAccount.objects.get()
    assert (linked.user_id, linked.provider, linked.uid) == (ines.account_id, "quayside", "u-1")
    assert AuditEvent.objects.filter(action="single_sign_on.linked", account_id=ines.account_id).count() == 1
    assert set(SecurityEvent.objects.values_list("kind", flat=True)) >= {"provider_linked", "signed_in"}

    at_the_provider(**{**INES, "email": "another@elsewhere.test"})
    again = Client()
    come_in(again)
    assert again.session["_auth_user_id"] == str(ines.account_id)
    assert SocialAccount.objects.count() == 1


def test_staff_pages_open_by_the_providers_second_factor_alone(provider, ines, at_the_provider):
    at_the_provider(**INES)
    browser = Client()
    come_in(browser)

    assert browser.get("/patients/").status_code == 200


def test_without_its_second_factor_ours_is_asked(provider, ines, at_the_provider):
    TOTP.activate(Account.objects.get(pk=ines.account_id), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    at_the_provider(**{**INES, "amr": ["pwd"]})
    browser = Client()

    answer = come_in(browser)

    assert answer.headers["Location"].startswith("/account/login/second-step/")
    assert not is_in(browser)
    assert browser.get("/patients/").status_code == 302


def test_a_colleague_without_any_factor_sets_one_up_first(provider, ines, at_the_provider):
    at_the_provider(**{**INES, "amr": ["pwd"]})
    browser = Client()

    assert come_in(browser).headers["Location"] == "/account/enrol/"
    assert SignedInSession.objects.get().strong is False
    assert browser.get("/patients/").headers["Location"] == "/account/enrol/"


@pytest.mark.parametrize(
    "change",
    [
        {"email_verified": False},
        {"email": "ines@elsewhere.test"},
        {"email": "nobody@quayside.test"},
        {"email": ""},
        {"sub": ""},
        {"forged": True},
        {"aud": "another client"},
        {"exp": 1},
        {"iss": "https://elsewhere.test"},
        {"calls_itself": "https://elsewhere.test"},
    ],
)
def test_whom_the_provider_does_not_prove_stays_outside(provider, ines, at_the_provider, change):
    at_the_provider(**{**INES, **change})
    browser = Client()

    there = browser.get(THERE)
    if there.headers["Location"].startswith("http://127.0.0.1"):
        came = requests.get(there.headers["Location"], allow_redirects=False, timeout=5).headers["Location"]
        there = browser.get(came.removeprefix("http://testserver"))

    assert (there.status_code, there.headers["Location"]) == (302, "/account/login/")
    assert not is_in(browser)
    assert SocialAccount.objects.count() == 0
    assert Account.objects.filter(email="nobody@quayside.test").count() == 0


def test_patients_and_those_who_left_do_not_come_in_by_it(provider, ines, amara, system, at_the_provider):
    Account.objects.filter(pk=amara.account_id).update(email="amara@quayside.test")
    at_the_provider(**{**INES, "sub": "u-2", "email": "amara@quayside.test"})
    patient = Client()
    come_in(patient)
    assert not is_in(patient)

    at_the_provider(**INES)
    come_in(Client())
    memberships.end(account=Account.objects.get(pk=ines.account_id), by=system, now=timezone.now())
    left = Client()
    come_in(left)
    assert not is_in(left)
    assert SecurityEvent.objects.filter(kind="provider_refused").count() == 2


def test_a_provider_opens_its_own_organization_and_no_other(provider, ines, hillcrest, at_the_provider, quayside):
    at_the_provider(**INES)
    browser = Client()
    come_in(browser)

    session = browser.session
    assert session[elsewhere.ONLY] == str(quayside.id)
    assert elsewhere.reaches(session, quayside.id)
    assert not elsewhere.reaches(session, hillcrest.id)
    assert {membership.organization_id for membership, _ in hats.choices(session, ines.account_id)} == {quayside.id}


def test_a_providers_word_changes_nothing_about_the_account(provider, ines, at_the_provider):
    at_the_provider(**INES)
    browser = Client()
    come_in(browser)

    for path in ("/account/security/passkeys/add/", "/account/security/address/", "/account/security/pin/"):
        answer = browser.get(path)
        assert answer.status_code == 302, (path, answer.text.split("<main")[-1][:300])
        assert answer.headers["Location"].startswith("/account/again/")


def test_an_answer_nobody_asked_for_is_refused(provider, ines, at_the_provider):
    at_the_provider(**INES)
    victim, thief = Client(), Client()
    there = thief.get(THERE)
    came = requests.get(there.headers["Location"], allow_redirects=False, timeout=5).headers["Location"]

    answer = victim.get(came.removeprefix("http://testserver"))

    assert answer.headers["Location"] == "/account/login/"
    assert not is_in(victim)


def test_after_it_is_switched_off_it_lets_nobody_in(provider, marta, ines, at_the_provider):
    at_the_provider(**INES)
    providers.switch_off(provider, by=marta, now=timezone.now())

    assert Client().get(THERE).status_code == 404
    assert SignPost.objects.count() == 0
    assert "Through your practice" not in Client().get("/account/login/").text


def test_the_sign_in_page_leads_there_by_name_or_address(provider):
    page = Client().get("/account/login/?next=/patients/").text
    assert "/account/practice/?next=/patients/" in page

    by_mail = Client().get("/account/practice/", {"practice": "Ines@Quayside.test", "next": "/patients/"})
    by_name = Client().get("/account/practice/", {"practice": "quayside"})
    unknown = Client().get("/account/practice/", {"practice": "a@elsewhere.test"})

    assert f'href="{THERE}?next=/patients/"' in by_mail.text
    assert THERE in by_name.text
    assert THERE not in unknown.text


def test_the_person_goes_on_to_where_they_wanted_and_to_no_other_site(provider, ines, at_the_provider):
    at_the_provider(**INES)

    assert come_in(Client(), "/patients/").headers["Location"] == "/patients/"
    assert come_in(Client(), "https://evil.test/").headers["Location"] == "/day/"


def test_the_manager_sets_it_up_on_a_page(quayside, marta, rui, browse, provider_process):
    said = {"issuer": provider_process, "client_id": CLIENT, "secret": SECRET, "domains": "quayside.test, q.test"}
    assert browse(rui).post("/setup/sign-in/", said).status_code == 403
    assert browse(marta).post("/setup/sign-in/", {**said, "issuer": "http://far.test"}).status_code == 422
    assert browse(marta).post("/setup/sign-in/", {**said, "secret": ""}).status_code == 422
    assert IdentityProvider.objects.count() == 0

    assert browse(marta).post("/setup/sign-in/", said).status_code == 302

    row = IdentityProvider.objects.get()
    assert (row.domains, row.strong_claims) == (["quayside.test", "q.test"], [])
    assert SECRET not in row.sealed_secret
    assert providers.secret_of(row) == SECRET
    page = browse(marta).get("/setup/sign-in/").text
    assert "http://testserver/account/through/quayside/login/callback/" in page
    assert SECRET not in page
    assert Role.MANAGER in marta.roles
