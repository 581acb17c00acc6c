"""The ground floor knows no rooms above it: its scenes play in a bare organization, without a profile or documents."""

import pytest

from telepraxis.base import tenancy


@pytest.fixture
def quayside(db):
    from telepraxis.base.tenancy.models import Tenant

    tenant = Tenant(slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon")
    tenant.save()
    with tenancy.serving(tenant.id):
        yield tenant
