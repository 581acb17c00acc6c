"""The command line: what a person types first, and the words they get when something is amiss."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from telepraxis.server import service
from tests.installations import data_home

pytestmark = pytest.mark.process


def telepraxis(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEPRAXIS_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "telepraxis", *arguments, "--data", str(home)],
        capture_output=True, text=True, env=clean | environment, stdin=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home():
    with data_home() as home:
        yield home


QUAYSIDE = ("--name", "Quayside Practice", "--slug", "quayside", "--time-zone", "Europe/Lisbon", "--jurisdiction", "PT")
INES = ("--organization", "quayside", "--email", "ines@quayside.example", "--name", "Inês Prado")


def test_the_first_practice_and_its_first_colleague(home):
    founded = telepraxis("create-organization", *QUAYSIDE, home=home)
    came = telepraxis("create-staff", *INES, "--role", "manager", "--role", "physician", home=home)

    assert founded.stdout.splitlines()[-2] == "Quayside Practice has begun. Next: its first colleague"
    assert "Inês Prado can come in and set up a second factor here" in came.stdout
    assert "/account/" in came.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("create-organization", *QUAYSIDE), "Another organization here is called quayside."),
        (("create-organization", *QUAYSIDE[:4], "--time-zone", "Mars/Olympus", "--jurisdiction", "PT"), "zone"),
        (("create-staff", *INES, "--role", "wizard"), "There is no role wizard. Choose from: patient,"),
        (
            ("create-staff", "--organization", "nobody", *INES[2:], "--role", "nurse"),
            "There is no organization nobody.",
        ),
    ],
)
def test_a_refusal_says_why_and_what_to_do(home, arguments, said):
    if "Mars/Olympus" in arguments:
        arguments = tuple("other" if part == "quayside" else part for part in arguments)
    refused = telepraxis(*arguments, home=home)

    assert refused.returncode == 1
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_code_system_is_brought_in_whole_or_not_at_all(home, tmp_path):
    own = ("--system", "urn:example:own", "--kind", "problem", "--edition", "2026", "--licence", "ours")
    (tmp_path / "own.csv").write_text("code,display,synonyms\nA1,Fisherman's hand,sea hand\nA2,Cork dust lung,\n")
    (tmp_path / "wrong.csv").write_text("code,display\nA1,Fisherman's hand\n,Cork dust lung\n")
    loaded = telepraxis("terminology", "load", str(tmp_path / "own.csv"), *own, home=home)
    refused = telepraxis("terminology", "load", str(tmp_path / "wrong.csv"), *own, home=home)
    listed = telepraxis("terminology", "list", home=home)

    assert loaded.stdout.splitlines()[-2:] == [
        "urn:example:own 2026 is in force: 2 concepts.",
        "2 are new, 0 were there, 0 are offered no more.",
    ]
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (
        1, "Telepraxis: wrong.csv, line 3: the code is missing. Nothing was changed.",
    )  # fmt: skip
    assert f"urn:example:own  2026: 2 concepts, since {datetime.now(UTC):%Y-%m-%d}" in listed.stdout
    assert "    own.csv. Licence: ours" in listed.stdout
    assert "http://hl7.org/fhir/sid/icd-10-cm  starter set: 579 concepts" in listed.stdout


def test_the_doctor_looks_at_an_installation_that_sleeps(home):
    looked = telepraxis("doctor", home=home)

    assert looked.returncode == 1
    assert "telepraxis up" in " ".join(looked.stdout.split())
    assert "Traceback" not in looked.stdout + looked.stderr


def test_a_server_of_ones_own_that_does_not_answer_is_named(home):
    refused = telepraxis("migrate", home=home, DATABASE_URL="postgresql://owner:secret@127.0.0.1:1/telepraxis")

    assert refused.returncode == 1
    assert "The database server of DATABASE_URL does not answer" in refused.stderr
    assert "secret" not in refused.stderr


def test_the_service_runs_as_the_platforms_user_in_its_own_corner():
    text = service.unit(Path("/var/lib/telepraxis"), ["--domain", "clinic.example"])

    assert f"ExecStart={sys.executable} -m telepraxis up --data /var/lib/telepraxis --domain clinic.example\n" in text
    assert "User=root" not in text
    assert "ReadWritePaths=/var/lib/telepraxis\n" in text


def test_a_catalogue_of_medicines_is_brought_in_whole_or_not_at_all(home, tmp_path):
    head = "code,name,substances,strength,form\n"
    line = "{},Amoxicilina Farmoz {} mg,amoxicilina,{} mg,capsule\n"
    (tmp_path / "pt.csv").write_text(head + line.format("1", 250, 250) + line.format("2", 500, 500))
    (tmp_path / "next.csv").write_text(head + line.format("2", 500, 500) + line.format("3", 750, 750))
    (tmp_path / "wrong.csv").write_text(head + "1,Amoxicilina Farmoz,amoxicilina,much,capsule\n")
    place = ("--jurisdiction", "PT", "--licence", "ours")
    loaded = telepraxis("formulary", "load", str(tmp_path / "pt.csv"), *place, home=home)
    refused = telepraxis("formulary", "load", str(tmp_path / "wrong.csv"), *place, home=home)
    again = telepraxis("formulary", "load", str(tmp_path / "next.csv"), *place, home=home)
    listed = telepraxis("formulary", "list", home=home)

    assert loaded.stdout.splitlines()[-2:] == [
        "urn:telepraxis:catalogue:pt pt.csv is in force in PT: 2 medicines.",
        "2 are new, 0 changed, 0 are offered no more.",
    ]
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (
        1, "Telepraxis: wrong.csv, line 2: much is no strength; write 500 mg, 250 mg/5 mL, 100 mcg/puff or 1 %. "
        "Nothing was changed.",
    )  # fmt: skip
    assert again.stdout.splitlines()[-2:] == [
        "1 are new, 0 changed, 1 are offered no more.",
        "Taken out: Amoxicilina Farmoz 250 mg",
    ]
    assert (
        f"urn:telepraxis:catalogue:pt  next.csv: 2 medicines in PT, since {datetime.now(UTC):%Y-%m-%d}" in listed.stdout
    )
    assert "urn:telepraxis:formulary  starter set: 1,184 medicines everywhere" in listed.stdout
