"""The inbox and the page for phones in a real browser."""

from datetime import UTC, datetime

import pytest
from django.urls import include, path

from telepraxis.server.mailsink import Sink
from telepraxis.server.tls import local_authority, state
from tests.browser import sideways

from .test_inbox import send

pytestmark = pytest.mark.browser
urlpatterns = [
    path("", include("telepraxis.server.mailsink.urls")),
    path("", include("telepraxis.server.tls.urls")),
    path("", include("telepraxis.base.ui.urls")),
]


@pytest.fixture
def sink(settings, tmp_path):
    settings.HOME, settings.ROOT_URLCONF = tmp_path, __name__
    with Sink(tmp_path / "inbox") as running:
        yield running


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_a_mail_appears_by_itself_and_reads_well(request, sink, live_server, axe, shot, device):
    page = request.getfixturevalue(device).new_page()
    page.goto(f"{live_server.url}/demo/inbox/")
    page.get_by_text("No mail yet").wait_for()

    send(sink, "amara@example.org", "Your visit on Thursday", html="<html><head></head><body>Hello</body></html>")
    page.get_by_role("link", name="Your visit on Thursday").wait_for()
    shot(page, f"inbox-{device}")
    axe(page, without=["label-content-name-mismatch"])
    page.get_by_role("link", name="Your visit on Thursday").click()
    page.get_by_role("link", name="https://clinic.example/join/1").wait_for()
    shot(page, f"letter-{device}")
    assert sideways(page) == 0
    axe(page, without=["label-content-name-mismatch"])


def test_the_page_for_phones_fits_a_phone(sink, settings, tmp_path, live_server, phone, axe, shot):
    now = datetime.now(UTC)
    settings.PUBLIC_URL = "https://192.168.7.20:8443"
    state.write(tmp_path, mode="lan", certificate=None, now=now)
    local_authority.certificate_for(tmp_path, ["192.168.7.20"], now=now)
    page = phone.new_page()

    page.goto(f"{live_server.url}/lan/")

    page.get_by_role("link", name="Download the authority").wait_for()
    shot(page, "lan-phone")
    assert sideways(page) == 0
    axe(page, without=["label-content-name-mismatch"])
