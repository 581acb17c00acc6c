"""Every word of the ways in can be translated."""

import pytest
from django.test import Client

from telepraxis.registry.accounts import security_log
from tests import pseudo
from tests.signing_in import sign_in_client

OPEN = [
    "/account/login/",
    "/account/login/code/",
    "/account/password/reset/",
    "/account/password/reset/sent/",
    "/account/password/reset/key/1-x/",
    "/account/join/",
    "/account/closed/",
    "/account/quick/",
    "/account/link/forged/",
    "/account/invitation/forged/",
]
OWN = [
    "/account/security/",
    "/account/security/log/",
    "/account/security/pin/",
    "/account/security/passkeys/add/",
    "/account/security/app/remove/",
    "/account/password/",
    "/account/again/",
    "/account/again/app/",
    "/account/again/code/",
    "/account/logout/",
    "/switch/",
]
NAMES = ["Telepraxis", "Freya Nilsen", "freya@quayside.test", "Quayside Practice", "Firefox, Linux", "Quayside"]


@pytest.mark.parametrize("address", OPEN)
def test_pages_for_everybody_speak_any_language(db, address):
    with pseudo.spoken():
        html = Client().get(address).content.decode()

    assert pseudo.untranslated(html, known=NAMES) == []


@pytest.mark.parametrize("address", OWN)
def test_pages_about_oneself_speak_any_language(freya, quayside, address):
    import time

    from django.utils import timezone

    browser = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"})
    sign_in_client(browser, freya, quayside)
    session = browser.session
    session["proven_at"] = time.time()
    session.save()
    for kind in security_log.WORDS:
        security_log.note(kind, account_id=freya.pk, now=timezone.now())
    with pseudo.spoken():
        html = browser.get(address).content.decode()

    assert pseudo.untranslated(html, known=[*NAMES, "127.0.0.1", "f•••@quayside.test"]) == []


def test_refusals_speak_any_language(freya):
    browser = Client()
    with pseudo.spoken():
        wrong = browser.post("/account/login/", {"login": "freya@quayside.test", "password": "wrong wrong wrong"})

    assert pseudo.untranslated(wrong.content.decode(), known=NAMES) == []
