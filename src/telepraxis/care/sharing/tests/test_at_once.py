"""Many at once, and many houses: ten tries together, one ticket for one of many, nothing in another's address."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from telepraxis.base.uuid7 import uuid7
from telepraxis.care.sharing import links, opening, shlink
from telepraxis.care.sharing.addresses import ShortUuid
from telepraxis.care.sharing.models import SharedLink
from telepraxis.registry.patients import registration
from tests.people import patient_with_account
from tests.sites import in_practice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(practice):
    opening.ASKED.known.clear()
    now = timezone.now()
    with in_practice(practice) as system:
        row = registration.register(
            given="Amara", family="Okonjo", birth_date=None, email="amara@example.org", by=system, now=now
        )
        amara = patient_with_account(row, system)
        said = {"label": "Summary", "expires_at": now + timedelta(days=1), "passcode": "heron-7"}
        return links.share(patient=row.uid, **said, by=amara, now=now)


def at_once(count: int, act) -> list:
    def alone(number: int):
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as many:
        return list(many.map(alone, range(count)))


def test_guesses_at_once_are_counted_one_by_one(made, practice):
    path = urlsplit(shlink.read(made.text).url).path

    def guess(number: int):
        asked = json.dumps({"recipient": "Guesser", "passcode": f"guess {number}"})
        answer = Client().post(path, asked, content_type="application/json")
        return answer.status_code, answer.json().get("remainingAttempts")

    answers = at_once(14, guess)
    assert sorted(answers, key=str) == sorted([(401, left) for left in range(10)] + [(404, None)] * 4, key=str)
    with in_practice(practice):
        link = SharedLink.objects.get()
    assert (link.tries_left, link.ended_why) == (0, "guessed")


def test_one_ticket_opens_for_one_of_many(made):
    asked = json.dumps({"recipient": "Dr Berg", "passcode": "heron-7"})
    path = urlsplit(shlink.read(made.text).url).path
    [file] = Client().post(path, asked, content_type="application/json").json()["files"]

    where = urlsplit(file["location"]).path
    assert sorted(at_once(6, lambda _: Client().get(where).status_code)) == [200, *[404] * 5]


def test_under_another_organizations_address_there_is_nothing(made, hillcrest):
    _shl, _own, token = urlsplit(shlink.read(made.text).url).path.strip("/").split("/")
    asked = json.dumps({"recipient": "Dr Berg", "passcode": "heron-7"})
    paths = [f"/shl/{ShortUuid().to_url(one)}/{token}" for one in (hillcrest.id, uuid7())]

    answers = [Client().post(path, asked, content_type="application/json") for path in paths]
    assert [each.status_code for each in answers] == [404, 404]
