"""A small installation for scenes of backups: the practice of Inês with a few files, run by its command or asleep."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from telepraxis.server.backup.archives import archives_of
from telepraxis.server.backup.places import Line, line_of
from telepraxis.server.installation import Installation
from telepraxis.server.processes import platform_user
from tests.installations import free_port, python_for, running

QUAYSIDE = ("--name", "Quayside Practice", "--slug", "quayside", "--time-zone", "Europe/Lisbon", "--jurisdiction", "PT",
            "--phone", "+351210000000", "--email", "desk@quayside.example")  # fmt: skip


def telepraxis(*arguments: str, home: Path | None = None, **environment: str) -> subprocess.CompletedProcess:
    """Run a command of the installation in `home` and return what it said."""
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith(("TELEPRAXIS_", "DATABASE_", "AWS_"))}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "telepraxis", *arguments, *(["--data", str(home)] if home else [])],
        capture_output=True, text=True, env=clean | environment, stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip


def did(*arguments: str, home: Path | None = None, **environment: str) -> str:
    """Run a command that must succeed; return what it said."""
    done = telepraxis(*arguments, home=home, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(*arguments: str, home: Path | None = None, **environment: str) -> str:
    """Run a command that must be refused in plain words; return them."""
    done = telepraxis(*arguments, home=home, **environment)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def open_practice(home: Path) -> None:
    did("create-organization", *QUAYSIDE, home=home)
    in_django(home, STORE, "a portrait of Inês")


def in_django(home: Path, script: str, *arguments: str) -> str:
    """Run a few lines in a Django process of the installation, its database awake."""
    installation = Installation.at(home, "production")
    installation.recall()
    with installation.database_running():
        done = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + script, *arguments], capture_output=True,
            text=True, env=os.environ | installation.environment(),
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


STORE = """
import sys
from django.utils import timezone
from telepraxis.base import files, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.tenancy.models import Tenant
tenant = Tenant.objects.get(slug="quayside")
with tenancy.serving(tenant.id):
    by = Actor.system(tenant.id)
    print(files.store(sys.argv[1].encode(), media_type="text/plain", by=by, now=timezone.now()))
"""
READ = """
import sys
from telepraxis.base import files, tenancy
from telepraxis.base.files.models import StoredFile
from telepraxis.base.tenancy.models import Tenant
tenant = Tenant.objects.get(slug="quayside")
with tenancy.serving(tenant.id):
    digests = StoredFile.objects.values_list("digest", flat=True)
    for content in sorted(files.read(digest).decode() for digest in digests):
        print(content)
"""


def stored(home: Path) -> list[str]:
    """Return the content of every stored file, opened with the keys of this home."""
    return in_django(home, READ).splitlines()


def line(home: Path, backups: Path) -> Line:
    return line_of(home, backups)


def newest(home: Path, backups: Path) -> Path:
    return archives_of(line_of(home, backups).folder)[-1].folder


@contextmanager
def running_clinic(home: Path, backups: Path, *options: str, **environment: str):
    """Run `up --backups` as the platform's user would; yield it with its `url`."""
    python, clean = python_for(platform_user())
    told = clean | {"HOME": "/nonexistent"} | environment
    with running("up", "--port", str(free_port()), "--backups", str(backups), *options, home=home, python=python,
                 environment=told) as run:  # fmt: skip
        run.url = run.until_ready(180)
        yield run
