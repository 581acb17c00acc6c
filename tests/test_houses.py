"""The installations that benches measure: filled once, kept, served as in a demonstration."""

import shutil

import pytest

from bench.houses import in_django, kept_home, served
from tests.installations import answer_of

pytestmark = pytest.mark.process
NAME = "test-of-houses"


def fill(say) -> None:
    from datetime import UTC, datetime

    from telepraxis.registry.organizations.founding import found_organization

    found_organization(
        slug="quayside", name="Quayside", time_zone="Europe/Lisbon", jurisdiction="PT", now=datetime.now(UTC)
    )


def tell_tenants(say) -> None:
    from telepraxis.base.tenancy.models import Tenant

    print(",".join(Tenant.objects.values_list("slug", flat=True)))


def test_is_filled_once_and_kept():
    shutil.rmtree(kept_home(NAME), ignore_errors=True)
    try:
        for _ in range(2):
            with served(NAME, fill="tests.test_houses:fill") as house:
                assert answer_of(f"{house.url}/no-such-page/") == 404
                assert in_django(house, "tests.test_houses:tell_tenants") == "quayside\n"
    finally:
        shutil.rmtree(kept_home(NAME), ignore_errors=True)
