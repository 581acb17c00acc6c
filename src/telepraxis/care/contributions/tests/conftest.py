import pytest

from telepraxis.care.contributions.tests.scene import *  # noqa: F403
from telepraxis.care.encounters.tests.people import *  # noqa: F403


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_HOME = tmp_path / "files"
