"""What a person sees when the machine is in trouble: real pages, asked for through the whole of Django."""

import errno

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.urls import path
from psycopg.errors import DiskFull

from telepraxis.base.access import PUBLIC, page
from telepraxis.base.failures import recent
from telepraxis.base.files import StorageFull
from telepraxis.registry.accounts.models import Account


@page(PUBLIC)
def asks_the_database(request):
    Account.objects.first()


@page(PUBLIC)
def finds_the_disk_full(request):
    raise OSError(errno.ENOSPC, "No space left on device")


@page(PUBLIC)
def cannot_store(request):
    raise StorageFull("The disk is full.")


@page(PUBLIC)
def finds_the_database_full(request):
    try:
        raise DiskFull("could not extend file: No space left on device")
    except DiskFull as cause:
        raise OperationalError("could not extend file") from cause


@page(PUBLIC)
def fails(request):
    raise ValueError("Amara has a rash")


urlpatterns = [
    path("database/", asks_the_database),
    path("disk/", finds_the_disk_full),
    path("upload/", cannot_store),
    path("full/", finds_the_database_full),
    path("fails/", fails, name="fails"),
]
handler404 = "telepraxis.base.ui.errors.not_found"
handler500 = "telepraxis.server.error_pages.server_error"


@pytest.fixture
def client(settings, tmp_path):
    settings.ROOT_URLCONF, settings.HOME = __name__, tmp_path
    return Client(raise_request_exception=False)


@pytest.fixture
def lost_database(django_db_blocker, tmp_path):
    """Nobody listens where the database was."""
    connection = connections["default"]
    known = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(HOST=str(tmp_path), PORT="1")
        yield
        connection.close()
        connection.settings_dict.update(known)


def test_a_lost_database_is_said_with_what_is_safe_and_what_to_do(client, lost_database):
    answer = client.get("/database/")

    assert answer.status_code == 503
    assert "The database cannot be reached" in answer.text
    assert "what you just sent was not saved" in answer.text and "telepraxis doctor" in answer.text
    assert [each.kind for each in recent()] == ["OperationalError"]


@pytest.mark.parametrize("where", ["/disk/", "/upload/", "/full/"])
def test_a_full_disk_is_said_as_such(client, db, where):
    answer = client.get(where)

    assert (answer.status_code, "There is no room left to store this" in answer.text) == (503, True)


def test_an_unexpected_error_shows_no_value_and_is_noted(client, db):
    answer = client.get("/fails/")

    assert answer.status_code == 500
    assert "rash" not in answer.text
    [noticed] = recent()
    assert (noticed.place, noticed.kind) == ("fails", "ValueError")
    assert noticed.request_id == answer.headers["X-Request-Id"]


def test_a_page_that_is_not_there_answers_without_a_database(client, lost_database):
    assert client.get("/nowhere/").status_code == 404
