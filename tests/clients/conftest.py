"""One practice whose data is committed and the API over the real database, or a whole clinic, for a file of scenes."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from tests.clients.house import Clinic, running_clinic


@pytest.fixture(scope="module")
def standing_database(django_db_setup, django_db_blocker, test_database):
    """The database of this run, in which what one scene wrote stays for the next of its file; then it is as it was."""
    with django_db_blocker.unblock():
        yield test_database
        test_database.restore()


@pytest.fixture(scope="module")
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def practice(standing_database):
    """Examples Practice, where nobody works: whatever it has came in through the API."""
    from telepraxis.base.tenancy.models import Tenant

    return Tenant.objects.create(slug="examples", name="Examples Practice", time_zone="Europe/Lisbon")


@pytest.fixture(scope="module")
def api(practice, loop):
    """A backend service that may do everything at the practice, and the ASGI application that it calls."""
    from telepraxis.base.rest import Rest
    from telepraxis.base.rest.tests.callers import Caller
    from telepraxis.registry.apps.grants import issue_system_token

    with tenancy.serving(practice.id):
        token = issue_system_token(
            scopes=["system/*.cruds"], by=Actor.system(practice.id), now=datetime.now(UTC), name="Examples"
        )
    rest = Rest()
    yield Caller(rest, loop.run_until_complete, practice.slug, token)
    loop.run_until_complete(rest.close())


@pytest.fixture(scope="module")
def clinic() -> Iterator[Clinic]:
    """A whole installation for clients that others wrote."""
    with running_clinic() as running:
        yield running
