"""A new room begins in order: on its floor, importable, and it says what it has to be filled with."""

import ast

import pytest

from rules.new_room import begin


def test_begins_a_room_on_its_floor(tmp_path):
    room = begin("care", "waiting_list", source=tmp_path)

    files = {str(path.relative_to(room)) for path in room.rglob("*.py")}
    assert files == {
        "__init__.py",
        "apps.py",
        "models.py",
        "permissions.py",
        "migrations/__init__.py",
        "tests/__init__.py",
    }
    assert ast.get_docstring(ast.parse((room / "__init__.py").read_text())).startswith("WaitingList:")
    assert 'name = "telepraxis.care.waiting_list"' in (room / "apps.py").read_text()


def test_leaves_a_room_that_is_there_alone(tmp_path):
    room = begin("care", "waiting_list", source=tmp_path)
    (room / "models.py").write_text("# filled\n")

    with pytest.raises(FileExistsError):
        begin("care", "waiting_list", source=tmp_path)

    assert (room / "models.py").read_text() == "# filled\n"
