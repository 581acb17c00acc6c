import pytest

from telepraxis.care.pharmacy.tests.scene import town  # noqa: F401


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_HOME = tmp_path / "files"
