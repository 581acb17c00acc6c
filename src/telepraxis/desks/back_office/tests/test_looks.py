"""How set-up and patients' pages look and read: phone and desktop, light and dark, with nothing in anybody's way."""

from datetime import date

import pytest
from playwright.sync_api import expect

from telepraxis.base.access import Role
from telepraxis.care.scheduling import hours, offering
from telepraxis.registry.organizations import sites
from telepraxis.registry.patients import proxies, registration
from telepraxis.registry.patients.document import EmergencyContact, Identifier
from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
from tests.browser import DESKTOP, PHONE, sideways
from tests.people import MONDAY_8AM, colleague, patient_with_account
from tests.sites import in_practice, open_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(practice):
    """Marta who manages, Dr Carvalho, Amara and her son Chidi, and what they need to meet."""
    with in_practice(practice) as system:
        then = {"by": system, "now": MONDAY_8AM}
        ines = enrol(
            title="Dr",
            given="Inês",
            family="Carvalho",
            specialty_code="family-medicine",
            qualifications=["MD, Universidade de Lisboa"],
            languages=["pt", "en"],
            licences=[NewLicence(jurisdiction="PT", number="OM 41872", valid_from=date(2009, 9, 1))],
            time_zone="Europe/Lisbon",
            **then,
        )
        marta = colleague("marta@quayside.test", "Marta Nunes", {Role.MANAGER}, system)
        colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=ines.uid)
        sites.open_site(name="Harbour", time_zone="Europe/Lisbon", city="Port Alder", **then)
        offering.offer_service(
            name="Video visit", minutes=20, currency="EUR", price_minor=3500, practitioners=[ines.uid], **then
        )
        rules = [hours.WeekRule(weekday, 540, 750) for weekday in range(5)]
        hours.set_week(practitioner=ines.uid, rules=rules, **then)
        amara = registration.register(
            given="Amara",
            family="Okonjo",
            birth_date=date(1991, 3, 12),
            gender="female",
            phone="+351 910 555 014",
            email="amara@example.org",
            language="en",
            interpreter_language="ig",
            needs="Large print",
            jurisdiction="PT",
            address={"street": "14 Ropewalk Street", "postal_code": "1100-001", "city": "Port Alder"},
            emergency_contact=EmergencyContact(name="Chidi Okonjo", relation="brother", phone="+351 910 555 099"),
            identifiers=[Identifier(kind="National health number", value="204 881 337")],
            **then,
        )
        registration.register(given="Amadou", family="Okonta", birth_date=date(1964, 8, 3), **then)
        child = registration.register(given="Chidi", family="Okonjo", birth_date=date(2019, 6, 2), **then)
        herself = patient_with_account(amara, system)
        proxies.appoint(
            patient=child.uid,
            account=_account(herself),
            authority="parental",
            relation="mother",
            scope=["book", "visit", "record"],
            **then,
        )
    return {"marta": marta, "amara": herself, "patient": amara.uid, "child": child.uid, "ines": ines.uid}


def _account(actor):
    from telepraxis.registry.accounts.models import Account

    return Account.objects.get(id=actor.account_id)


STAFF_PAGES = {
    "patients-find": "/patients/?q=amra%20oko",
    "patients-new": "/patients/new/",
    "patients-overview": "/patients/{patient}/",
    "patients-edit": "/patients/{patient}/edit/",
    "patients-history": "/patients/{patient}/history/",
    "patients-proxies": "/patients/{child}/proxies/",
    "setup": "/setup/",
    "setup-practice": "/setup/practice/",
    "setup-sites": "/setup/sites/",
    "setup-practitioners": "/setup/practitioners/",
    "setup-practitioner": "/setup/practitioners/{ines}/",
    "setup-people": "/setup/people/",
    "setup-services": "/setup/services/",
    "setup-hours": "/setup/hours/",
    "setup-week": "/setup/hours/{ines}/",
    "setup-texts": "/setup/consent-texts/",
    "setup-numbers": "/setup/emergency-numbers/?place=PT",
}


@pytest.mark.parametrize(("screen", "theme"), [("phone", "light"), ("desktop", "dark")])
def test_staff_meet_no_barrier(site, practice, people, new_context, axe, shot, theme, screen):
    context = new_context(**(PHONE if screen == "phone" else DESKTOP), color_scheme=theme)
    page = open_as(context, site, people["marta"].account_id, practice)
    wide = []
    for name, path in STAFF_PAGES.items():
        answer = page.goto(site + path.format(**people))
        assert answer.status == 200, path
        shot(page, f"{name}-{screen}-{theme}")
        axe(page)
        wide += [name] if sideways(page) else []

    assert wide == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_patients_meet_no_barrier(site, practice, people, new_context, axe, shot, theme):
    context = new_context(**PHONE, color_scheme=theme)
    newcomer = context.new_page()
    newcomer.goto(f"{site}/c/quayside/register/")
    shot(newcomer, f"register-phone-{theme}")
    axe(newcomer)
    page = open_as(context, site, people["amara"].account_id, practice, hat="patient")
    for name, path in {"me": "/me/", "me-own": "/me/{patient}/", "me-child": "/me/{child}/"}.items():
        assert page.goto(site + path.format(**people)).status == 200, path
        shot(page, f"{name}-phone-{theme}")
        axe(page)
        assert sideways(page) == 0


def test_the_list_follows_what_is_typed_and_the_keyboard_opens_it(site, practice, people, desktop):
    page = open_as(desktop, site, people["marta"].account_id, practice)
    page.goto(f"{site}/patients/")
    field = page.get_by_label("Name, birth date, phone, e-mail or number")
    expect(field).to_be_focused()

    page.keyboard.type("okonjo amra")
    expect(page.get_by_role("link", name="Amara Okonjo")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Amara Okonjo")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Amara Okonjo", level=1)).to_be_visible()


def test_a_second_record_is_not_made_by_accident(site, practice, people, desktop):
    page = open_as(desktop, site, people["marta"].account_id, practice)
    page.goto(f"{site}/patients/new/")
    page.get_by_label("Given names").fill("Amara")
    page.get_by_label("Family names").fill("Okonyo")
    page.get_by_label("Day").fill("12")
    page.get_by_label("Month").fill("March")
    page.get_by_label("Year").fill("1991")
    page.get_by_role("button", name="Register").click()

    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    page.get_by_role("link", name="Open Amara Okonjo").click()
    expect(page.get_by_role("heading", name="Amara Okonjo", level=1)).to_be_visible()
