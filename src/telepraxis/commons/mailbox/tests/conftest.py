"""Quayside Practice and Harbour Pharmacy, which live on one installation and know each other by messages only."""

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.commons.mailbox import tasks
from tests.people import MONDAY_8AM


@pytest.fixture
def harbour(practice):
    from telepraxis.registry.organizations.founding import found_organization

    return found_organization(
        slug="harbour", name="Harbour Pharmacy", time_zone="Europe/Lisbon", jurisdiction="PT", now=MONDAY_8AM
    )


@pytest.fixture
def at():
    """`with at(organization) as by`: commit what the block writes there; `by` is its manager."""
    from contextlib import contextmanager

    @contextmanager
    def serving(tenant):
        with tenancy.serving(tenant.id):
            yield Actor(organization_id=tenant.id, name="Marta Nunes", roles=frozenset({Role.MANAGER}))

    return serving


@pytest.fixture
def carry():
    """`carry(message)`: do the worker's job for its partner, as often as it is called."""

    def work(message, now=None):
        tasks.deliver(organization_id=message.organization_id, partner_id=message.partner_id, now=now or MONDAY_8AM)

    return work
