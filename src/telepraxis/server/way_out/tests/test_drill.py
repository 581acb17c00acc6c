"""The drill: a whole clinic leaves one installation and comes into another; nothing is lost, nothing is changed."""

import json
import os
import subprocess
import sys

import pytest

from telepraxis.server.installation import Installation
from telepraxis.server.way_out.comparing import differences
from tests.installations import HOUSE, data_home

pytestmark = pytest.mark.process


def telepraxis(*arguments, home):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEPRAXIS_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "telepraxis", *map(str, arguments), "--data", str(home)],
        capture_output=True, text=True, env=clean, stdin=subprocess.DEVNULL, timeout=600,
    )  # fmt: skip


@pytest.fixture(scope="module")
def demonstration():
    """The demonstration's clinic, in an installation of its own; yields its home and short name."""
    with data_home() as home:
        installation = Installation.at(home, "demo")
        with installation.database_running():
            environment = os.environ | installation.environment()
            subprocess.run([sys.executable, "-m", "telepraxis.server.prepare"], env=environment, cwd=HOUSE, check=True)
            with installation.owner.connect() as connection:
                slug = connection.execute("SELECT slug FROM tenancy_tenant ORDER BY created_at LIMIT 1").fetchone()[0]
        yield home, slug


@pytest.fixture(scope="module")
def left(demonstration):
    home, slug = demonstration
    with data_home() as folder:
        gone = telepraxis("way-out", "--organization", slug, "--to", folder, home=home)
        assert gone.returncode == 0, gone.stderr
        yield folder


def test_what_left_comes_in_again_whole(demonstration, left):
    _, slug = demonstration
    with data_home() as second, data_home() as again:
        came = telepraxis("way-in", left, home=second)
        assert came.returncode == 0, came.stderr
        out = telepraxis("way-out", "--organization", slug, "--to", again, home=second)
        assert out.returncode == 0, out.stderr

        assert differences(left, again) == []
        assert f"{slug} is here" in came.stdout
        twice = telepraxis("way-in", left, home=second)
        assert (twice.returncode, "is here already" in twice.stderr) == (1, True)


def test_a_folder_that_was_changed_on_the_way_is_refused(left):
    table = left / "tables" / "record_patient.jsonl"
    whole = table.read_bytes()
    table.write_bytes(whole.replace(b"female", b"male  ", 1))
    with data_home() as second:
        refused = telepraxis("way-in", left, home=second)
    table.write_bytes(whole)

    assert refused.returncode == 1
    assert "record_patient.jsonl is not what was written" in refused.stderr


def test_no_secret_is_in_the_folder(left):
    schema = json.loads((left / "schema.json").read_text())

    assert set(schema["emptiedColumns"]) == {
        "apps_app.secret_digest", "telephony_trunk.closed_secret", "notify_outgoingmail.closed_body",
        "incoming_brought.sealed",
    }  # fmt: skip
    assert not (left / "tables" / "apps_token.jsonl").exists()
    assert "password" not in (left / "accounts.jsonl").read_text()
