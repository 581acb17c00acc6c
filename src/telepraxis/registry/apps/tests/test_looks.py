"""How the pages of apps and of the practice's own sign-in look and read: phone and desktop, light and dark.

And one real round: a browser goes from the patient's page to an app and back to the practice, and the app gets in.
"""

import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base.access import Role
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.apps import connecting, grants, registering, tokens
from telepraxis.registry.patients import proxies, registration
from telepraxis.registry.single_sign_on import providers
from tests.browser import sideways
from tests.people import colleague, patient_with_account
from tests.sites import in_practice, open_as
from tests.waiting import wait_until

from .an_app import CHALLENGE, VERIFIER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCOPES = [
    "openid", "fhirUser", "launch", "launch/patient", "offline_access", "patient/*.rs", "user/Observation.cruds",
    "patient/Observation.rs?category=laboratory",
]  # fmt: skip


class Landing(BaseHTTPRequestHandler):
    """Where the app is: it says hello at every address."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Growth Chart</title><h1>Growth Chart</h1>")

    def log_message(self, *args):
        pass


@pytest.fixture
def app_at():
    """The address of an app that runs elsewhere."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Landing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def scene(practice, app_at):
    """Marta manages, Dr Carvalho treats Amara, who has a son; two apps are registered and one is connected."""
    now = timezone.now()
    with in_practice(practice) as system:
        then = {"by": system, "now": now}
        marta = colleague("marta@quayside.test", "Marta Nunes", {Role.MANAGER}, system)
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system)
        row = registration.register(
            given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), email="amara@example.org", language="en",
            jurisdiction="PT", **then,
        )  # fmt: skip
        child = registration.register(given="Chidi", family="Okonjo", birth_date=date(2019, 6, 2), **then)
        amara = patient_with_account(row, system)
        account = Account.objects.get(pk=amara.account_id)
        proxies.appoint(patient=child.uid, account=account, authority="parental", scope=["record"], **then)
        growth = registering.register(
            registering.Particulars(
                name="Growth Chart", kind="public", proof="none", scopes=SCOPES, redirect_uris=[f"{app_at}/back"],
                launch_uri=f"{app_at}/launch", for_patients=True,
            ),
            **then,
        ).app  # fmt: skip
        registering.register(
            registering.Particulars(
                name="Cancer registry", kind="backend", proof="client_secret", scopes=["system/Condition.rs"]
            ),
            **then,
        )
        leave = connecting.Leave(scopes=["patient/*.rs", "offline_access"], patient=amara.patient_id)
        connection = connecting.connect(app=growth, leave=leave, by=amara, now=now)
        for kind, lasts in (("access", timedelta(minutes=15)), ("refresh", tokens.OFFLINE_LASTS)):
            tokens.issue(connection, kind, scopes=leave.scopes, lasts=lasts, now=now, address="203.0.113.7")
        said = providers.Particulars(
            issuer="https://login.quayside.test", client_id="telepraxis", secret="between us",
            domains=["quayside.test"], strong_claims=["mfa"],
        )  # fmt: skip
        providers.keep(said, **then)
    return SimpleNamespace(
        practice=practice, marta=marta, ines=ines, amara=amara, growth=growth, back=f"{app_at}/back", at=app_at
    )


def asking(site, scene, scope: str, **other) -> str:
    said = {
        "response_type": "code", "client_id": scene.growth.client_id, "redirect_uri": scene.back, "scope": scope,
        "state": "its own", "aud": f"{site}/fhir/quayside", "code_challenge": CHALLENGE,
        "code_challenge_method": "S256", **other,
    }  # fmt: skip
    return f"{site}/oauth/quayside/authorize?{urlencode(said)}"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, site, scene, axe, shot, device, theme):
    def look(page, name, path):
        page.goto(path if path.startswith("http") else site + path)
        page.locator("html[data-ready]").wait_for(state="attached")
        page.evaluate("document.querySelectorAll('main details').forEach((each) => (each.open = true))")
        shot(page, f"{name}-{device}-{theme}")
        assert sideways(page) == 0, name
        axe(page, without=["label-content-name-mismatch"])

    context = request.getfixturevalue(device)
    context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    look(context.new_page(), "sso-sign-in", "/account/login/")
    look(context.new_page(), "sso-find", "/account/practice/?practice=quayside")
    manager = open_as(context, site, scene.marta.account_id, scene.practice)
    for name, path in (
        ("apps-all", "/setup/apps/"),
        ("apps-register", "/setup/apps/new/"),
        ("apps-one", f"/setup/apps/{scene.growth.id}/"),
        ("apps-setup", "/setup/"),
        ("sso-provider", "/setup/sign-in/"),
    ):
        look(manager, name, path)
    doctor = open_as(context, site, scene.ines.account_id, scene.practice)
    look(doctor, "apps-open", f"/patients/{scene.amara.patient_id}/")
    picking = asking(site, scene, "launch/patient patient/*.rs user/Observation.cruds", find="okon")
    look(doctor, "apps-choose", picking)
    patient = open_as(context, site, scene.amara.account_id, scene.practice, hat="patient")
    look(patient, "apps-consent", asking(site, scene, " ".join(each for each in SCOPES if each != "launch")))
    look(patient, "apps-own", "/account/apps/")
    look(patient, "apps-refused", asking(site, scene, "patient/*.rs", aud="x", redirect_uri="https://evil.test/"))


def test_a_browser_carries_the_app_from_the_patients_page_into_the_record(site, scene, desktop):
    page = open_as(desktop, site, scene.ines.account_id, scene.practice)
    page.goto(f"{site}/patients/{scene.amara.patient_id}/")
    with desktop.expect_page() as opened:
        page.get_by_role("button", name="Open Growth Chart").click()
    app = opened.value
    app.wait_for_url(f"{scene.at}/launch?**")
    told = parse_qs(urlsplit(app.url).query)
    assert told["iss"] == [f"{site}/fhir/quayside"]
    found = requests.get(f"{told['iss'][0]}/.well-known/smart-configuration", timeout=5).json()

    app.goto(asking(site, scene, "launch openid fhirUser patient/*.rs", launch=told["launch"][0]))
    app.keyboard.press("Tab")
    expect(app.get_by_role("heading", name="Let Growth Chart in?")).to_be_visible()
    app.get_by_label("Know your own entry").uncheck()
    app.get_by_role("button", name="Let Growth Chart in").press("Enter")
    app.wait_for_url(f"{scene.back}?**")

    code = parse_qs(urlsplit(app.url).query)["code"][0]
    said = requests.post(
        found["token_endpoint"],
        {
            "grant_type": "authorization_code", "code": code, "redirect_uri": scene.back,
            "client_id": scene.growth.client_id, "code_verifier": VERIFIER,
        },
        timeout=10,
    )  # fmt: skip
    assert said.status_code == 200, said.text
    assert said.headers["Access-Control-Allow-Origin"] == "*"
    assert said.json()["scope"] == "launch openid patient/*.rs"
    grant = grants.grant_of(said.json()["access_token"], scene.practice.id, timezone.now())
    assert grant.patient == scene.amara.patient_id
    bearer = {"Authorization": f"Bearer {said.json()['access_token']}"}
    read = requests.get(f"{told['iss'][0]}/Patient/{said.json()['patient']}", headers=bearer, timeout=10)
    assert (read.status_code, read.json()["name"][0]["family"]) == (200, "Okonjo")
    with in_practice(scene.practice):
        connecting.disconnect(
            connecting.open_connections(scene.ines.account_id).get(), by=scene.ines, now=timezone.now()
        )
    wait_until(lambda: requests.get(read.url, headers=bearer, timeout=10).status_code == 401, 1)
