"""The drill: a whole clinic leaves one installation and comes into another; nothing is lost, nothing is changed.

And any other program can load its clinical part through the API.
"""

import json
import os
import shutil
import subprocess
import sys
from functools import partial

import pytest

from bench.histories import as_ndjson, histories
from telepraxis.server.installation import Installation
from telepraxis.server.way_out.comparing import differences
from tests import backend_service, clinical_part
from tests.installations import HOUSE, data_home, free_port, running

pytestmark = pytest.mark.process


def telepraxis(*arguments, home):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEPRAXIS_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "telepraxis", *map(str, arguments), "--data", str(home)],
        capture_output=True, text=True, env=clean, stdin=subprocess.DEVNULL, timeout=600,
    )  # fmt: skip


def said(*arguments, home):
    """Return what a command printed that came to its good end."""
    done = telepraxis(*arguments, home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """The demonstration's clinic, in an installation of its own, and five patients who came with their histories from
    elsewhere; yields its home and short name.
    """
    brought = tmp_path_factory.mktemp("elsewhere") / "histories.ndjson"
    as_ndjson(histories(5), brought)
    with data_home() as home:
        installation = Installation.at(home, "demo")
        with installation.database_running():
            environment = os.environ | installation.environment()
            subprocess.run([sys.executable, "-m", "telepraxis.server.prepare"], env=environment, cwd=HOUSE, check=True)
            with installation.owner.connect() as connection:
                slug = connection.execute("SELECT slug FROM tenancy_tenant ORDER BY created_at LIMIT 1").fetchone()[0]
        said("import", brought, "--organization", slug, home=home)
        yield home, slug


@pytest.fixture(scope="module")
def left(demonstration):
    home, slug = demonstration
    with data_home() as folder:
        said("way-out", "--organization", slug, "--to", folder, home=home)
        yield folder


@pytest.fixture(scope="module")
def second(left):
    """A second installation, into which it came; yields its home and what was said of it."""
    with data_home() as home:
        yield home, said("way-in", left, home=home)


def test_what_left_comes_in_again_whole(demonstration, left, second):
    (_, slug), (home, came) = demonstration, second
    with data_home() as again:
        said("way-out", "--organization", slug, "--to", again, home=home)

        assert differences(left, again) == []
    assert f"{slug} is here" in came
    twice = telepraxis("way-in", left, home=home)
    assert (twice.returncode, "is here already" in twice.stderr) == (1, True)


@pytest.fixture(scope="module")
def another(second):
    """A program with a key pair of its own, at a new practice of the second installation, which runs."""
    home, _ = second
    command = partial(said, home=home)
    with running("demo", "--empty", "--port", str(free_port()), "--no-browser", home=home) as run:
        url = run.until_ready(300)
        command("create-organization", "--name", "Another", "--slug", "another", "--time-zone", "Europe/Lisbon",
                "--jurisdiction", "PT")  # fmt: skip
        yield backend_service.registered(url, "another", command)


@pytest.fixture(scope="module")
def loaded(left, another):
    """What became of the clinical part when that program sent it, and what the practice had before."""
    before = clinical_part.present(another)
    return clinical_part.load(left / "fhir", another), before


def test_any_program_can_load_the_clinical_part_through_the_api(left, another, loaded):
    sent, before = loaded

    assert [where.partition("/")[0] for where in before] == ["Organization"]
    assert sent.refusals == []
    assert sent.resources == sum(len(path.read_text().splitlines()) for path in (left / "fhir").iterdir())
    assert clinical_part.differences(left / "fhir", another, before=before) == []


def test_what_is_restricted_goes_along_and_is_closed_to_the_program_that_brought_it(left, another, loaded):
    restricted = clinical_part.closed(left / "fhir")

    assert {where.partition("/")[0] for where in restricted} == {"Condition"}
    assert {another.get(where).status for where in restricted} == {404}


def test_a_difference_would_be_seen(left, another, loaded, tmp_path):
    other = shutil.copytree(left / "fhir", tmp_path / "fhir")
    first, second, *rest = (other / "Observation.ndjson").read_text().splitlines()
    changed = second.replace('"status":"final"', '"status":"amended"')
    (other / "Observation.ndjson").write_text("\n".join([changed, *rest]) + "\n")

    told = clinical_part.differences(other, another, before=loaded[1])

    where = sorted(f"Observation/{json.loads(each)['id']}" for each in (first, second))
    assert told == [f"{way}: {each}" for way in ("$export", "search") for each in where]


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
        "incoming_brought.sealed", "signatures_key.sealed",
    }  # fmt: skip
    assert not (left / "tables" / "apps_token.jsonl").exists()
    assert "password" not in (left / "accounts.jsonl").read_text()
