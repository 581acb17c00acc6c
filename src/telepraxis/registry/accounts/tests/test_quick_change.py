"""Quick change of person on a shared computer."""

import pytest
from django.test import Client
from django.utils import timezone

from telepraxis.registry.accounts import quick_change, security_log
from telepraxis.registry.accounts.models import SignedInSession

from .conftest import PASSWORD

pytestmark = pytest.mark.urls("telepraxis.registry.accounts.tests.staff_door")
PIN = "274913"


@pytest.fixture
def shared(freya, code_now):
    """The computer at the desk, on which Freya signed in fully this morning and has a PIN."""
    browser = Client()
    browser.post("/account/login/", {"login": freya.email, "password": PASSWORD})
    browser.post("/account/login/second-step/", {"code": code_now()})
    quick_change.set_pin(account=freya, pin=PIN, now=timezone.now())
    return browser


def take_over(browser, account, pin):
    return browser.post(f"/account/quick/{account.pk}/", {"pin": pin})


def test_the_computer_shows_who_signed_in_fully_today(shared, freya):
    assert "Freya Nilsen" in shared.get("/account/quick/").content.decode()
    assert "Freya Nilsen" not in Client().get("/account/quick/").content.decode()


def test_a_pin_takes_over(shared, freya):
    shared.post("/account/logout/")

    assert take_over(shared, freya, PIN)["Location"] == "/day/"
    assert shared.get("/ward/").content == b"nurse"
    assert [s.way for s in SignedInSession.objects.order_by("started_at")] == ["password_and_factor", "quick"]


def test_taking_over_ends_the_session_before_it(shared, freya):
    first = shared.session["signed_in_session"]
    key = shared.session.session_key

    take_over(shared, freya, PIN)

    assert SignedInSession.objects.get(id=first).ended_at is not None
    assert shared.session.session_key != key


def test_the_pin_rests_after_five_wrong_ones_until_a_full_sign_in(shared, freya, code_now):
    shared.post("/account/logout/")
    for left in (4, 3, 2, 1):
        assert f"Tries left: {left}" in take_over(shared, freya, "000000").content.decode()
    take_over(shared, freya, "000000")

    assert take_over(shared, freya, PIN).status_code == 200
    assert shared.get("/ward/").status_code == 302
    kinds = [event.kind for event in security_log.of_account(freya.pk)]
    assert (kinds.count("pin_refused"), kinds.count("pin_stopped")) == (5, 1)


def test_a_pin_works_on_no_other_computer(shared, freya):
    assert take_over(Client(), freya, PIN).status_code == 404


def test_a_forged_device_is_no_device(shared, freya):
    thief = Client()
    thief.cookies["device"] = shared.cookies["device"].value[:-2] + "xx"

    assert take_over(thief, freya, PIN).status_code == 404


def test_a_pin_does_not_work_the_next_day(shared, freya, later):
    shared.post("/account/logout/")
    later(hours=25)

    assert take_over(shared, freya, PIN).status_code == 404


def test_a_revoked_sign_in_shows_no_face(shared, freya):
    from telepraxis.registry.accounts import sessions

    sessions.end_all(account=freya, why="revoked", now=timezone.now())

    assert take_over(shared, freya, PIN).status_code == 404


@pytest.mark.parametrize("pin", ["12345", "123456", "987654", "111111", "121212", "abcdef"])
def test_an_easy_pin_is_refused(shared, freya, pin):
    answer = shared.post("/account/security/pin/", {"pin": pin, "again": pin})

    assert answer.status_code == 200
    freya.refresh_from_db()
    assert quick_change.check_password(PIN, freya.pin_hash)


def test_a_pin_is_set_and_removed(shared, freya):
    shared.post("/account/security/pin/", {"pin": "480217", "again": "480217"})
    freya.refresh_from_db()
    assert quick_change.check_password("480217", freya.pin_hash)

    shared.post("/account/security/pin/", {"remove": "1"})
    freya.refresh_from_db()
    assert freya.pin_hash == ""
