"""A SMART app (npm fhirclient) in a real browser: it sends a physician to sign in, is let in, and shows the chart."""

import json
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.clients.house import APP_SECRET, PASSWORD
from tests.clients.node import HERE, packages

pytestmark = pytest.mark.browser


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """A test's output is its result, not an access log."""


@pytest.fixture(scope="module")
def growth_chart(clinic, tmp_path_factory):
    """Address of the app, on another port than the clinic."""
    folder = tmp_path_factory.mktemp("app") / "growth"
    shutil.copytree(HERE / "smart_app", folder)
    shutil.copy(packages() / "node_modules" / "fhirclient" / "build" / "fhir-client.js", folder)
    settings = json.dumps({"base": clinic.base, "clientId": clinic.growth_chart})
    (folder / "settings.js").write_text(f"const SETTINGS = {settings};")
    server = ThreadingHTTPServer(("127.0.0.1", clinic.app_port), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{clinic.app_port}"
    server.shutdown()


def sign_in(page: Page) -> None:
    """Sign in as Dr Inês Carvalho, by password and second factor."""
    page.get_by_text("Use a password").click()
    form = page.locator("form", has=page.get_by_label("Password"))
    form.get_by_label("E-mail address").fill("ines@quayside.test")
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code from your app").fill(pyotp.TOTP(APP_SECRET).now())
    page.get_by_role("button", name="Continue").click()


def seen(page: Page) -> dict[str, str]:
    """Return what the app shows, once it shows whose chart it has."""
    expect(page.locator("#patient")).not_to_be_empty(timeout=20_000)
    names = ("patient", "user", "scope", "measured", "everybody", "written", "failed")
    return {name: page.locator(f"#{name}").inner_text() for name in names}


def test_an_app_opened_by_itself_shows_the_chart_that_the_physician_chose(desktop, clinic, growth_chart):
    page = desktop.new_page()
    page.goto(f"{growth_chart}/launch.html")
    sign_in(page)
    page.get_by_label("Name, birth date, phone, e-mail or number").fill("Okonjo")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Amara Okonjo").click()
    page.get_by_role("button", name="Let Growth Chart in").click()

    assert seen(page) == {
        "patient": "Amara Okonjo",
        "user": "Carvalho",
        "scope": "fhirUser launch/patient openid patient/Observation.rs patient/Patient.rs",
        "measured": "68",
        "everybody": "Okonjo",
        "written": "refused 403",
        "failed": "",
    }
    assert page.url.startswith(f"{growth_chart}/app.html")


def test_an_app_opened_from_a_patients_page_gets_that_patient_and_only_what_was_left_ticked(
    desktop, clinic, growth_chart
):
    page = desktop.new_page()
    page.goto(f"{clinic.url}/demo/")
    page.get_by_role("button", name="Physician").click()
    page.wait_for_url("**/day/**")
    page.goto(f"{clinic.url}/patients/{clinic.amara}/")
    with desktop.expect_page() as opened:
        page.get_by_role("button", name="Open Growth Chart").click()
    app = opened.value
    app.get_by_role("checkbox", name="Read: measurements and laboratory values").uncheck()
    app.get_by_role("button", name="Let Growth Chart in").click()

    assert seen(app) == {
        "patient": "Amara Okonjo",
        "user": "Carvalho",
        "scope": "fhirUser launch openid patient/Patient.rs",
        "measured": "refused 403",
        "everybody": "Okonjo",
        "written": "refused 403",
        "failed": "",
    }
