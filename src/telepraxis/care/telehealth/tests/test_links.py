"""Amara opens her link: on her phone, on another device, too late, after it was cancelled; and somebody forges one."""

import json
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from telepraxis.base import audit
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Visit

from .. import links
from ..models import BirthDateTry, JoinedDevice
from .clinic import open_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return open_clinic()


def birth_date(day: int, month: int, year: int) -> dict:
    return {"birth_date_day": day, "birth_date_month": month, "birth_date_year": year}


def goes_on(client, clinic):
    """The browser acts: from then on the link is bound to it."""
    return client.post(f"/visits/{clinic.visit_id}/devices/", {"microphone": "works", "camera": "works"})


def test_the_link_leads_to_the_device_check_and_names_nobody(clinic, client):
    opened = client.get(clinic.link(), follow=True)

    assert opened.redirect_chain[-1] == (f"/visits/{clinic.visit_id}/devices/", 302)
    assert opened.status_code == 200
    token = json.dumps(signing.loads(clinic.link().split("/")[2], salt="telehealth.join"))
    assert "Amara" not in token and str(clinic.amara) not in token


def test_a_mail_scanner_that_opens_the_link_first_takes_it_from_nobody(clinic, client):
    Client().get(clinic.link(), follow=True)

    opened = client.get(clinic.link(), follow=True)

    assert opened.redirect_chain[-1][0].endswith("/devices/")


def test_a_second_device_gives_the_birth_date_and_staff_see_it(clinic, client):
    client.get(clinic.link(), follow=True)
    goes_on(client, clinic)
    tablet = Client(headers={"user-agent": "Mozilla/5.0 (iPad) Version/17 Safari/604"})

    asked = tablet.get(clinic.link(), follow=True)
    let_in = tablet.post(f"/visits/{clinic.visit_id}/birth-date/", birth_date(14, 3, 1991), follow=True)

    assert asked.redirect_chain[-1][0].endswith("/birth-date/")
    assert let_in.redirect_chain[-1][0].endswith("/devices/")
    with clinic.serving():
        assert links.second_device_of(clinic.visit()).device_name == "Safari, iPad"


def test_five_wrong_birth_dates_shut_the_link_for_other_devices_and_not_for_the_first(clinic, client):
    client.get(clinic.link(), follow=True)
    goes_on(client, clinic)
    stranger = Client()
    stranger.get(clinic.link(), follow=True)
    address = f"/visits/{clinic.visit_id}/birth-date/"

    answers = [stranger.post(address, birth_date(1, 1, 1990 + n)).status_code for n in range(5)]
    right_too_late = stranger.post(address, birth_date(14, 3, 1991))

    assert answers == [200, 200, 200, 200, 403]
    assert right_too_late.status_code == 403
    assert b"+351 210 555 010" in right_too_late.content
    assert stranger.get(f"/visits/{clinic.visit_id}/safety/").status_code == 302
    with clinic.serving():
        assert BirthDateTry.objects.count() == 5
        assert JoinedDevice.objects.filter(birth_date_confirmed_at__isnull=False).count() == 0
    assert client.get(f"/visits/{clinic.visit_id}/safety/").status_code == 200


@pytest.mark.parametrize("token", ["nonsense", "eyJhIjoxfQ:1abc:def", "WyJ4Il0:1vN:zzz"])
def test_a_forged_link_says_so(client, db, token):
    answer = client.get(f"/join/{token}/")

    assert answer.status_code == 404
    assert b"not one of ours" in answer.content


def test_a_link_signed_with_an_older_key_still_works(clinic, client, settings):
    link = clinic.link()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key after rotation, long enough to be one"

    assert client.get(link).status_code == 302


def test_an_expired_link_names_the_next_step(clinic, client):
    with clinic.serving():
        Visit.objects.filter(id=clinic.visit_id).update(planned_at=timezone.now() - timedelta(hours=2, minutes=31))
        audit.wrote(clinic.system, "scene.set")

    answer = client.get(clinic.link())

    assert answer.status_code == 410
    assert b"This link has expired" in answer.content
    assert b"+351 210 555 010" in answer.content


def test_a_cancelled_visit_has_no_link(clinic, client):
    client.get(clinic.link(), follow=True)
    with clinic.serving():
        visits.cancel(visit=clinic.visit(), why="ill", by=clinic.system, now=timezone.now())

    assert client.get(clinic.link()).status_code == 410
    assert client.get(f"/visits/{clinic.visit_id}/safety/").status_code == 404


def test_a_finished_visit_has_used_its_link_up(clinic, client):
    now = timezone.now()
    with clinic.serving():
        visits.patient_ready(visit=clinic.visit(), by=clinic.system, now=now)
        visits.admit(visit=clinic.visit(), by=clinic.system, now=now)
        visits.finish(visit=clinic.visit(), by=clinic.system, now=now)

    answer = client.get(clinic.link())

    assert answer.status_code == 410
    assert b"This visit is over" in answer.content


def test_who_has_only_the_address_of_a_step_signs_in_first(clinic, client):
    answer = client.get(f"/visits/{clinic.visit_id}/room/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")
