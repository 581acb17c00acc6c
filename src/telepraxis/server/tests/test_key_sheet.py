"""Keys on paper, and back."""

import stat
from datetime import UTC, datetime

import pytest

from telepraxis.server import key_sheet, keys

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "home" / "keys.json"
    keys.load(path)
    keys.rotate(path, ["files"], now=NOON)
    return path


@pytest.mark.parametrize("name", ["sheet.txt", "sheet.html"])
def test_what_is_printed_reads_as_the_same_keys(key_file, tmp_path, name):
    key_sheet.write(key_file, tmp_path / name, now=NOON)

    assert key_sheet.read(tmp_path / name) == keys.rings(key_file)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_copy_of_the_key_file_reads_as_well(key_file):
    assert key_sheet.read(key_file) == keys.rings(key_file)


def test_a_hand_that_writes_small_and_confuses_digits_is_understood(key_file, tmp_path):
    text = key_sheet.text_of(keys.rings(key_file), now=NOON)
    typed = [
        line.lower().replace("o", "0").replace("i", "1") if line.startswith("  ") else line
        for line in text.splitlines()
    ]
    (tmp_path / "typed.txt").write_text("\n".join(typed))

    assert key_sheet.read(tmp_path / "typed.txt") == keys.rings(key_file)


def test_a_missing_page_and_a_missing_line_are_noticed(key_file, tmp_path):
    lines = key_sheet.text_of(keys.rings(key_file), now=NOON).splitlines()
    page = tmp_path / "page.txt"

    page.write_text("\n".join(lines[: lines.index("", 3)]))
    with pytest.raises(keys.KeysUnusable, match="not the whole key sheet"):
        key_sheet.read(page)
    page.write_text("\n".join(line for line in lines if not line.startswith("  2 ")))
    with pytest.raises(keys.KeysUnusable, match="line 3 of key .* does not add up"):
        key_sheet.read(page)


def test_a_sheet_is_of_now_until_the_next_rotation(key_file, tmp_path):
    before = key_sheet.is_of_now(key_file)
    key_sheet.write(key_file, tmp_path / "sheet.txt", now=NOON)
    printed = key_sheet.is_of_now(key_file)
    keys.rotate(key_file, now=NOON)

    assert (before, printed, key_sheet.is_of_now(key_file)) == (False, True, False)


def test_the_key_of_copies_is_begun_once_and_stands_on_the_sheet(key_file):
    first = keys.ring_of_copies(key_file, now=NOON)
    again = keys.ring_of_copies(key_file, now=NOON)

    assert first.current == again.current
    assert [ring for ring, *_ in keys.shown(key_file)] == ["signing", "fields", "files", "files", "copies"]
    assert keys.load(key_file).signing
