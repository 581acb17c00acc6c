"""Everybody tries every door, by GET and by POST: who is promised comes in, nobody else does."""

import logging
from datetime import datetime

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from telepraxis.base.access.checks import routes
from telepraxis.base.ui import errors
from tests.matrix import promise
from tests.matrix.world import ZONE, build_world

# What a path names besides the world's objects. Nobody has these: a page that finds nothing is as good as closed.
NOBODYS = {
    "token": "forged-token", "uidb36": "1", "key": "forged-key", "pk": 1, "job_id": 1, "number": "1", "place": 1,
    "provider_id": "nobody",
    "ticket": "forged-ticket", "token_id": "01890000-0000-7000-8000-000000000000",
    "call_id": "01890000-0000-7000-8000-000000000000",
    "still_id": "01890000-0000-7000-8000-000000000000",
    "session_id": "01890000-0000-7000-8000-000000000000", "account_id": "01890000-0000-7000-8000-000000000000",
}  # fmt: skip
ABOUT_AN_ORGANIZATION = {"organization", "slug"}  # names the practice itself, no object of it
SIGN_IN, ELSEWHERE = "/account/login/", ("/switch/", "/account/enrol/")


pytestmark = [pytest.mark.matrix, pytest.mark.timeout(1800)]


@pytest.fixture
def refusals_without_words(monkeypatch):
    """Nine of ten doors stay shut. Their pages are looked at elsewhere; drawing each anew was a fifth of the walk."""
    monkeypatch.setattr(errors, "error_page", lambda request, status, **context: HttpResponse(status=status))


@pytest.fixture
def world(db):
    return build_world(datetime.now(ZONE))


def arguments_of(name: str) -> list[str]:
    """Return the names of what the route's path holds."""
    resolver = get_resolver()
    *namespaces, view = name.split(":")
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    possibilities = resolver.reverse_dict.getlist(view)
    return possibilities[0][0][0][1] if possibilities else []


def refused(response) -> bool:
    """Tell whether the door stayed shut."""
    if response.status_code in (301, 302, 303):
        return response.url.startswith((SIGN_IN, *ELSEWHERE))
    return response.status_code in (401, 403, 404, 405, 410)


def knock(cookies: dict, method: str, path: str):
    """Send the request and undo what it did."""
    client = Client(raise_request_exception=False)
    client.cookies.load(cookies)
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    return response


def worth_trying(row: dict, persona: promise.Persona, named: set[str]) -> bool:
    """Leave out what cannot differ: who signs in to a public page, where one works for a page about oneself."""
    if "public" in row["allow"]:
        return persona.role in ("anonymous", "patient")
    return bool(named) or persona.organization == "quayside"


def test_nobody_gets_further_than_promised_and_everybody_promised_gets_in(world, settings, refusals_without_words):
    logging.disable(logging.ERROR)
    settings.AXES_ENABLED = False
    leaks, crashes, locked_out, requests = [], [], [], 0
    for name, _, _ in routes():
        row, names = promise.rows()[name], arguments_of(name)
        unknown = [one for one in names if one not in world.arguments and one not in NOBODYS]
        assert unknown == [], f"{name}: say in tests/matrix/world.py what {unknown} may be"
        path = reverse(name, kwargs={one: world.arguments.get(one, NOBODYS.get(one)) for one in names})
        named = set() if row.get("installation") else set(names) - ABOUT_AN_ORGANIZATION
        is_ours_to_open = not {"public", "signed_in", "link"} & set(row["allow"]) and not named & NOBODYS.keys()
        for persona, cookies in world.visitors.items():
            if not worth_trying(row, persona, named):
                continue
            may = promise.promised(row, persona, about_a_patient=bool(named))
            for method in ("get", "post"):
                response = knock(cookies, method, path)
                requests += 1
                said = f"{persona.name}: {method.upper()} {name} -> {response.status_code}"
                if response.status_code >= 500:
                    crashes.append(said)
                elif not may and not refused(response):
                    leaks.append(said)
                elif may and is_ours_to_open and method == "get" and response.status_code in (302, 403, 404):
                    if refused(response) and persona.relation not in ("expired", "revoked"):
                        locked_out.append(said)
    logging.disable(logging.NOTSET)

    report = "\n".join(["LEAKS", *leaks, "CRASHES", *crashes, "LOCKED OUT", *locked_out])
    assert report == "LEAKS\nCRASHES\nLOCKED OUT"
    assert requests > 3_000
