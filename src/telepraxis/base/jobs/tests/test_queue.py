"""A job goes with its transaction, and a worker does it once, serving its organization."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app

from telepraxis.base import tenancy
from telepraxis.base.jobs import job
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.uuid7 import uuid7
from tests.people import MONDAY_8AM

DONE: list[tuple] = []


@job("test.ring_the_bell", retries=0)
def ring_the_bell(
    *, organization_id: UUID, bell: UUID, loudness: int, at: datetime | None = None, now: datetime
) -> None:
    DONE.append((tenancy.served_organization(), bell, loudness, at))


@job("test.climb_the_tower", retries=0, alone=True, in_steps=True)
def climb_the_tower(*, organization_id: UUID, now: datetime) -> None:
    DONE.append((connection.in_atomic_block,))
    with tenancy.serving(organization_id):
        DONE.append((tenancy.served_organization(),))


@job("test.ring_and_stumble", retries=0)
def ring_and_stumble(*, organization_id: UUID, now: datetime) -> None:
    ring_the_bell.defer(organization_id=organization_id, bell=uuid7(), loudness=1)
    ring_the_bell.defer_many([{"organization_id": organization_id, "bell": uuid7(), "loudness": 2}])
    raise ZeroDivisionError


@job("test.ring_and_wait", retries=0)
def ring_and_wait(*, organization_id: UUID, now: datetime) -> None:
    ring_the_bell.defer(organization_id=organization_id, bell=uuid7(), loudness=1)
    with connections["owner"].cursor() as another:
        another.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'test.ring_the_bell'")
        DONE.append(another.fetchone())


@pytest.fixture(autouse=True)
def silence():
    DONE.clear()


@pytest.fixture
def town(transactional_db):
    return Tenant.objects.create(slug="town", name="Town Practice", time_zone="Europe/Lisbon")


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'test.ring_the_bell'")
        return cursor.fetchone()[0]


def work_until_idle() -> None:
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_job_of_a_transaction_that_rolls_back_never_was(town):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ring_the_bell.defer(organization_id=town.id, bell=uuid7(), loudness=1)
        _ = 1 / 0

    assert waiting_jobs() == 0


def test_a_worker_does_it_in_the_organization_with_its_types(town):
    bell = uuid7()
    with transaction.atomic():
        ring_the_bell.defer(organization_id=town.id, bell=bell, loudness=3)
    work_until_idle()
    work_until_idle()

    assert DONE == [(town.id, bell, 3, None)]


def test_a_job_for_later_waits(town):
    ring_the_bell.defer(organization_id=town.id, at=MONDAY_8AM + timedelta(days=36_500), bell=uuid7(), loudness=1)
    work_until_idle()

    assert (DONE, waiting_jobs()) == ([], 1)


def test_long_work_opens_its_own_transactions_and_one_runs_at_a_time(town):
    with tenancy.serving(town.id):
        climb_the_tower.defer(organization_id=town.id)
        climb_the_tower.defer(organization_id=town.id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT lock FROM procrastinate_jobs WHERE task_name = 'test.climb_the_tower'")
        assert cursor.fetchall() == [("test.climb_the_tower",)]

    work_until_idle()

    assert DONE == [(False,), (town.id,)] * 2


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_what_a_job_in_the_worker_defers_goes_with_its_own_transaction(town):
    """Nobody may begin it before what it is about can be seen; and where the job fails it never was."""
    ring_and_wait.defer(organization_id=town.id)
    ring_and_stumble.defer(organization_id=town.id)

    work_until_idle()

    assert DONE[0] == (0,)
    assert [loudness for _town, _bell, loudness, _at in DONE[1:]] == [1]
