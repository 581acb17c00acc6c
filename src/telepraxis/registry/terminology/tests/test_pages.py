"""The search behind the field: who may ask, what it answers, what it refuses."""

import pytest
from django.test import Client

from telepraxis.registry.terminology import using
from telepraxis.registry.terminology.systems import ICD_10_CM
from tests.people import MONDAY_8AM
from tests.signing_in import sign_in_client

FIND = "/codes/find/"


@pytest.fixture
def freyas(freya, quayside) -> Client:
    from telepraxis.registry.accounts.models import Account

    client = Client()
    sign_in_client(client, Account.objects.get(id=freya.account_id), quayside)
    return client


def test_a_nurse_finds_a_code(freyas):
    answer = freyas.post(FIND, {"kind": "relation", "text": "nuera"})

    assert answer.json() == {
        "found": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
                "code": "DAUINLAW",
                "display": "Daughter-in-law",
                "also": "nuera",
            }
        ]
    }


def test_at_most_twelve_are_shown(freyas):
    assert len(freyas.post(FIND, {"kind": "problem", "text": "pain"}).json()["found"]) == 12


def test_with_nothing_typed_it_shows_what_the_practice_uses(freyas, system):
    assert freyas.post(FIND, {"kind": "problem"}).json() == {"found": []}
    using.used(ICD_10_CM, "I10", by=system, now=MONDAY_8AM)

    assert [each["code"] for each in freyas.post(FIND, {"kind": "problem", "text": " "}).json()["found"]] == ["I10"]


@pytest.mark.parametrize("sent", [{}, {"text": "flu"}, {"kind": "illness", "text": "flu"},
                                  {"kind": "problem", "text": "x" * 201}])  # fmt: skip
def test_what_cannot_be_asked(freyas, sent):
    answer = freyas.post(FIND, sent)

    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "kind and text (up to 200 characters) are needed"},
    )


def test_what_is_typed_of_a_patient_stands_in_no_address(freyas):
    assert freyas.get(FIND, {"kind": "problem", "text": "flu"}).status_code == 405


def test_a_patient_searches_no_codes(amara, quayside):
    from telepraxis.registry.accounts.models import Account

    client = Client()
    sign_in_client(client, Account.objects.get(id=amara.account_id), quayside, hat="patient")

    assert client.post(FIND, {"kind": "problem", "text": "flu"}).status_code == 403


def test_the_page_asks_a_constant_number_of_queries(freyas, system, django_assert_max_num_queries):
    freyas.post(FIND, {"kind": "problem", "text": "flu"})
    using.used(ICD_10_CM, "I10", by=system, now=MONDAY_8AM)

    with django_assert_max_num_queries(14):
        freyas.post(FIND, {"kind": "problem", "text": "diab typ 2 chron kidny"})
