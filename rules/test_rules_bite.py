"""The rules themselves: each finds the offence it is there for."""

import ast

from rules.house import circle_in
from rules.test_house_rules import dotted, foreign_tables, written_names


def test_finds_a_write_to_another_rooms_table():
    tree = ast.parse(
        "from telepraxis.registry.patients.models import PatientProfile\n"
        "def rename():\n    PatientProfile.objects.filter(id=1).update(name='')\n"
    )

    assert foreign_tables(tree, "telepraxis.care.scheduling") == {"PatientProfile"}
    assert foreign_tables(tree, "telepraxis.registry.patients") == set()
    assert written_names(tree) == [("PatientProfile", 3)]


def test_finds_a_circle_of_rooms():
    assert circle_in({("a", "b"), ("b", "c")}) == []
    assert circle_in({("a", "b"), ("b", "c"), ("c", "a")}) == ["a", "b", "c", "a"]


def test_reads_a_dotted_name():
    assert dotted(ast.parse("pytest.mark.skip", mode="eval").body) == "pytest.mark.skip"
    assert dotted(ast.parse("f().skip", mode="eval").body) == ""
