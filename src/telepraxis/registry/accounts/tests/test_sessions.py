"""Open sessions: seen, ended one by one or all, idle, too old."""

import pytest
from django.test import Client

from telepraxis.registry.accounts import idle, security_log
from telepraxis.registry.accounts.models import SignedInSession
from tests.signing_in import sign_in_client

pytestmark = pytest.mark.urls("telepraxis.registry.accounts.tests.staff_door")


@pytest.fixture
def desk(freya, quayside):
    """Freya's browser at the desk, signed in."""
    browser = Client()
    sign_in_client(browser, freya, quayside)
    return browser


@pytest.fixture
def home(freya, quayside):
    """Freya's browser at home, signed in."""
    browser = Client()
    sign_in_client(browser, freya, quayside)
    return browser


def test_a_person_sees_their_sessions_and_which_is_this_one(desk, home):
    page = desk.get("/account/security/").content.decode()

    assert page.count("Firefox, Linux") >= 2
    assert page.count("This one") == 1


def test_a_revoked_session_is_refused_at_its_next_request(desk, home):
    at_home = home.session["signed_in_session"]
    assert home.get("/ward/").status_code == 200

    desk.post(f"/account/security/sessions/{at_home}/end/")

    assert home.get("/ward/")["Location"] == "/account/login/?next=/ward/"
    assert desk.get("/ward/").status_code == 200
    assert SignedInSession.objects.get(id=at_home).ended_why == "revoked"


def test_all_other_sessions_end_at_once(desk, home):
    desk.post("/account/security/sessions/others/end/")

    assert home.get("/ward/").status_code == 302
    assert desk.get("/ward/").status_code == 200


def test_nobody_ends_somebody_elses_session(desk, home, rui, quayside):
    ruis = Client()
    sign_in_client(ruis, rui, quayside)

    ruis.post(f"/account/security/sessions/{home.session['signed_in_session']}/end/")

    assert home.get("/ward/").status_code == 200


def test_after_a_quarter_of_an_hour_staff_are_signed_out(desk, freya, later):
    later(minutes=14)
    assert desk.get("/ward/").status_code == 200
    later(minutes=28)
    assert desk.get("/ward/").status_code == 200
    later(minutes=44)

    assert desk.get("/ward/")["Location"] == "/account/login/?next=/ward/"
    assert b"signed out after a pause" in desk.get("/account/login/").content
    assert [event.kind for event in security_log.of_account(freya.pk)] == ["idle"]


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(desk, later):
    later(minutes=10)
    assert desk.get("/ward/", headers={"X-By-Itself": "1"}).status_code == 200
    later(minutes=16)

    assert desk.get("/ward/").status_code == 302


def test_a_visit_keeps_the_session_open(desk, later):
    from django.utils import timezone

    later(minutes=14)
    idle.keep_alive(desk.session, now=timezone.now())
    later(minutes=28)

    assert desk.get("/ward/").status_code == 200


def test_staying_counts_as_being_there(desk, later):
    later(minutes=14)
    assert desk.get("/account/stay/").status_code == 204
    later(minutes=20)

    assert desk.get("/ward/").status_code == 200


def test_no_session_is_older_than_a_shift(desk, later):
    for minutes in range(0, 14 * 60 + 1, 10):
        later(minutes=minutes)
        desk.get("/account/stay/")
    later(minutes=14 * 60 + 5)

    assert desk.get("/ward/").status_code == 302
    assert b"session had become old" in desk.get("/account/login/").content


def test_signing_out_ends_the_session(desk, freya):
    session_id = desk.session["signed_in_session"]

    desk.post("/account/logout/")

    assert desk.get("/ward/").status_code == 302
    assert SignedInSession.objects.get(id=session_id).ended_why == "signed_out"


def test_a_panel_of_an_ended_session_leads_the_page_to_the_sign_in(desk, later):
    later(minutes=20)
    answer = desk.get("/ward/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/day/?week=2"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/account/login/?next=%2Fday%2F%3Fweek%3D2")


def test_the_organization_says_how_long_a_pause_may_be(freya, monkeypatch):
    idle.minutes_from(five := lambda: 5)
    try:
        assert idle.minutes_for(freya.pk) == 5
    finally:
        idle._minutes_of.remove(five)
    assert idle.minutes_for(freya.pk) == 15


def test_a_person_sees_their_own_log_only(desk, freya, rui, quayside):
    from django.utils import timezone

    now = timezone.now()
    security_log.note("refused", account_id=freya.pk, now=now, address="198.51.100.7")
    security_log.note("refused", account_id=rui.pk, now=now, address="203.0.113.9")

    page = desk.get("/account/security/log/").content.decode()

    assert "198.51.100.7" in page
    assert "203.0.113.9" not in page


def test_the_security_log_cannot_be_changed(freya):
    from django.db import DatabaseError, transaction
    from django.utils import timezone

    from telepraxis.registry.accounts.models import SecurityEvent

    security_log.note("refused", account_id=freya.pk, now=timezone.now())
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        SecurityEvent.objects.update(kind="signed_in")

    assert SecurityEvent.objects.get().kind == "refused"
