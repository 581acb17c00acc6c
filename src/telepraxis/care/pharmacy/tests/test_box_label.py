"""The label of a box: what stands on it, in whose language; what its code says aloud."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from telepraxis.care.pharmacy import box_label
from telepraxis.care.pharmacy.box_label import BoxLabel, Sender

CORNER = Sender("Corner Pharmacy", "3 Mill Street, 4100 Quayside · +351 22 000 0310", "en")
AMOXICILLIN = BoxLabel(
    medicine="Amoxicillin 500 mg, capsule", quantity="21 capsules", language="en",
    how=("Take 1 capsule three times a day for 7 days.",), patient="Amara Okonjo", prescriber="Dr Inês Carvalho",
    number="K7QM-2XWA-9PRT", day=date(2026, 11, 30), lots=(("A1", date(2027, 1, 31)),), by="LF",
)  # fmt: skip
MILLIMETRE = 72 / 25.4


def pages(pdf: bytes) -> list[tuple[str, tuple[int, int]]]:
    """Return of each page its words in one line, and its size in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        size = tuple(round(each / MILLIMETRE) for each in page.get_size())
        found.append((" ".join(page.get_textpage().get_text_range().split()), size))
    document.close()
    return found


def test_a_label_says_what_how_for_whom_and_from_where():
    [(words, size)] = pages(box_label.printed([AMOXICILLIN], CORNER))
    assert size == (100, 62)
    for said in (
        "Amoxicillin 500 mg, capsule", "21 capsules", "Take 1 capsule three times a day for 7 days.", "Amara Okonjo",
        "30 November 2026", "Dr Inês Carvalho", "K7QM-2XWA-9PRT", "Lot A1 EXP 01/2027", "Corner Pharmacy", "LF",
        "Keep out of the sight and reach of children.",
    ):  # fmt: skip
        assert said in words, said
    assert "refrigerator" not in words and "Still to come" not in words


def test_each_medicine_has_a_label_and_says_what_is_its_own():
    cold = replace(AMOXICILLIN, medicine="Insulin glargine", keep_cold=True, owed="1 pen")
    first, second = pages(box_label.printed([AMOXICILLIN, cold], CORNER))
    assert "Insulin" not in first[0]
    assert "Keep in the refrigerator, at 2 to 8 °C." in second[0] and "Still to come: 1 pen." in second[0]


def test_what_does_not_fit_makes_the_label_longer_and_nothing_is_lost():
    steps = tuple(f"Then take {n} tablets each morning, for three days." for n in range(16, 0, -1))
    long = replace(AMOXICILLIN, how=steps)
    [(words, (width, height))] = pages(box_label.printed([long], CORNER))
    assert width == 100 and height > 62
    assert "Then take 16 tablets" in words and "Then take 1 tablets" in words and "Amara Okonjo" in words


def test_the_code_says_the_words_themselves_and_no_address():
    assert box_label.code_text(AMOXICILLIN, CORNER).split("\n") == [
        "Amoxicillin 500 mg, capsule",
        "Take 1 capsule three times a day for 7 days.",
        "Lot A1 EXP 01/2027",
        "Corner Pharmacy 3 Mill Street, 4100 Quayside · +351 22 000 0310",
    ]
    assert "Amara" not in box_label.code_text(AMOXICILLIN, CORNER)


@pytest.mark.parametrize("steps", [1, 5, 12, 40])
def test_the_code_says_a_course_whole_or_not_at_all(steps):
    how = tuple(f"Then take {n} tablets each morning with food, for 3 days." for n in range(steps, 0, -1))
    said = box_label.code_text(replace(AMOXICILLIN, how=how), CORNER)
    assert len(said.encode()) <= box_label.LONGEST_CODE
    assert all(each in said for each in how) or not any(each in said for each in how)
    assert ("it is too long" in said) == (sum(len(each) + 1 for each in how) > box_label.LONGEST_CODE - 28)


def test_markup_in_a_name_prints_as_it_is_written():
    [(words, _size)] = pages(box_label.printed([replace(AMOXICILLIN, patient="Ana #panic() *x*")], CORNER))
    assert "Ana #panic() *x*" in words
