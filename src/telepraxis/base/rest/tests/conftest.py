"""Two practices whose data is committed, and the API over the real database.

What is committed stays until the last scene of this folder; each scene has practices of its own.
"""

import asyncio

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.record.keepers import keeper_of

from . import callers

NOON = "2026-11-23T12:00:00+00:00"


@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="package")
def standing_database(django_db_setup, django_db_blocker, test_database):
    """The database of this run; afterwards it is as it was."""
    with django_db_blocker.unblock():
        yield test_database
        test_database.restore()


@pytest.fixture
def quayside(standing_database):
    yield from _founded("quayside", "Quayside Practice", "Europe/Lisbon")


@pytest.fixture
def hillcrest(standing_database):
    yield from _founded("hillcrest", "Hillcrest Clinic", "America/Denver")


def _founded(slug: str, name: str, zone: str):
    from telepraxis.base.tenancy.models import Tenant

    tenant = Tenant(slug=slug, name=name, time_zone=zone)
    tenant.save()
    yield tenant
    tenant.slug = f"{slug}-{tenant.id.hex[-12:]}"  # the name is the next scene's
    tenant.save()


@pytest.fixture
def rest(loop, settings, standing_database):
    """The API of one process, closed at the end; its looks are written then."""
    from telepraxis.base.rest import Rest

    settings.API_GRANTS = "telepraxis.base.rest.tests.callers.grant_of"
    callers.GRANTS.clear()
    rest = Rest()
    yield rest
    loop.run_until_complete(rest.close())


@pytest.fixture
def api(rest, loop, quayside):
    """A caller who may do everything at Quayside."""
    return callers.Caller(rest, loop.run_until_complete, "quayside", callers.token_for(quayside.id))


@pytest.fixture
def trail(rest, loop):
    """`trail(quayside)`: the audit rows of the organization, in order, after all looks have been written."""

    def rows(tenant) -> list[tuple]:
        from telepraxis.base.audit.models import AuditEvent

        loop.run_until_complete(rest.trace.write())
        with tenancy.serving(tenant.id):
            found = AuditEvent.objects.order_by("at", "id")
            return list(found.values_list("kind", "action", "patient_id", "entity_type", "entity_id"))

    return rows


def keep(tenant, *docs: dict) -> list:
    """Keep documents in an organization and return their rows."""
    from datetime import datetime

    by, now = Actor.system(tenant.id), datetime.fromisoformat(NOON)
    with tenancy.serving(tenant.id):
        return [keeper_of(doc["resourceType"]).keep(dict(doc), if_version=None, by=by, now=now) for doc in docs]
