"""What every test of the house may use: a real database, and the people in it."""

from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, settings

# A machine that is busy with other scenes is slow to invent examples; that says nothing about what is tried.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

pytest_plugins = ["tests.database", "tests.browser"]
if find_spec("tests.people"):
    pytest_plugins += ["tests.recorded", "tests.people"]
pytest_plugins.append("tests.mail")
pytest_plugins.append("tests.sites")


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory):
    """What fails and what is filed in a run lies in a folder of its own: not in development's, nor another run's."""
    from django.conf import settings

    settings.HOME = tmp_path_factory.mktemp("home")
    settings.FILES_HOME = settings.HOME / "files"


@pytest.fixture(autouse=True)
def _no_former_failures(_own_home):
    """Where a scene had no database to note a failure in, the file that took it is not the next one's."""
    from django.conf import settings

    (settings.HOME / "failures.jsonl").unlink(missing_ok=True)


def pytest_addoption(parser) -> None:
    parser.addoption("--pictures", action="store_true", help="write the pages that scenes show to var/shots")


def pytest_collection_modifyitems(config, items) -> None:
    """Browsers last: Playwright keeps an event loop in the main thread, in which asyncio.run finds no place.

    Among them the long walk through every page first, so that no core waits for it alone at the end; and the other
    browser after them all: it is started once, for one journey.
    """
    items.sort(
        key=lambda item: (
            any(item.get_closest_marker(mark) for mark in ("browser", "media")),
            item.path.name == "test_firefox.py",
            item.path.name != "test_every_page_in_a_browser.py",
        )
    )
