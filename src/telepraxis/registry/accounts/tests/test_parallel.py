"""Many at once: one code, one winner; and an ended session closes its sockets."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie

import pyotp
import pytest
from asgiref.testing import ApplicationCommunicator
from channels.auth import AuthMiddleware
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from channels.sessions import SessionMiddlewareStack
from django.db import connection
from django.test import Client
from django.urls import path
from django.utils import timezone

from telepraxis.base.access import Actor, Role, Rule, socket
from telepraxis.base.live.consumer import LiveConsumer
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.accounts import codes, people, sessions
from telepraxis.registry.accounts.models import SecurityEvent, SignedInSession, SpentCode
from tests.people import MONDAY_8AM
from tests.signing_in import sign_in_client

from .conftest import PASSWORD, SECRET, TOTP, code_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quay(transactional_db):
    return Tenant.objects.create(slug="quay", name="Quayside Practice", time_zone="Europe/Lisbon")


@pytest.fixture
def nurse(quay):
    account = people.create_staff_account(
        email="freya@quayside.test", name="Freya Nilsen", roles={Role.NURSE}, by=Actor.system(quay.id), now=MONDAY_8AM
    )
    people.set_password(account=account, password=PASSWORD)
    TOTP.activate(account, SECRET)
    return account


@pytest.fixture
def patient(quay):
    return people.account_for_patient(
        email="amara@mail.test", name="Amara Okonjo", patient=None, by=Actor.system(quay.id), now=MONDAY_8AM
    )


def at_once(times, deed):
    """Run the deed in so many threads and return what each came to."""

    def one(number):
        try:
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_of_fifty_uses_of_one_mailed_code_one_wins(patient, letters):
    asker = Client()
    asker.post("/account/login/code/", {"email": patient.email})
    code, key = code_in(letters()[0]), asker.session.session_key

    def use(number):
        browser = Client(raise_request_exception=False)
        browser.cookies["sessionid"] = key
        return browser.post("/account/login/code/enter/", {"code": code, "action": "verify"}).status_code

    answers = at_once(50, use)

    assert SignedInSession.objects.count() == 1
    assert [status for status in answers if status >= 500] == []


def test_of_fifty_uses_of_one_code_of_the_app_one_wins(nurse):
    browsers = [Client(raise_request_exception=False) for _ in range(50)]
    first = browsers[0]
    first.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
    key = first.session.session_key
    code = pyotp.TOTP(SECRET).now()

    def use(number):
        browsers[number].cookies["sessionid"] = key
        return browsers[number].post("/account/login/second-step/", {"code": code}).status_code

    answers = at_once(50, use)

    assert SignedInSession.objects.count() == 1
    assert [status for status in answers if status >= 500] == []


def test_a_code_is_spent_by_one_of_fifty(transactional_db):
    def spend(number):
        try:
            codes.spend("sign-in", "the same nonce", now=MONDAY_8AM)
            return True
        except codes.AlreadySpent:
            return False

    assert at_once(50, spend).count(True) == 1
    assert SpentCode.objects.count() == 1


def test_of_twenty_wrong_pins_at_once_five_are_tried(nurse):
    from telepraxis.registry.accounts import quick_change

    browser = Client()
    browser.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
    browser.post("/account/login/second-step/", {"code": pyotp.TOTP(SECRET).now()})
    quick_change.set_pin(account=nurse, pin="274913", now=timezone.now())
    device = browser.cookies["device"].value

    def guess(number):
        thief = Client(raise_request_exception=False)
        thief.cookies["device"] = device
        return thief.post(f"/account/quick/{nurse.pk}/", {"pin": f"10{number:04}"}).status_code

    answers = at_once(20, guess)

    assert SecurityEvent.objects.filter(account=nurse, kind="pin_refused").count() == 5
    assert [status for status in answers if status >= 500] == []


@socket(Rule("test.ward", lambda actor, subject: actor.is_staff))
class WardConsumer(LiveConsumer):
    """A socket for staff."""


def test_an_ended_session_closes_its_sockets_and_opens_none(nurse, quay):
    browser = Client()
    row = sign_in_client(browser, nurse, quay)
    cookie = SimpleCookie({"sessionid": browser.session.session_key}).output(header="").strip()
    ward = SessionMiddlewareStack(AuthMiddleware(URLRouter([path("live/ward/", WardConsumer.as_asgi())])))

    def end():
        sessions.end(session_id=row.id, account=nurse, why="revoked", now=timezone.now())
        connection.close()

    def visitor():
        headers = [(b"cookie", cookie.encode()), (b"origin", b"http://testserver")]
        scope = {"type": "websocket", "path": "/live/ward/", "headers": headers, "client": ["127.0.0.1", 1]}
        return ApplicationCommunicator(ward, {**scope, "query_string": b"", "subprotocols": []})

    async def scene():
        first, second = visitor(), visitor()
        await first.send_input({"type": "websocket.connect"})
        said = [await first.receive_output(timeout=10)]
        await asyncio.to_thread(end)
        said.append(await first.receive_output(timeout=10))
        await second.send_input({"type": "websocket.connect"})
        await second.receive_output(timeout=10)
        said.append(await second.receive_output(timeout=10))
        await get_channel_layer().flush()
        return [(one["type"], one.get("code")) for one in said]

    assert asyncio.run(scene()) == [
        ("websocket.accept", None),
        ("websocket.close", 4401),
        ("websocket.close", 4403),
    ]
