"""Amara's home, and that of Kofi who acts for her."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from telepraxis.base.access import Actor
from telepraxis.care.encounters import visits
from telepraxis.care.telehealth.tests.clinic import open_clinic
from telepraxis.registry.accounts import hats, people
from telepraxis.registry.patients import proxies, registration
from tests.signing_in import sign_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return open_clinic()


@pytest.fixture
def amara(clinic, client):
    sign_in_client(client, clinic.amara_account, clinic.tenant, hat=hats.PATIENT)
    return client


def test_the_next_visit_stands_first_with_the_way_into_it(clinic, amara):
    page = amara.get("/")

    assert page.status_code == 200
    assert page.context["next"].visit.id == clinic.visit_id
    assert (page.context["next"].devices_checked, page.context["next"].card_complete) == (False, False)
    assert "Join visit" in page.content.decode()


def test_a_new_patient_is_led_to_booking(clinic, amara):
    with clinic.serving():
        visits.cancel(visit=clinic.visit(), why="moved away", by=clinic.system, now=timezone.now())

    page = amara.get("/")

    assert page.context["next"] is None
    assert "No visit is booked" in page.content.decode()


def test_somebody_who_acts_for_a_child_chooses_for_whom(clinic, client):
    now = timezone.now()
    system = Actor.system(clinic.tenant.id)
    kofi = people.account_for_proxy(email="kofi@quayside.example", name="Kofi Okonjo", by=system, now=now)
    with clinic.serving():
        child = registration.register(
            given="Ama", family="Okonjo", birth_date=date(2019, 5, 2), jurisdiction="PT", by=system, now=now
        )
        for patient in (clinic.amara, child.uid):
            authority = "parental" if patient == child.uid else "patients_wish"
            proxies.appoint(patient=patient, account=kofi, authority=authority, scope={"book", "visit"},
                            until=(now + timedelta(days=30)).date(), by=system, now=now)  # fmt: skip
    sign_in_client(client, kofi, clinic.tenant, hat=hats.PATIENT)

    first, second = client.get("/"), client.get(f"/?for={clinic.amara}")

    assert [person.name for person in first.context["people"]] == ["Ama Okonjo", "Amara Okonjo"]
    assert first.context["next"] is None
    assert second.context["next"].visit.id == clinic.visit_id


def test_a_stranger_in_the_address_shows_ones_own_home(clinic, amara):
    page = amara.get("/?for=0193a000-0000-7000-8000-000000000000")

    assert page.context["person"].uid == clinic.amara


def test_staff_are_led_to_their_desk(clinic, client):
    sign_in_client(client, clinic.dr_ines, clinic.tenant, hat=hats.STAFF)

    assert client.get("/").headers["Location"] == "/day/"


def test_nobody_signs_in_first(client, db):
    assert client.get("/").headers["Location"] == "/account/login/?next=/"


def test_the_number_of_queries_stands(clinic, amara, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        amara.get("/")
