"""The demonstration's door: one click, and only in a demonstration."""

import subprocess
import sys

import pytest
from django.test import RequestFactory

from telepraxis.registry.accounts import demo, hats, sign_in
from telepraxis.registry.accounts.models import DemoRole, SignedInSession
from tests.people import MONDAY_8AM


@pytest.fixture
def demonstration(settings):
    settings.TELEPRAXIS_MODE = "demo"


def visit():
    request = RequestFactory().get("/demo/")
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore

    request.session, request.user, request.address = SessionStore(), AnonymousUser(), "127.0.0.1"
    request.request_id, request.now = "1", MONDAY_8AM
    return request


def test_a_role_opens_with_one_click_and_acts(demonstration, quayside, freya):
    from telepraxis.registry.accounts.actors import actor_for

    freya.authenticator_set.all().delete()
    role = demo.offer(freya, label="Freya Nilsen, nurse", landing="/day/", order=1)
    request = visit()

    assert demo.sign_in_as(request, role, now=MONDAY_8AM) == "/day/"
    assert actor_for(request, quayside.id).roles == {"nurse"}
    assert SignedInSession.objects.get().way == "demo"
    assert request.session[hats.ORGANIZATION] == str(quayside.id)
    assert request.session[sign_in.NEEDS_FACTOR] is False


def test_a_patient_role_wears_the_patients_hat(demonstration, quayside, amara):
    role = demo.offer(amara, label="Amara Okonjo, patient", landing="/", order=0)
    request = visit()

    demo.sign_in_as(request, role, now=MONDAY_8AM)

    assert request.session[hats.HAT] == hats.PATIENT


def test_outside_a_demonstration_nothing_is_offered_and_nobody_comes_in(quayside, freya, settings):
    settings.TELEPRAXIS_MODE = "production"
    with pytest.raises(demo.NotADemonstration):
        demo.offer(freya, label="Freya", landing="/day/", order=1)
    role = DemoRole.objects.create(account=freya, label="Freya", landing="/day/", order=1)
    with pytest.raises(demo.NotADemonstration):
        demo.sign_in_as(visit(), role, now=MONDAY_8AM)

    assert SignedInSession.objects.count() == 0


def test_a_session_of_a_demonstration_is_worth_nothing_elsewhere(demonstration, quayside, freya, settings):
    from telepraxis.registry.accounts.actors import actor_for

    freya.authenticator_set.all().delete()
    request = visit()
    demo.sign_in_as(request, demo.offer(freya, label="Freya", landing="/day/", order=1), now=MONDAY_8AM)

    settings.TELEPRAXIS_MODE = "production"

    assert actor_for(request, quayside.id).roles == frozenset()


@pytest.mark.parametrize(("mode", "exists"), [("demo", True), ("production", False), ("development", False)])
def test_the_address_exists_in_a_demonstration_only(mode, exists, tmp_path):
    asked = (
        "import django; django.setup(); from django.urls import resolve, Resolver404\n"
        "try: resolve('/demo/'); print(True)\n"
        "except Resolver404: print(False)"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "telepraxis.server.settings",
        "TELEPRAXIS_MODE": mode,
        "TELEPRAXIS_HOME": str(tmp_path),
        "PYTHONPATH": "src",
    }
    said = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == str(exists)
