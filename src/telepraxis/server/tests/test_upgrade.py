"""From the version before to the next one, in a clinic with data that people use all the while."""

import http.client
import re
import shutil
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import telepraxis as package
from telepraxis.server.backup.tests.clinic import open_practice
from telepraxis.server.postgres import Cluster
from telepraxis.server.processes import platform_user
from telepraxis.server.running import web_names
from telepraxis.server.serving import version_served
from tests.installations import data_home, free_port, python_for, running
from tests.waiting import wait_until

pytestmark = pytest.mark.process
NEXT = "9.9.9"
GOOD = """ALTER TABLE files_storedfile ADD COLUMN seen_at timestamptz;
UPDATE files_storedfile SET seen_at = created_at;
CREATE INDEX files_seen ON files_storedfile (organization_id, seen_at);"""
GOOD_BACK = "ALTER TABLE files_storedfile DROP COLUMN seen_at;"
WAITING = "SELECT extract(epoch FROM max(clock_timestamp() - waitstart)) FROM pg_locks WHERE NOT granted"


class Clinic:
    """A clinic that runs the version before from a folder of its own; `install` puts the next one in its place."""

    def __init__(self, place: Path) -> None:
        self.home, self.program = place / "home", place / "program"
        shutil.copytree(Path(package.__file__).parent, self.program / "telepraxis",
                        ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
        self.python, environment = python_for(platform_user())
        _source, packages = environment["PYTHONPATH"].split(":", 1)
        self.environment = environment | {"PYTHONPATH": f"{self.program}:{packages}", "HOME": "/nonexistent"}

    @contextmanager
    def open(self):
        with running("up", "--port", str(free_port()), home=self.home, python=self.python,
                     environment=self.environment) as run:  # fmt: skip
            self.run, self.url = run, run.until_ready(240)
            wait_until(self._all_run, within_s=120)
            yield self

    def _all_run(self) -> bool:
        states = {one["name"]: one["state"] for one in self.run.status()["processes"]}
        return {"worker", *web_names()} <= set(states) and set(states.values()) == {"running"}

    def install(self, *migrations: tuple[str, str]) -> None:
        """Install the next version: another number, and these migrations as (SQL, SQL back)."""
        folder = self.program / "telepraxis" / "base" / "files" / "migrations"
        before = sorted(path.stem for path in folder.glob("0*.py"))[-1]
        for number, (forward, back) in enumerate(migrations, 101):
            name = f"0{number}_next"
            (folder / f"{name}.py").write_text(
                "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
                f"    dependencies = [('files', '{before}')]\n"
                f"    operations = [migrations.RunSQL({forward!r}, {back!r})]\n"
            )
            before = name
        init = self.program / "telepraxis" / "__init__.py"
        init.write_text(re.sub(r'__version__ = ".*"', f'__version__ = "{NEXT}"', init.read_text()))

    def upgrade(self) -> tuple[int, str]:
        with running("upgrade", home=self.home, python=self.python, environment=self.environment) as command:
            code = command.outcome(300)
        return code, "\n".join(command.lines)

    def pids(self) -> dict[str, int]:
        return {one["name"]: one["pid"] for one in self.run.status()["processes"] if one["name"].startswith("web")}

    def versions(self) -> set[str | None]:
        return {version_served(self.home, pid) for pid in self.pids().values()}

    def columns(self) -> set[str]:
        with Cluster(self.home).owner.connect() as connection:
            rows = connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = 'files_storedfile'"
            )
            return {name for (name,) in rows}


class Visitors:
    """People who open pages all the while; what they were answered, and the longest wait for a lock."""

    PATHS = ("/c/quayside/book/", "/account/login/", "/healthz")

    def __init__(self, clinic: Clinic) -> None:
        self.to, self.owner = urlsplit(clinic.url).netloc, Cluster(clinic.home).owner
        self.answers: list[int | str] = []
        self.longest_wait = 0.0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(path,)) for path in self.PATHS]
        self._threads.append(threading.Thread(target=self._watch))

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        wait_until(lambda: len(self.answers) > 5, within_s=60)
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _visit(self, path: str) -> None:
        while not self._over.is_set():
            connection = http.client.HTTPConnection(self.to, timeout=60)
            try:
                connection.request("GET", path)
                self.answers.append(connection.getresponse().status)
            except (OSError, http.client.HTTPException) as refused:
                self.answers.append(f"{path}: {refused!r}")
            finally:
                connection.close()

    def _watch(self) -> None:
        with suppress(Exception), self.owner.connect() as connection:
            while not self._over.wait(0.02):
                waited = connection.execute(WAITING).fetchone()[0]
                self.longest_wait = max(self.longest_wait, float(waited or 0))


@pytest.fixture
def clinic():
    with data_home() as place:
        place.mkdir()
        open_practice(place / "home")
        clinic = Clinic(place)
        with clinic.open():
            yield clinic


def test_the_next_version_takes_over_and_nobody_is_turned_away(clinic):
    before = clinic.pids()
    with Visitors(clinic) as visitors:
        clinic.install((GOOD, GOOD_BACK))
        code, said = clinic.upgrade()

    assert code == 0, said
    assert clinic.versions() == {NEXT}
    assert set(before.values()).isdisjoint(clinic.pids().values())
    assert "seen_at" in clinic.columns()
    assert [answer for answer in visitors.answers if answer != 200] == []
    assert len(visitors.answers) > 20
    assert visitors.longest_wait < 1
    assert list((clinic.home / "backups").glob("*/archives/2*"))


def test_a_migration_that_fails_is_taken_back_with_those_before_it(clinic):
    before, columns = clinic.pids(), clinic.columns()
    with Visitors(clinic) as visitors:
        clinic.install((GOOD, GOOD_BACK), ("UPDATE files_storedfile SET size = 1 / 0", ""))
        code, said = clinic.upgrade()

    assert code == 1
    assert "Migration files 0102_next failed: division by zero. The 1 before it were taken back." in said
    assert "The version before goes on serving" in said
    assert (clinic.pids(), clinic.columns()) == (before, columns)
    assert clinic.versions() == {package.__version__}
    assert [answer for answer in visitors.answers if answer != 200] == []


def test_a_migration_that_would_make_others_wait_is_cancelled(clinic):
    before, columns = clinic.pids(), clinic.columns()
    forever = "LOCK TABLE tenancy_tenant IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(600);"
    with Visitors(clinic) as visitors:
        clinic.install((GOOD, GOOD_BACK), (forever, ""))
        code, said = clinic.upgrade()

    assert code == 1
    assert "Migration files 0102_next failed: others would have waited for it longer than 0.5 s" in said
    assert (clinic.pids(), clinic.columns()) == (before, columns)
    assert [answer for answer in visitors.answers if answer != 200] == []
    assert visitors.longest_wait < 1
