"""A job that gives up in a real worker stands in the notebook, and can be run again."""

from datetime import datetime
from uuid import UUID

import pytest
from procrastinate.contrib.django import app

from telepraxis.base import failures, jobs, tenancy
from telepraxis.base.access import Actor, NotAllowed, Role
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.uuid7 import uuid7
from tests.people import MONDAY_8AM
from tests.waiting import wait_until

MENDED: list[bool] = []


@jobs.job("test.goes_wrong", retries=0)
def goes_wrong(*, organization_id: UUID, now: datetime) -> None:
    if not MENDED:
        raise KeyError("Amara has a rash")


@pytest.fixture
def town(transactional_db, settings, tmp_path):
    settings.HOME = tmp_path
    MENDED.clear()
    return Tenant.objects.create(slug="town", name="Town Practice", time_zone="Europe/Lisbon")


def work_until_idle() -> None:
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_job_that_gave_up_is_noted_and_runs_again_when_mended(town):
    runa = Actor(organization_id=town.id, account_id=uuid7(), roles=frozenset({Role.SYSTEM_ADMINISTRATOR}))
    goes_wrong.defer(organization_id=town.id)
    work_until_idle()

    [noticed] = wait_until(failures.recent)
    assert (noticed.source, noticed.place, noticed.kind) == ("job", "test.goes_wrong", "KeyError")
    [job] = jobs.failed_jobs()
    assert (job.name, jobs.queue_figures().failed) == ("test.goes_wrong", 1)

    MENDED.append(True)
    with tenancy.serving(town.id):
        jobs.run_again(job_id=job.id, by=runa, now=MONDAY_8AM)
    work_until_idle()
    assert (jobs.failed_jobs(), jobs.queue_figures().failed) == ([], 0)


def test_a_nurse_runs_nothing_again(town):
    freya = Actor(organization_id=town.id, account_id=uuid7(), roles=frozenset({Role.NURSE}))
    goes_wrong.defer(organization_id=town.id)
    work_until_idle()
    [job] = jobs.failed_jobs()

    with tenancy.serving(town.id), pytest.raises(NotAllowed):
        jobs.run_again(job_id=job.id, by=freya, now=MONDAY_8AM)

    assert jobs.failed_jobs() == [job]
