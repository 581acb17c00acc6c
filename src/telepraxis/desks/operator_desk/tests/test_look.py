"""The operator page in a real browser: phone and desktop, light and dark."""

import pytest
from django.test import Client
from django.utils import timezone

from telepraxis.base import failures
from telepraxis.base.access import Actor, Role
from telepraxis.base.tenancy import serving
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.accounts.models import Account
from tests.browser import sideways
from tests.people import colleague
from tests.signing_in import sign_in_client

from .test_operator_page import failed_job, refused_mail

pytestmark = pytest.mark.browser


@pytest.fixture
def session_cookie(transactional_db, settings, tmp_path):
    """Runa's session at a practice where a mail, a job and a page have failed."""
    settings.HOME = tmp_path
    quayside = Tenant.objects.create(slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon")
    with serving(quayside.id):
        runa = colleague("runa@quayside.test", "Runa Holm", {Role.SYSTEM_ADMINISTRATOR}, Actor.system(quayside.id))
        refused_mail(quayside)
        refused_mail(quayside, 2, state="queued")
    failed_job()
    failures.note(
        source="page", place="front_desk:day", kind="OperationalError", now=timezone.now(), request_id="a1b2c3d4"
    )
    client = Client()
    sign_in_client(client, Account.objects.get(pk=runa.account_id), quayside)
    return client.cookies["sessionid"].value


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, live_server, session_cookie, axe, shot, device, theme):
    context = request.getfixturevalue(device)
    context.add_cookies(
        [
            {"name": "sessionid", "value": session_cookie, "url": live_server.url},
            {"name": "theme", "value": theme, "url": live_server.url},
        ]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/operator/")

    page.get_by_role("heading", name="Recent failures").wait_for()
    shot(page, f"operator-{device}-{theme}")
    assert sideways(page) == 0
    axe(page, without=["label-content-name-mismatch"])  # the menu shows initials, hidden from screen readers
    page.get_by_role("button", name="Send again").first.click()
    page.get_by_text("The mail is on its way again.").wait_for()
