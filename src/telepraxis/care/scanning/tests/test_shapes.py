"""A page of paper as data."""

import json

from telepraxis.care.scanning.reading.shapes import Page, Word

LETTER = Page(
    1654, 2339,
    words=(
        Word("Dear", 0.96, 200, 300, 80, 30, line=0, paragraph=0),
        Word("Amara,", 0.91, 290, 300, 110, 36, line=0, paragraph=0),
        Word("your", 0.97, 200, 350, 70, 28, line=1, paragraph=0),
        Word("Glucose", 0.88, 200, 480, 140, 34, line=2, paragraph=1),
    ),
    confidence=0.93, rotation=180, skew=-1.25, barcodes=("MRN-0042",),
)  # fmt: skip


def test_comes_back_from_json_as_it_was():
    assert Page.from_json(json.loads(json.dumps(LETTER.as_json()))) == LETTER


def test_a_blank_page_comes_back_too():
    blank = Page(1654, 2339, is_blank=True)

    assert Page.from_json(json.loads(json.dumps(blank.as_json()))) == blank


def test_its_text_keeps_lines_and_paragraphs():
    assert LETTER.text == "Dear Amara,\nyour\n\nGlucose"
