import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from telepraxis.server import keys, keys_command

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "home" / "keys.json"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_makes_the_file_for_its_owner_alone_even_with_a_loose_umask(key_file):
    before = os.umask(0)
    try:
        keys.load(key_file)
    finally:
        os.umask(before)

    assert (mode(key_file), mode(key_file.parent)) == (0o600, 0o700)
    assert os.listdir(key_file.parent) == ["keys.json"]


def test_the_second_start_finds_the_same_keys(key_file):
    first, second = keys.load(key_file), keys.load(key_file)

    assert second.signing == first.signing
    assert second.file_ring.open(first.file_ring.seal(b"kept", about=b""), about=b"") == b"kept"


def test_two_first_starts_at_once_agree_on_one_file(key_file):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: keys.load(key_file).signing, range(8)))

    assert len(set(found)) == 1


def test_after_a_rotation_old_sessions_and_values_stay_good(key_file):
    before = keys.load(key_file)
    sealed = before.field_ring.seal(b"TOTP of Ines", about=b"ines")

    keys.rotate(key_file, now=NOON)
    after = keys.load(key_file)

    assert after.signing != before.signing
    assert after.signing_fallbacks == [before.signing]
    assert after.field_ring.open(sealed, about=b"ines") == b"TOTP of Ines"
    assert not after.field_ring.is_current(sealed)
    assert before.field_ring.open(after.field_ring.seal(b"new", about=b""), about=b"") == b"new"
    assert mode(key_file) == 0o600


def test_refuses_a_key_file_that_others_can_read_and_says_what_to_do(key_file):
    keys.load(key_file)
    key_file.chmod(0o644)

    with pytest.raises(keys.KeysUnusable, match=f"chmod 600 {key_file}"):
        keys.load(key_file)


@pytest.mark.parametrize("text", ["", "[]", '{"rings": {}}', '{"rings": {"signing": [], "fields": [], "files": []}}'])
def test_refuses_a_damaged_file_and_does_not_write_over_it(key_file, text):
    key_file.parent.mkdir(mode=0o700)
    key_file.write_text(text)
    key_file.chmod(0o600)

    with pytest.raises(keys.KeysUnusable):
        keys.load(key_file)

    assert key_file.read_text() == text


def test_the_environment_goes_before_the_file_and_writes_nothing(key_file, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere" / "keys.json"
    there = keys.load(elsewhere)
    monkeypatch.setenv("TELEPRAXIS_KEYS", elsewhere.read_text())

    assert keys.load(key_file).signing == there.signing
    assert not key_file.exists()
    with pytest.raises(keys.KeysUnusable):
        keys.rotate(key_file, now=NOON)


def test_the_current_key_is_not_forgotten_an_old_one_is(key_file):
    keys.load(key_file)
    old = keys.shown(key_file)[0][1]
    with pytest.raises(keys.KeysUnusable):
        keys.forget(key_file, "signing", old)

    keys.rotate(key_file, ["signing"], now=NOON)
    keys.forget(key_file, "signing", old)

    assert keys.load(key_file).signing_fallbacks == []


def test_no_command_prints_a_secret(key_file):
    held = keys.load(key_file)
    run = CliRunner()

    printed = run.invoke(keys_command.app, ["rotate", "--file", str(key_file)]).output
    printed += run.invoke(keys_command.app, ["show", "--file", str(key_file)]).output

    assert "opens older values" in printed
    for secret in [held.signing, keys.load(key_file).signing]:
        assert secret not in printed
