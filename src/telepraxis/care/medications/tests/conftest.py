import pytest

from telepraxis.care.medications import status
from telepraxis.care.medications.tests.scene import *  # noqa: F403


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_HOME = tmp_path / "files"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    status.BY_ADDRESS.known.clear()
    status.BY_NUMBER.known.clear()
