"""What a spreadsheet writes is read, whatever parts its cells; what would act in one is written so that it does not."""

from decimal import Decimal

import pytest

from telepraxis.base.ui.sheets import NotASheet, lines_of, number, safe


def read(text: str | bytes, **more) -> list[tuple[int, dict[str, str]]]:
    content = text if isinstance(text, bytes) else text.encode()
    asked = {"columns": ("code", "name"), "needed": ("code",), "largest": 1024, "most_lines": 3} | more
    return list(lines_of(content, **asked))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_lines_are_read_by_the_names_of_their_columns(mark):
    text = f"\ufeffName{mark} CODE {mark}{mark}\r\nZinc{mark}a1{mark}{mark}\r\n{mark}{mark}{mark}\r\nTin{mark}a2"

    assert read(text) == [(2, {"name": "Zinc", "code": "a1"}), (4, {"name": "Tin", "code": "a2"})]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("name\nZinc", "“code” too"),
        ("code,colour\n1,red", "no column “colour”"),
        ("code,code\n1,2", "there twice"),
        ('code\n"1', "quotation mark"),
        (b"code\n\xff", "UTF-8"),
        (b"code\n1\x002", "no text"),
        ("code\n1\n2\n3\n4", "more than 3 lines"),
        ("code\n" + "1" * 1024, "larger than"),
    ],
)
def test_what_is_no_table_says_why(content, why):
    with pytest.raises(NotASheet, match=why):
        read(content)


@pytest.mark.parametrize("cell", ["=1+1", "+44 20", "-5", "@home", "plain", "it's", "'quoted'"])
def test_what_was_written_safely_is_read_as_it_was(cell):
    assert read(f"code\n{safe(cell)}") == [(2, {"code": cell})]
    assert not safe(cell).startswith(("=", "+", "-", "@"))


def test_a_number_is_read_with_a_point_or_a_comma():
    faults = []

    def wrong(column, words):
        faults.append((column, str(words)))

    assert [number(each, "n", wrong) for each in ("2.5", "2,5", "0", "")] == [Decimal("2.5"), Decimal("2.5"), 0, None]
    assert faults == []
    assert [number(each, "n", wrong) for each in ("x", "-1", "nan", "1e11", "1,000,000")] == [None] * 5
    assert [column for column, _words in faults] == ["n"] * 5
