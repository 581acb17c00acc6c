"""A backup and the way back from it; and everything that is no way back, refused before anything is changed."""

import json
import re
import shutil

import pytest

from tests.installations import data_home

from .clinic import STORE, did, in_django, line, newest, open_practice, refused, stored, telepraxis

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def place():
    """A folder for everything: home, backups, sheet; the practice is open, backed up and on paper."""
    with data_home() as place:
        place.mkdir()
        open_practice(place / "home")
        did("backup", "--to", str(place / "backups"), home=place / "home")
        did("keys", "--data", str(place / "home"), "sheet", "--to", str(place / "sheet.txt"))
        yield place


def restore(place, *more: str, archive=None, sheet="sheet.txt", to="back"):
    archive = archive or place / "backups"
    return telepraxis("restore", str(archive), "--keys", str(place / sheet), "--data", str(place / to), *more)


@pytest.fixture
def copy(place):
    """A copy of the backup home to be damaged."""
    shutil.copytree(place / "backups", place / "copy")
    yield place / "copy"
    shutil.rmtree(place / "copy")


def archive_in(copy, place):
    return copy / newest(place / "home", place / "backups").relative_to(place / "backups")


def test_comes_back_on_a_bare_machine_with_the_key_sheet(place):
    done = restore(place)
    try:
        assert done.returncode == 0, done.stderr
        assert "with 1 files" in done.stdout
        assert stored(place / "back") == ["a portrait of Inês"]
        assert (place / "back" / "keys.json").stat().st_mode & 0o777 == 0o600
    finally:
        shutil.rmtree(place / "back", ignore_errors=True)


def test_an_archive_holds_no_key(place):
    secrets = [
        key["secret"].encode()
        for ring in json.loads((place / "home" / "keys.json").read_text())["rings"].values()
        for key in ring
    ]
    written = b"".join(path.read_bytes() for path in (place / "backups").rglob("*") if path.is_file())

    assert len(secrets) == 3
    assert [secret for secret in secrets if secret in written] == []


def test_a_second_backup_copies_only_what_is_new(place):
    in_django(place / "home", STORE, "a wound, first day")
    pool = line(place / "home", place / "backups").pool
    before = {path.name: path.stat().st_ino for path in pool.glob("*/*")}

    said = did("backup", "--to", str(place / "backups"), home=place / "home")
    after = {path.name: path.stat().st_ino for path in pool.glob("*/*")}

    assert "2 files" in said
    assert len(after) == len(before) + 1
    assert {name: inode for name, inode in after.items() if name in before} == before


def _changed(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def _other_rows(path):
    said = json.loads(path.read_text())
    said["rows"]["tenancy_tenant"] = [0, 0]
    path.write_text(json.dumps(said))


DAMAGES = {
    "a changed byte": ("base.tar.gz", _changed, "base.tar.gz is damaged: its checksum differs"),
    "a cut end": ("base.tar.gz", _cut, "it was cut short or changed"),
    "a member that is gone": ("pg_wal.tar.gz", lambda path: path.unlink(), "pg_wal.tar.gz is missing"),
    "a cut list of files": ("files.jsonl", _cut, "it was cut short or changed"),
    "a cut manifest": ("manifest.json", _cut, "manifest of .* is damaged"),
    "a changed manifest": ("manifest.json", _other_rows, "manifest of .* was changed or damaged"),
    "no manifest": ("manifest.json", lambda path: path.unlink(), "is no archive"),
    "a manifest of something else": ("manifest.json", lambda path: path.write_text("{}"), "was not made by telepraxis"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_archive_is_refused_and_nothing_is_changed(place, copy, damage):
    name, spoil, said = DAMAGES[damage]
    archive = archive_in(copy, place)
    spoil(archive / name)
    before = sorted(path.name for path in place.iterdir())

    done = restore(place, archive=archive)

    assert done.returncode == 1
    assert re.search(said, done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in place.iterdir()) == before


@pytest.mark.parametrize("spoil, said", [(_changed, "is damaged"), (lambda path: path.unlink(), "The pool lacks")])
def test_a_damaged_file_is_refused_and_nothing_is_changed(place, copy, spoil, said):
    spoil(next((copy / "pool").glob("*/*")))
    before = sorted(path.name for path in place.iterdir())

    done = restore(place, archive=archive_in(copy, place))

    assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert sorted(path.name for path in place.iterdir()) == before


def test_another_installations_key_sheet_is_refused(place):
    open_practice(place / "other")
    did("keys", "--data", str(place / "other"), "sheet", "--to", str(place / "other.txt"))
    try:
        done = restore(place, sheet="other.txt")

        assert done.returncode == 1
        assert "This key sheet does not open the archive" in done.stderr
        assert not (place / "back").exists()
    finally:
        shutil.rmtree(place / "other")


def test_a_sheet_from_before_a_later_rotation_is_refused(place, copy):
    later = {"fields 20301231-abcdef": ["0123456789abcdef", "2030-12-31T10:00:00+00:00"]}
    (archive_in(copy, place).parents[1] / "keys-since.json").write_text(json.dumps(later))

    done = restore(place, archive=archive_in(copy, place))

    assert done.returncode == 1
    assert "This key sheet lacks fields 20301231-abcdef, made 2030-12-31 10:00 UTC" in done.stderr
    assert not (place / "back").exists()


def test_a_slip_on_the_key_sheet_is_found_in_its_line(place):
    lines = (place / "sheet.txt").read_text().splitlines()
    at = next(number for number, text in enumerate(lines) if text.startswith("  2 "))
    lines[at] = lines[at].replace(lines[at][4:8], "AAAA", 1)
    (place / "slip.txt").write_text("\n".join(lines))

    done = restore(place, sheet="slip.txt")

    assert done.returncode == 1
    assert "line 2 of key" in done.stderr and "does not add up" in done.stderr
    assert not (place / "back").exists()


def test_nothing_is_restored_over_data(place):
    before = (place / "home" / "keys.json").read_bytes()

    done = restore(place, to="home")

    assert done.returncode == 1
    assert "is not empty. Nothing is restored over data" in done.stderr
    assert (place / "home" / "keys.json").read_bytes() == before


def test_two_backups_at_once_are_not_made(place):
    import fcntl

    with (line(place / "home", place / "backups").folder / "busy").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        said = refused("backup", "--to", str(place / "backups"), home=place / "home")

    assert "Another backup is under way" in said


def test_a_proof_restores_compares_and_remembers(place):
    said = did("backup", "--prove", "--to", str(place / "backups"), home=place / "home")
    noted = json.loads((line(place / "home", place / "backups").folder / "proof.json").read_text())

    assert "are as they were" in said
    assert (noted["ok"], noted["files"]) == (True, len(stored(place / "home")))
    assert noted["rows"] > 100
    assert not (place / "home" / "proof").exists()
