import pytest

from telepraxis.care.sharing.tests.scene import *  # noqa: F403


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_HOME = tmp_path / "files"
