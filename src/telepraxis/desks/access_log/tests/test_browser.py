"""Who looked, in a real browser: read on a phone, searched at a desk, by everybody."""

from datetime import date

import pytest

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.registry.accounts import security_log
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients.registration import register
from tests.browser import DESKTOP, PHONE, sideways
from tests.people import MONDAY_8AM, colleague, patient_with_account, signed_in_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def quay(transactional_db):
    return found_organization(
        slug="quay", name="Quayside Practice", time_zone="Europe/Lisbon", jurisdiction="PT", now=MONDAY_8AM
    )


@pytest.fixture
def people(quay):
    """Amara, whom a physician and a nurse looked after today, and the privacy officer."""
    by = Actor.system(quay.id)
    with tenancy.serving(quay.id):
        row = register(
            given="Amara",
            family="Okonjo",
            birth_date=date(1991, 3, 12),
            gender="female",
            phone="+351 910 555 014",
            email="amara@example.org",
            language="en",
            jurisdiction="PT",
            by=by,
            now=MONDAY_8AM,
        )
        amara = patient_with_account(row, by)
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, by)
        freya = colleague("freya@quayside.test", "Freya Lindqvist", {Role.NURSE}, by)
        officer = colleague("tome@quayside.test", "Tomé Reis", {Role.PRIVACY_OFFICER}, by)
        for _ in range(4):
            audit.wrote(ines, "note.draft_saved", patient=row.uid)
        audit.looked(ines, "chart.read", patient=row.uid)
        audit.wrote(freya, "scheduling.checked_in", patient=row.uid)
        audit.wrote(ines, "visit.cancelled", patient=row.uid, reason="The clinician is ill")
        audit.looked(amara, "note.read", patient=row.uid)
        for number in range(70):
            audit.looked(freya, "chart.read", patient=row.uid, reason=f"Follow-up call {number}")
    from django.utils import timezone

    security_log.note("refused", account_id=ines.account_id, now=timezone.now(), address="198.51.100.7")
    security_log.note("signed_in", account_id=ines.account_id, now=timezone.now(), device_name="Firefox, Windows")
    return {"amara": amara, "officer": officer}


def browser_of(context, site, actor):
    key = signed_in_client(actor).session.session_key
    context.add_cookies([{"name": "sessionid", "value": key, "url": site}])
    return context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_patient_reads_on_a_phone_who_looked(scheme, new_context, live_server, people, axe, shot):
    context = new_context(**PHONE, color_scheme=scheme)
    page = browser_of(context, live_server.url, people["amara"])
    page.goto(f"{live_server.url}/record/access/")
    page.get_by_text("Freya Lindqvist read your chart").first.wait_for()
    shot(page, f"access-log-phone-{scheme}")
    assert sideways(page) == 0
    axe(page)

    page.get_by_role("link", name="Older").click()
    page.get_by_text("Dr Inês Carvalho wrote in the note of your visit").wait_for()
    page.get_by_text("4 times").wait_for()
    page.get_by_label("By whom").select_option("Dr Inês Carvalho")
    page.wait_for_url("**person=Dr*")
    assert page.get_by_text("Freya Lindqvist read your chart").count() == 0
    shot(page, f"access-log-filtered-phone-{scheme}")
    axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_officer_searches_at_a_desk(scheme, new_context, live_server, people, axe, shot):
    context = new_context(**DESKTOP, color_scheme=scheme)
    page = browser_of(context, live_server.url, people["officer"])
    page.goto(f"{live_server.url}/audit/")
    page.get_by_role("textbox", name="Patient", exact=True).fill("okonjo")
    page.get_by_label("What", exact=True).select_option("Changed")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Checked a patient in").wait_for()
    shot(page, f"audit-desktop-{scheme}")
    axe(page)
    page.goto(f"{live_server.url}/audit/sign-ins/")
    page.get_by_text("A sign-in failed").wait_for()
    shot(page, f"audit-sign-ins-desktop-{scheme}")
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/audit/?kind=write")
    shot(page, f"audit-phone-{scheme}")
    assert sideways(page) == 0
    axe(page)
