"""Archives by themselves and every change after them: back to the moment before a mistake."""

from datetime import UTC, datetime, timedelta

import pytest

from telepraxis.server.backup import notes, stream
from telepraxis.server.installation import Installation
from telepraxis.server.postgres import Cluster
from tests.installations import data_home
from tests.waiting import wait_until

from .clinic import STORE, did, in_django, line, newest, open_practice, refused, running_clinic, stored

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def place():
    with data_home() as place:
        place.mkdir()
        open_practice(place / "home")
        did("keys", "--data", str(place / "home"), "sheet", "--to", str(place / "sheet.html"))
        yield place


@pytest.fixture(scope="module")
def mistake(place):
    """The moment before a table was dropped, in a clinic that runs with backups; then the machine dies."""
    home, backups = place / "home", place / "backups"
    with running_clinic(home, backups) as clinic:
        wait_until(lambda: _last_ok(place, "backup"), within_s=120)
        in_django(home, STORE, "a wound, second day")
        wait_until(lambda: line(home, backups).files_since.exists(), within_s=60)
        with _owner(home).connect() as connection:
            connection.execute("CREATE TABLE told (id int)")
            connection.execute("INSERT INTO told SELECT generate_series(1, 1000)")
            before = connection.execute("SELECT clock_timestamp()").fetchone()[0]
            connection.execute("DROP TABLE told")
            after = connection.execute("SELECT clock_timestamp()").fetchone()[0]
        wait_until(lambda: _safe_until(place) > after, within_s=60)
        wait_until(lambda: _last_ok(place, "proof"), within_s=180)
        clinic.lose_power()
    return before


def _owner(home):
    return Cluster(home).owner


def _noted(place, part):
    return notes.read(line(place / "home", place / "backups"), part) or {}


def _last_ok(place, part):
    return _noted(place, part).get("last_ok")


def _safe_until(place) -> datetime:
    return datetime.fromisoformat(_noted(place, "stream").get("safe_until") or "2000-01-01T00:00:00+00:00")


def _restored(place, name, *more):
    return did("restore", str(place / "backups"), "--keys", str(place / "sheet.html"), *more, home=place / name)


def _rows_of_told(home) -> int | None:
    installation = Installation.at(home, "production")
    installation.recall()
    with installation.database_running(), installation.owner.connect() as connection:
        if connection.execute("SELECT to_regclass('told')").fetchone()[0] is None:
            return None
        return connection.execute("SELECT count(*) FROM told").fetchone()[0]


def test_back_to_the_moment_before(place, mistake):
    said = _restored(place, "before", "--until", mistake.isoformat())

    assert _rows_of_told(place / "before") == 1000
    assert "a wound, second day" in stored(place / "before")
    assert "Last change:" in said


def test_without_a_moment_everything_comes_back_to_the_last_second(place, mistake):
    said = _restored(place, "end")

    assert _rows_of_told(place / "end") is None
    assert datetime.strptime(said.partition("Last change: ")[2][:20], "%d %b %Y %H:%M:%S").replace(tzinfo=UTC) > mistake


def test_a_moment_after_the_end_is_refused_and_nothing_is_changed(place, mistake):
    late = datetime.now(UTC)
    said = refused("restore", str(place / "backups"), "--keys", str(place / "sheet.html"), "--until", late.isoformat(),
                   home=place / "late")  # fmt: skip

    assert "The stream ends before" in said
    assert not (place / "late").exists()
    assert list(place.glob(".late*")) == []


def test_a_moment_before_the_first_archive_is_refused(place, mistake):
    said = refused("restore", str(place / "backups"), "--keys", str(place / "sheet.html"), "--until",
                   (mistake - timedelta(days=3)).isoformat(), home=place / "early")  # fmt: skip

    assert "was whole by" in said
    assert not (place / "early").exists()


def test_a_damaged_stretch_of_the_stream_is_refused(place, mistake):
    first = sorted(line(place / "home", place / "backups").stream.glob("0*"))[0]
    whole = first.read_bytes()
    first.write_bytes(whole[: len(whole) // 8] + b"\0" * (len(whole) - len(whole) // 8))
    try:
        said = refused("restore", str(place / "backups"), "--keys", str(place / "sheet.html"), "--until",
                       mistake.isoformat(), home=place / "torn")  # fmt: skip
    finally:
        first.write_bytes(whole)

    assert "stream" in said
    assert not (place / "torn").exists()


def test_the_proof_ran_by_itself(place, mistake):
    proof = _last_ok(place, "proof")

    assert proof["archive"] == newest(place / "home", place / "backups").name
    assert proof["rows"] > 100


def test_without_a_backup_home_nothing_is_kept_back_for_a_stream(place, mistake):
    cluster = Cluster(place / "home")
    cluster.start()
    try:
        stream.let_go(cluster)
        with cluster.superuser.connect() as connection:
            left = connection.execute("SELECT count(*) FROM pg_replication_slots").fetchone()[0]
    finally:
        cluster.stop()

    assert left == 0
