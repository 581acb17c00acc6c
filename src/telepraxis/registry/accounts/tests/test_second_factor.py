"""Signing asks for the second factor on the page itself: a code proves one act, and no password does."""

import pyotp
import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from telepraxis.base.access import SIGNED_IN, page
from telepraxis.registry.accounts import second_factor
from telepraxis.registry.accounts.models import SpentCode

from .conftest import PASSWORD, SECRET

pytestmark = pytest.mark.urls(__name__)


@page(SIGNED_IN)
def an_act(request):
    ways = second_factor.ways_of(request)
    said = {name: request.POST.get(name, "") for name in ("code", "credential")}
    said |= {"password": request.POST["password"]} if "password" in request.POST else {}
    try:
        proven = second_factor.prove(request, **said)
    except second_factor.FactorRefused as refusal:
        return HttpResponse(str(refusal), status=422, headers={"App": ways.app, "Passkey": ways.passkey is not None})
    return HttpResponse(" ".join(sorted(proven.factors)))


urlpatterns = [
    path("", include("telepraxis.registry.accounts.urls")),
    path("", include("telepraxis.base.ui.urls")),
    path("act/", an_act),
]


@pytest.fixture
def desk(freya):
    """Freya's browser, signed in with her password and her app a moment ago."""
    browser = Client()
    browser.post("/account/login/", {"login": freya.email, "password": PASSWORD})
    browser.post("/account/login/second-step/", {"code": pyotp.TOTP(SECRET).now()})
    SpentCode.objects.all().delete()  # the next code of the app would come half a minute later
    cache.clear()
    return browser


def test_a_code_of_the_app_proves_one_act_and_is_then_spent(desk):
    code = pyotp.TOTP(SECRET).now()

    assert desk.post("/act/", {"code": code}).content == b"totp"
    again = desk.post("/act/", {"code": code})

    assert again.status_code == 422
    assert again.content.decode() == "This code is not right. Wait for the next one and try again."


def test_what_the_law_wants_of_two_kinds_is_asked_for_both(desk):
    wrong = desk.post("/act/", {"code": pyotp.TOTP(SECRET).now(), "password": "lantern orbit"})
    assert (wrong.status_code, wrong.content) == (422, b"That is not your password.")

    assert desk.post("/act/", {"code": pyotp.TOTP(SECRET).now(), "password": PASSWORD}).content == b"password totp"


@pytest.mark.parametrize(
    "said", [{}, {"code": "000000"}, {"code": PASSWORD}, {"credential": "{}"}, {"credential": "x"}]
)
def test_what_is_no_factor_proves_nothing(desk, said):
    answer = desk.post("/act/", said)

    assert (answer.status_code, answer["App"], answer["Passkey"]) == (422, "True", "False")
    assert SpentCode.objects.count() == 0


def test_after_six_wrong_ones_even_the_right_one_waits(desk):
    for _ in range(6):
        desk.post("/act/", {"code": "000000"})

    assert desk.post("/act/", {"code": pyotp.TOTP(SECRET).now()}).content != b"totp"
    assert SpentCode.objects.count() == 0
