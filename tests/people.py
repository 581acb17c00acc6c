"""The people that tests are about: two practices and who works and is treated there. Fixtures, all in the database.

A person's fixture is their `Actor` (account, roles, own document); their rows hang on `practitioner_id`, `patient_id`.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from tests.recorded import recorded

LISBON = ZoneInfo("Europe/Lisbon")
MONDAY_8AM = datetime(2026, 11, 23, 8, 0, tzinfo=LISBON)


@pytest.fixture
def quayside(founded):
    """Quayside Practice in Port Alder, Lisbon time: most scenes play here, and the test's transaction serves it."""
    with tenancy.serving(founded.id):
        yield founded


@pytest.fixture
@recorded
def founded(beginning):
    from telepraxis.base.events.models import ToldFact
    from telepraxis.registry.organizations.founding import found_organization

    tenant = found_organization(
        slug="quayside",
        name="Quayside Practice",
        time_zone="Europe/Lisbon",
        jurisdiction="PT",
        phone="+351 210 555 000",
        now=MONDAY_8AM,
    )
    with tenancy.serving(tenant.id):
        ToldFact.objects.all().delete()  # that it was founded is old news when the scene begins
    return tenant


@pytest.fixture
def hillcrest(db):
    """Hillcrest Clinic in Denver: the other organization, which must see nothing of Quayside."""
    from telepraxis.base.tenancy.models import Tenant

    return Tenant.objects.create(slug="hillcrest", name="Hillcrest Clinic", time_zone="America/Denver")


@pytest.fixture
def system(quayside):
    """The installation itself, at Quayside."""
    return Actor.system(quayside.id)


@pytest.fixture
@recorded
def ines(system, beginning):
    """Dr Inês Carvalho, family physician, licensed in Portugal."""
    from telepraxis.registry.practitioners.enrolment import NewLicence, enrol

    row = enrol(
        title="Dr",
        given="Inês",
        family="Carvalho",
        gender="female",
        specialty_code="family-medicine",
        qualifications=["MD, Universidade de Lisboa"],
        languages=["pt", "en"],
        licences=[NewLicence(jurisdiction="PT", number="OM 41872", valid_from=date(2009, 9, 1))],
        time_zone="Europe/Lisbon",
        by=system,
        now=MONDAY_8AM,
    )
    return colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=row.uid)


@pytest.fixture
@recorded
def freya(system, beginning):
    """Freya Lindqvist, nurse."""
    from telepraxis.registry.practitioners.enrolment import enrol

    row = enrol(
        given="Freya",
        family="Lindqvist",
        gender="female",
        specialty_code="nursing",
        languages=["en", "sv"],
        time_zone="Europe/Lisbon",
        by=system,
        now=MONDAY_8AM,
    )
    return colleague("freya@quayside.test", "Freya Lindqvist", {Role.NURSE}, system, practitioner=row.uid)


@pytest.fixture
@recorded
def rui(system, beginning):
    """Rui Tavares, front desk."""
    return colleague("rui@quayside.test", "Rui Tavares", {Role.FRONT_DESK}, system)


@pytest.fixture
@recorded
def marta(system, beginning):
    """Marta Nunes, manager."""
    return colleague("marta@quayside.test", "Marta Nunes", {Role.MANAGER}, system)


@pytest.fixture
@recorded
def amara(system, beginning):
    """Amara Okonjo, born 12 March 1991, patient with an account."""
    from telepraxis.registry.patients.registration import register

    row = register(
        given="Amara",
        family="Okonjo",
        birth_date=date(1991, 3, 12),
        gender="female",
        phone="+351 910 555 014",
        email="amara@example.org",
        language="en",
        jurisdiction="PT",
        time_zone="Europe/Lisbon",
        emergency_contact={"name": "Chidi Okonjo", "relation": "brother", "phone": "+351 910 555 099"},
        by=system,
        now=MONDAY_8AM,
    )
    return patient_with_account(row, system)


@pytest.fixture
@recorded
def tomasz(system, beginning):
    """Tomasz Wilk, born 2 February 1955, another patient with an account."""
    from telepraxis.registry.patients.registration import register

    row = register(
        given="Tomasz",
        family="Wilk",
        birth_date=date(1955, 2, 2),
        gender="male",
        phone="+48 601 555 020",
        email="tomasz@example.org",
        language="pl",
        interpreter_language="pl",
        jurisdiction="PT",
        by=system,
        now=MONDAY_8AM,
    )
    return patient_with_account(row, system)


def colleague(email: str, name: str, roles: set[Role], by: Actor, practitioner=None) -> Actor:
    """Return the actor of a member of staff with a new account in the organization of `by`."""
    from telepraxis.registry.accounts.actors import actor_of_account
    from telepraxis.registry.accounts.people import create_staff_account

    account = create_staff_account(
        email=email, name=name, roles=roles, practitioner=practitioner, by=by, now=MONDAY_8AM
    )
    return actor_of_account(account, by.organization_id, now=MONDAY_8AM)


def patient_with_account(row, by: Actor) -> Actor:
    """Return the actor of a registered patient with a new account."""
    from telepraxis.registry.accounts.actors import actor_of_account
    from telepraxis.registry.accounts.people import account_for_patient

    account = account_for_patient(
        email=row.email, name=row.name_text, patient=row.uid, language=row.language, by=by, now=MONDAY_8AM
    )
    return actor_of_account(account, by.organization_id, now=MONDAY_8AM)


@pytest.fixture
def browse(quayside):
    """`browse(ines)`: a Django test client in which this person is signed in, staff with a second factor."""
    return signed_in_client


def signed_in_client(actor: Actor):
    """Return a client whose session is the actor's, in the actor's organization."""
    from allauth.mfa.models import Authenticator
    from django.test import Client
    from django.utils import timezone

    from telepraxis.registry.accounts import hats, sessions, sign_in
    from telepraxis.registry.accounts.models import Account, SignedInSession

    account, client = Account.objects.get(pk=actor.account_id), Client()
    if actor.is_staff:
        Authenticator.objects.get_or_create(user=account, type="totp", defaults={"data": {"secret": "TEST"}})
    client.force_login(account, backend=sign_in.BACKEND)
    session, now = client.session, timezone.now()
    row = SignedInSession(
        account=account,
        session_key=session.session_key,
        way=SignedInSession.Way.PASSKEY,
        strong=True,
        device_name="Test",
        started_at=now,
        last_seen_at=now,
        idle_minutes=60,
    )
    row.save(force_insert=True)
    session[sessions.KEY], session[hats.STRONG], session[sign_in.NEEDS_FACTOR] = str(row.id), True, False
    session[hats.ORGANIZATION] = str(actor.organization_id)
    session[hats.HAT] = hats.STAFF if actor.is_staff else hats.PATIENT
    session.save()
    return client
