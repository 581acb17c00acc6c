"""What matters asks again who is at the keyboard, and comes back to where one was."""

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from telepraxis.base.access import SIGNED_IN, page
from telepraxis.registry.accounts import codes, freshness, tasks
from telepraxis.registry.accounts.models import SpentCode
from tests.people import MONDAY_8AM
from tests.signing_in import sign_in_client

from .conftest import PASSWORD, SECRET, code_in

pytestmark = pytest.mark.urls(__name__)


@page(SIGNED_IN)
def something_that_matters(request):
    freshness.require_recent(request, minutes=10)
    return HttpResponse("signed")


urlpatterns = [
    path("", include("telepraxis.registry.accounts.urls")),
    path("", include("telepraxis.base.ui.urls")),
    path("sign/", something_that_matters),
]


@pytest.fixture
def desk(freya):
    """Freya's browser, signed in fully a moment ago."""
    browser = Client()
    browser.post("/account/login/", {"login": freya.email, "password": PASSWORD})
    browser.post("/account/login/second-step/", {"code": pyotp.TOTP(SECRET).now()})
    return browser


def test_right_after_the_sign_in_nobody_is_asked_again(desk):
    assert desk.get("/sign/").content == b"signed"


def test_later_the_password_is_asked_and_leads_back(desk, later):
    later(minutes=11)
    asked = desk.get("/sign/")
    assert asked["Location"] == "/account/again/?next=%2Fsign%2F"
    assert desk.post("/account/again/", {"password": "something else entirely", "next": "/sign/"}).status_code == 200

    answer = desk.post("/account/again/", {"password": PASSWORD, "next": "/sign/"})

    assert answer["Location"] == "/sign/"


def test_a_patient_without_password_proves_it_by_a_code(amara, quayside, letters):
    browser = Client()
    sign_in_client(browser, amara, quayside, hat="patient")
    assert browser.get("/sign/")["Location"] == "/account/again/code/?next=%2Fsign%2F"
    browser.post("/account/again/code/", {"next": "/sign/"})
    assert browser.post("/account/again/code/", {"code": "0000-0000", "next": "/sign/"}).status_code == 200

    answer = browser.post("/account/again/code/", {"code": code_in(letters()[0]), "next": "/sign/"})

    assert answer["Location"] == "/sign/"
    assert browser.get("/sign/").content == b"signed"


def test_the_code_that_proves_it_again_works_once_and_for_a_quarter_of_an_hour(amara, quayside, letters, later):
    browser = Client()
    sign_in_client(browser, amara, quayside, hat="patient")
    browser.post("/account/again/code/", {"next": "/sign/"})
    later(minutes=16)

    browser.post("/account/again/code/", {"code": code_in(letters()[0]), "next": "/sign/"})

    assert browser.get("/sign/").status_code == 302


def test_old_codes_and_sessions_are_forgotten(db):
    from datetime import timedelta

    codes.spend("old", now=MONDAY_8AM - timedelta(days=3))
    codes.spend("new", now=MONDAY_8AM)
    Session.objects.create(session_key="old", session_data="", expire_date=MONDAY_8AM - timedelta(days=1))

    tasks.forget_old(now=MONDAY_8AM)

    assert (SpentCode.objects.count(), Session.objects.count()) == (1, 0)
