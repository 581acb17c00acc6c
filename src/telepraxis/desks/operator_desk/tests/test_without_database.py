"""The database goes away while the operator's page is open. Committed rows: nothing of this test is rolled back."""

import pytest
from django.db import connections
from django.test import Client

from telepraxis.base.access import Role
from telepraxis.base.access.actor import Actor
from telepraxis.base.tenancy import serving
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.accounts.models import Account
from tests.people import colleague
from tests.signing_in import sign_in_client


@pytest.fixture
def client(transactional_db, settings, tmp_path):
    settings.HOME = tmp_path
    quayside = Tenant.objects.create(slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon")
    with serving(quayside.id):
        runa = colleague("runa@quayside.test", "Runa Holm", {Role.SYSTEM_ADMINISTRATOR}, Actor.system(quayside.id))
    browser = Client(raise_request_exception=False)
    sign_in_client(browser, Account.objects.get(pk=runa.account_id), quayside)
    return browser


@pytest.fixture
def lose_the_database(tmp_path):
    default = connections["default"]
    known = dict(default.settings_dict)

    def lose():
        default.close()
        default.settings_dict.update(HOST=str(tmp_path), PORT="1")

    yield lose
    default.close()
    default.settings_dict.update(known)


def test_who_saw_it_lately_still_sees_what_can_be_seen(client, lose_the_database):
    assert client.get("/operator/").status_code == 200
    lose_the_database()

    answer = client.get("/operator/")

    assert answer.status_code == 503
    assert "It does not answer" in answer.text and "telepraxis up" in answer.text
    assert "GB free" in answer.text
    assert "Send again" not in answer.text


def test_nobody_else_does(client, lose_the_database):
    lose_the_database()
    assert "The database cannot be reached" in client.get("/operator/").text

    client.cookies["operator_pass"] = "forged"
    assert "GB free" not in client.get("/operator/").text


def test_the_pass_opens_no_other_page(client, lose_the_database):
    client.get("/operator/")
    lose_the_database()

    assert client.post("/operator/jobs/1/run-again/").status_code == 503
