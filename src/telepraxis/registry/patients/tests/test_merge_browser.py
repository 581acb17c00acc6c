"""Two records merged and parted in a real browser: at the desk, on a phone, by keys alone."""

from datetime import date

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.registry.accounts import people as accounts
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.document import Identifier
from telepraxis.registry.patients.registration import register
from tests.browser import DESKTOP, PHONE, sideways
from tests.people import MONDAY_8AM, colleague, patient_with_account, signed_in_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db):
    """Return Rui at the desk of a practice that knows Elena Rossi twice, and the uids of both records."""
    quay = found_organization(
        slug="quay", name="Quayside Practice", time_zone="Europe/Lisbon", jurisdiction="PT", now=MONDAY_8AM
    )
    by = Actor.system(quay.id)
    with tenancy.serving(quay.id):
        rui = colleague("rui@quayside.test", "Rui Tavares", {Role.FRONT_DESK}, by)
        elena = register(
            given="Elena",
            family="Rossi",
            birth_date=date(1979, 4, 2),
            gender="female",
            phone="+351 910 555 201",
            email="elena@patients.test",
            language="en",
            jurisdiction="PT",
            identifiers=[Identifier(value="A1007X", kind="Insurance number")],
            by=by,
            now=MONDAY_8AM,
        )
        helena = register(
            given="Helena Maria",
            family="Rossi",
            birth_date=date(1979, 2, 4),
            gender="female",
            phone="+351 910 555 202",
            email="helena.rossi.marchetti@patients.test",
            language="it",
            address={"street": "Rua Nova 4", "city": "Port Alder", "postal_code": "1200"},
            despite_duplicates=[elena.uid],
            by=by,
            now=MONDAY_8AM,
        )
        for row in (elena, helena):
            patient_with_account(row, by)
        carer = accounts.account_for_proxy(email="carer@example.org", name="Carla Carer", by=by, now=MONDAY_8AM)
        proxies.appoint(
            patient=helena.uid, account=carer, authority="patients_wish", scope=["book"], by=rui, now=MONDAY_8AM
        )
    return rui, elena.uid, helena.uid


def page_of(context, site, actor):
    key = signed_in_client(actor).session.session_key
    context.add_cookies([{"name": "sessionid", "value": key, "url": site}])
    return context.new_page()


@pytest.mark.parametrize(("device", "width"), [(PHONE, "phone"), (DESKTOP, "desktop")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_rui_compares_merges_and_parts(scheme, device, width, new_context, live_server, desk, axe, shot):
    rui, elena, helena = desk
    page = page_of(new_context(**device, color_scheme=scheme), live_server.url, rui)

    page.goto(f"{live_server.url}/patients/{elena}/same-as/?q=rossi")
    look(page, axe, shot, f"merge-find-{width}-{scheme}")
    page.get_by_role("link", name="Compare and merge Helena Maria Rossi").first.click()
    page.get_by_role("heading", name="One person, two records?").wait_for()
    look(page, axe, shot, f"merge-compare-{width}-{scheme}")
    page.get_by_label("Why are these one person?").fill("Identity card seen")
    page.get_by_role("button", name="Merge into Elena Rossi").click()
    page.get_by_text("Nothing was merged.").wait_for()
    look(page, axe, shot, f"merge-refused-{width}-{scheme}")
    for answer in page.get_by_text("Yes, they may see both").all():
        answer.click()
    page.get_by_label("I compared both: they are of one person.").check()
    page.get_by_role("button", name="Merge into Elena Rossi").click()
    page.get_by_text("Merged from Helena Maria Rossi").wait_for()
    look(page, axe, shot, f"merge-done-{width}-{scheme}")
    page.get_by_role("link", name="Part again Helena Maria Rossi").click()
    page.get_by_text("Nothing was written since").wait_for()
    look(page, axe, shot, f"merge-part-{width}-{scheme}")
    page.get_by_label("Why are these two persons?").fill("Two cousins")
    page.get_by_role("button", name="Part again").click()
    page.get_by_role("heading", name="Two records again").wait_for()
    look(page, axe, shot, f"merge-parted-{width}-{scheme}")


def look(page, axe, shot, name: str) -> None:
    shot(page, name)
    assert sideways(page) == 0
    axe(page)


def test_it_is_done_by_keys_alone(new_context, live_server, desk):
    rui, elena, helena = desk
    page = page_of(new_context(**DESKTOP), live_server.url, rui)
    page.goto(f"{live_server.url}/patients/{elena}/merge/{helena}/")

    page.get_by_role("radio", name="Elena Rossi").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="Helena Maria Rossi").first.is_checked()
    for answer in page.get_by_role("radio", name="Yes, they may see both").all():
        answer.focus()
        page.keyboard.press("Space")
    page.get_by_label("Why are these one person?").focus()
    page.keyboard.type("Identity card seen")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_text("Merged from Helena Maria Rossi").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "Helena Maria Rossi"
