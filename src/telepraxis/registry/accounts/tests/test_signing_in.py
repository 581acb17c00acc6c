"""Ways in: a code or link by mail for patients, two factors for staff, and what is refused."""

import pytest

from telepraxis.registry.accounts import security_log
from telepraxis.registry.accounts.models import SecurityEvent, SignedInSession

from .conftest import PASSWORD, code_in, link_in


def ask_for_code(client, email):
    return client.post("/account/login/code/", {"email": email})


def enter(client, code):
    return client.post("/account/login/code/enter/", {"code": code, "action": "verify"})


def give_password(client, email, password, **more):
    return client.post("/account/login/", {"login": email, "password": password, **more})


def test_a_patient_comes_in_with_a_code(client, amara, letters):
    assert client.get("/account/login/").status_code == 200
    ask_for_code(client, "Amara@mail.test")
    answer = enter(client, code_in(letters()[0]))

    assert (answer.status_code, answer["Location"]) == (302, "/")
    session = SignedInSession.objects.get()
    assert (session.account, session.way, session.strong) == (amara, "code", False)
    assert [event.kind for event in security_log.of_account(amara.pk)] == ["signed_in", "code_sent"]


def test_a_patient_comes_in_with_the_link_of_the_same_mail(client, amara, letters):
    ask_for_code(client, "amara@mail.test")
    link = link_in(letters()[0])

    assert b"Continue" in client.get(link).content
    assert SignedInSession.objects.count() == 0  # a mail scanner that opens the link spends nothing
    answer = client.post(link)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert SignedInSession.objects.get().account == amara


def test_code_and_link_of_one_mail_work_once_together(client, amara, letters):
    ask_for_code(client, "amara@mail.test")
    enter(client, code_in(letters()[0]))

    answer = client.post(link_in(letters()[0]))

    assert answer.status_code == 410
    assert SignedInSession.objects.count() == 1
    assert SecurityEvent.objects.filter(kind="code_used_again", account=amara).count() == 1


def test_a_forged_link_opens_nothing(client, amara, letters):
    ask_for_code(client, "amara@mail.test")
    link = link_in(letters()[0])

    assert client.post(link[:-3] + "xx/").status_code == 410
    assert SignedInSession.objects.count() == 0


def test_a_wrong_code_opens_nothing(client, amara):
    ask_for_code(client, "amara@mail.test")

    assert enter(client, "0000-0000").status_code == 200
    assert SignedInSession.objects.count() == 0


def test_staff_come_in_with_password_and_app(client, freya, code_now):
    answer = give_password(client, "freya@quayside.test", PASSWORD)
    assert answer["Location"] == "/account/login/second-step/"
    assert SignedInSession.objects.count() == 0

    answer = client.post("/account/login/second-step/", {"code": code_now()})

    assert answer["Location"] == "/day/"
    session = SignedInSession.objects.get()
    assert (session.way, session.strong, session.idle_minutes) == ("password_and_factor", True, 15)


def test_the_password_alone_opens_nothing(client, freya):
    give_password(client, "freya@quayside.test", PASSWORD)

    assert client.get("/account/security/").status_code == 302
    assert client.post("/account/login/second-step/", {"code": "000000"}).status_code == 200
    assert SignedInSession.objects.count() == 0


def test_a_code_of_the_app_works_once(client, freya, code_now):
    from django.test import Client

    code = code_now()
    give_password(client, "freya@quayside.test", PASSWORD)
    client.post("/account/login/second-step/", {"code": code})
    other = Client()
    give_password(other, "freya@quayside.test", PASSWORD)

    answer = other.post("/account/login/second-step/", {"code": code})

    assert answer.status_code == 200
    assert SignedInSession.objects.count() == 1


def test_a_recovery_code_works_once(client, freya):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from django.test import Client

    code = RecoveryCodes.activate(freya).get_unused_codes()[0]
    for visitor, landing in ((client, "/day/"), (Client(), None)):
        give_password(visitor, "freya@quayside.test", PASSWORD)
        answer = visitor.post("/account/login/second-step/", {"code": code})
        assert answer.get("Location") == landing

    assert SignedInSession.objects.count() == 1


def test_staff_get_no_code_by_mail_but_are_told_their_way(client, freya, letters):
    answer = ask_for_code(client, "freya@quayside.test")

    assert answer["Location"] == "/account/login/code/enter/"
    assert letters()[0].subject == "How you sign in"
    assert "-" not in letters()[0].subject


def test_a_patients_code_comes_to_nobody_elses_session(client, amara, letters):
    from django.test import Client

    ask_for_code(client, "amara@mail.test")
    stranger = Client()

    assert enter(stranger, code_in(letters()[0]))["Location"] == "/account/login/code/"
    assert SignedInSession.objects.count() == 0


@pytest.mark.parametrize("known", ["amara@mail.test", "freya@quayside.test"])
def test_known_and_unknown_addresses_get_equal_answers(amara, freya, known, letters):
    from django.test import Client

    answers = []
    for email in (known, "nobody@mail.test"):
        visitor = Client()
        asked = ask_for_code(visitor, email)
        shown = visitor.get(asked["Location"])
        wrong = enter(visitor, "1111-1111")
        refused = give_password(Client(), email, "not the password at all")
        answers.append(
            [
                asked.status_code,
                asked["Location"],
                without_secrets(shown, email),
                without_secrets(wrong, email),
                without_secrets(refused, email),
            ]
        )

    assert answers[0] == answers[1]
    assert len(letters()) == 2


def without_secrets(answer, email) -> str:
    """Return the page without what differs for everybody: the token, the request's number, the address typed in."""
    import re

    page = answer.content.decode().replace(email, "EMAIL")
    page = re.sub(r'(csrfmiddlewaretoken" value="|csrf-token" content=")[^"]+', "", page)
    return re.sub(r"\d\d:\d\d( \w+)?", "TIME", page)


def test_nobody_is_led_to_another_site(client, amara, letters):
    for bad in ("https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"):
        client.logout()
        client.post("/account/login/code/", {"email": "amara@mail.test", "next": bad})
        answer = client.post(
            "/account/login/code/enter/", {"code": code_in(letters()[-1]), "action": "verify", "next": bad}
        )
        assert answer["Location"] == "/", bad


def test_one_is_led_back_to_where_one_wanted_to_go(client, amara, letters):
    client.post("/account/login/code/", {"email": "amara@mail.test", "next": "/visits/"})
    answer = client.post(
        "/account/login/code/enter/", {"code": code_in(letters()[-1]), "action": "verify", "next": "/visits/"}
    )

    assert answer["Location"] == "/visits/"


def test_a_session_key_from_before_the_sign_in_is_worth_nothing(client, amara, letters):
    client.get("/account/login/")
    ask_for_code(client, "amara@mail.test")
    before = client.session.session_key
    enter(client, code_in(letters()[0]))

    assert client.session.session_key != before
    from django.test import Client

    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get("/account/security/")["Location"].startswith("/account/login/")


def test_sign_in_pauses_after_six_failures_and_says_until_when(client, freya, later):
    for _ in range(5):
        assert give_password(client, "freya@quayside.test", "wrong password entirely").status_code == 200
    paused = give_password(client, "freya@quayside.test", "wrong password entirely")

    assert paused.status_code == 429
    assert b"Try again in 15 minutes, at" in paused.content
    assert give_password(client, "freya@quayside.test", PASSWORD).status_code == 429
    from django.utils import timezone

    pauses = security_log.lock_outs(now=timezone.now())
    assert [(p["email"], p["failures"]) for p in pauses] == [("freya@quayside.test", 6)]
    assert SecurityEvent.objects.filter(kind="locked_out", account=freya).exists()

    later(minutes=16)
    assert give_password(client, "freya@quayside.test", PASSWORD).status_code == 302


def test_an_unknown_address_is_paused_alike(client, quayside):
    for _ in range(6):
        paused = give_password(client, "nobody@mail.test", "wrong password entirely")

    assert paused.status_code == 429


def test_wrong_codes_of_the_app_pause_too(client, freya, code_now):
    give_password(client, "freya@quayside.test", PASSWORD)
    for _ in range(6):
        answer = client.post("/account/login/second-step/", {"code": "000000"})

    assert answer.status_code == 429
    assert client.post("/account/login/second-step/", {"code": code_now()}).status_code == 429
    assert SignedInSession.objects.count() == 0


def test_the_clock_tells_nobody_which_accounts_exist(amara, freya):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    def questions(email) -> int:
        browser = Client()
        with CaptureQueriesContext(connection) as asked:
            ask_for_code(browser, email)
        return len(asked)

    known, staff, unknown = (questions(email) for email in ("amara@mail.test", freya.email, "nobody@mail.test"))

    assert known == staff
    assert abs(unknown - known) <= 1  # allauth looks twice for an address that it does not find
