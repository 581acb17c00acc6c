"""`telepraxis import` as it is typed: killed half-way it loses and doubles nothing, and it ends with 1 on a refusal."""

import json
import os
import re
import signal
import subprocess
import sys

import pytest

from bench.histories import as_bundles, histories
from telepraxis.server.installation import Installation
from tests.installations import data_home
from tests.waiting import wait_until

pytestmark = pytest.mark.process

PATIENTS = 150
QUAYSIDE = ("--name", "Quayside Practice", "--slug", "quayside", "--time-zone", "Europe/Lisbon", "--jurisdiction", "PT")


def begun(*arguments, home):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEPRAXIS_", "DATABASE_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "telepraxis", *map(str, arguments), "--data", str(home)], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean,
    )  # fmt: skip


def telepraxis(*arguments, home):
    process = begun(*arguments, home=home)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def practice():
    """A practice whose database runs; yields its home and a question about it."""
    with data_home() as home:
        assert telepraxis("create-organization", *QUAYSIDE, home=home)[0] == 0
        installation = Installation.at(home, "production")
        with installation.database_running(), installation.owner.connect() as connection:
            connection.autocommit = True
            yield home, lambda question: connection.execute(question).fetchone()[0]


def documents(ask):
    return ask("SELECT count(*) FROM record_version WHERE type IN ('Patient', 'Observation', 'Condition')")


def test_an_import_that_is_killed_half_way_loses_and_doubles_nothing(practice, tmp_path):
    home, ask = practice
    resources = as_bundles(histories(PATIENTS, 20), tmp_path / "history.json")
    command = ("import", tmp_path / "history.json", "--organization", "quayside", "--source", "Hillside")
    killed = begun(*command, home=home)
    wait_until(lambda: documents(ask) > PATIENTS * 5 or killed.poll() is not None, within_s=120)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    half = documents(ask)
    assert PATIENTS < half < PATIENTS * 23

    code, out, err = telepraxis(*command, home=home)

    assert code == 0, err
    assert documents(ask) == PATIENTS * 23
    assert ask("SELECT max(version) FROM record_version WHERE type <> 'Organization'") == 1
    said = re.fullmatch(r"(.+) created, (.+) updated, (.+) unchanged, (.+) refused", out.splitlines()[0])
    created, updated, unchanged, refused = (int(each.replace(",", "")) for each in said.groups())
    assert (updated, refused, created + unchanged) == (0, 0, resources)
    assert unchanged >= half


def test_a_refusal_ends_with_1_and_stands_in_the_report(practice, tmp_path):
    home, _ = practice
    (tmp_path / "in.ndjson").write_text('{"resourceType": "Observation", "id": "o", "status": "final"}\nnonsense\n')

    code, out, err = telepraxis(
        "import", tmp_path / "in.ndjson", "--organization", "quayside", "--report", tmp_path / "report", home=home
    )

    assert (code, out.splitlines()[0]) == (1, "0 created, 0 updated, 0 unchanged, 2 refused"), err
    told = json.loads((tmp_path / "report" / "00000-in.ndjson.json").read_text())["refused"]
    assert [(each["position"], each["type"], each["id"]) for each in told] == [(2, "", ""), (1, "Observation", "o")]


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("nowhere.json", "--organization", "quayside"), "There is nothing at"),
        ((".", "--organization", "nobody"), "There is no organization nobody."),
        ((".", "--organization", "quayside", "--on-conflict", "overwrite"), "--on-conflict is one of: refuse"),
    ],
)
def test_what_cannot_begin_says_why(practice, arguments, said):
    code, _, err = telepraxis("import", *arguments, home=practice[0])

    assert (code, said in err, "Traceback" in err) == (1, True, False)
