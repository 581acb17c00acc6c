"""Marta sees her keys, replaces and revokes one, freshly proven; anybody fetches what verifies."""

import json
import re
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone

from telepraxis.registry.accounts import freshness
from tests.people import MONDAY_8AM

from .. import keys, tokens, verifying
from ..models import Key
from . import scene

KEYS = "/setup/signing-keys/"
QUERIES = 9


@pytest.fixture
def marta_at_her_desk(marta, browse):
    """A session in which Marta proved a minute ago who she is."""
    client = browse(marta)
    session = client.session
    session[freshness.PROVEN_AT] = (timezone.now() - timedelta(minutes=1)).timestamp()
    session.save()
    return client


def test_lists_every_key_with_its_state(quayside, marta, marta_at_her_desk, django_assert_num_queries):
    scene.signed_pdf(MONDAY_8AM)
    first = keys.signer(use="token", now=MONDAY_8AM).key
    second = keys.rotate(use="token", by=marta, now=MONDAY_8AM + timedelta(hours=1))
    keys.revoke(kid=first.kid, why="lost", note="In the river", by=marta, now=MONDAY_8AM + timedelta(hours=2))

    said = marta_at_her_desk.get(KEYS).text

    assert said.count("Signs now") == 2 and said.count("In force") == 1 and said.count(">Revoked<") == 1
    assert all(kid in said for kid in Key.objects.values_list("kid", flat=True))
    assert "It is lost, and nobody else has it" in said and "In the river" in said and "by Marta Nunes" in said
    assert f"{KEYS}{second.id}/revoke/" in said and f"{KEYS}{first.id}/revoke/" not in said


def test_queries_do_not_grow_with_the_keys(quayside, marta, marta_at_her_desk, django_assert_num_queries):
    keys.signer(use="paper", now=MONDAY_8AM)
    marta_at_her_desk.get(KEYS)
    with django_assert_num_queries(QUERIES):
        marta_at_her_desk.get(KEYS)
    for hour in range(5):
        keys.rotate(use="token", by=marta, now=MONDAY_8AM + timedelta(hours=hour))
    with django_assert_num_queries(QUERIES):
        marta_at_her_desk.get(KEYS)


def test_replaces_a_key_after_asking(quayside, marta_at_her_desk):
    first = keys.signer(use="token", now=MONDAY_8AM).key

    asked = marta_at_her_desk.get(f"{KEYS}rotate/?use=token")
    assert "Let a new key sign" in asked.text and Key.objects.get().is_current
    done = marta_at_her_desk.post(f"{KEYS}rotate/?use=token", follow=True)

    assert "A new key signs from now on." in done.text
    assert Key.objects.get(kid=first.kid).retired_at and Key.objects.count() == 2
    assert marta_at_her_desk.get(f"{KEYS}rotate/?use=root").status_code == 404


def test_revokes_a_key_for_a_reason(quayside, marta_at_her_desk):
    key = keys.signer(use="token", now=MONDAY_8AM).key

    without = marta_at_her_desk.post(f"{KEYS}{key.id}/revoke/", {"why": "mood"})
    assert without.status_code == 422 and Key.objects.get().is_current
    done = marta_at_her_desk.post(f"{KEYS}{key.id}/revoke/", {"why": "stolen", "note": "The server was broken into"})

    assert done.status_code == 302
    key.refresh_from_db()
    assert (key.revoked_why, key.revoked_note, key.sealed) == ("stolen", "The server was broken into", "")
    assert marta_at_her_desk.get(f"{KEYS}{key.id}/revoke/").status_code == 404


@pytest.mark.parametrize("path", ["rotate/?use=token", "{key}/revoke/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_asks_again_who_it_is(quayside, marta, browse, path, method):
    key = keys.signer(use="token", now=MONDAY_8AM).key

    answer = getattr(browse(marta), method)(KEYS + path.format(key=key.id), {"why": "lost"} if method == "post" else {})

    assert answer.status_code == 302 and answer["Location"].startswith("/account/again/")
    assert Key.objects.get().is_current


def test_the_key_set_is_public_and_may_be_kept(quayside):
    token = scene.token(MONDAY_8AM)

    answer = Client().get("/signatures/quayside/keys.json", headers={"Origin": "https://pharmacy.example"})

    assert answer["Cache-Control"] == "public, max-age=300" and answer["Access-Control-Allow-Origin"] == "*"
    assert [key["kid"] for key in answer.json()["keys"]] == [verify(token).key_id]
    assert "sessionid" not in answer.cookies
    assert Client().get("/signatures/nowhere/keys.json").status_code == 404


def verify(text: str):
    return verifying.token(text, kind="prescription", now=MONDAY_8AM)


def test_the_authoritys_certificate_is_public_once_there_is_one(quayside):
    assert Client().get("/signatures/quayside/authority.pem").status_code == 404
    keys.signer(use="paper", now=MONDAY_8AM)

    answer = Client().get("/signatures/quayside/authority.pem")

    assert answer.text == Key.objects.get(use="root").public
    assert answer["Content-Type"] == "application/x-pem-file"


def test_the_page_that_verifies_reaches_nothing(quayside):
    scene.token(MONDAY_8AM)
    answer = Client().get("/signatures/quayside/verify.html?save")
    said = answer.text

    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', said)[1]
    assert answer["Content-Security-Policy"] == f"{policy}; frame-ancestors 'none'"
    assert policy.startswith("default-src 'none'; ") and "connect-src" not in policy and "unsafe" not in policy
    (script,) = re.findall(r'<script type="module">(.*?)</script>', said, re.S)
    (style,) = re.findall(r"<style>(.*?)</style>", said, re.S)
    for content in (script, style):
        assert f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'" in policy
    assert not re.search(r'(?:src|href)="(?!#|\?|https://)', said.split("<script")[0].partition("</style>")[2])
    assert answer["Content-Disposition"] == 'attachment; filename="verify-prescriptions.html"'
    (sets,) = json.loads(re.search(r'<script id="key-sets" type="application/json">(.*?)</script>', said)[1])
    assert (sets["name"], [key["kid"] for key in sets["keys"]]) == ("Quayside Practice", [Key.objects.get().kid])
    assert answer["Permissions-Policy"].startswith("camera=(self)")


def test_the_page_that_verifies_speaks_spanish(quayside):
    said = Client().get("/signatures/quayside/verify.html?language=es").text
    assert '<html lang="es">' in said
    assert '<html lang="en">' in Client().get("/signatures/quayside/verify.html?language=tlh").text


def test_a_link_opens_there(quayside):
    text = scene.token(MONDAY_8AM)
    path = tokens.address(text).removeprefix("http://localhost:8000").partition("#")[0]

    assert Client().get(path).status_code == 200
