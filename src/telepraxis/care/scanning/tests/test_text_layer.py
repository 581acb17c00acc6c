"""A PDF whose words can be searched and marked: read back by pdfium, which is what browsers use."""

import io

import pypdfium2
import pytest
from PIL import Image

from telepraxis.care.scanning.reading import text_layer
from telepraxis.care.scanning.reading.shapes import Page, Word

WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dpi
POINTS = 842 / HEIGHT


def word(text, left, top, *, line, width=200, height=30):
    return Word(text, 0.95, left, top, width, height, line=line, paragraph=line)


LETTER = (
    word("María", 100, 200, line=0), word("Fernández", 320, 200, line=0, width=300),
    word("Glucosa", 100, 300, line=1), word("5,6", 700, 302, line=1, width=60, height=28),
    word("µmol/l", 800, 300, line=1),
)  # fmt: skip


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (WIDTH, HEIGHT), 255).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def letter():
    pages = [(Page(WIDTH, HEIGHT, words=LETTER), picture()), (Page(WIDTH, HEIGHT, is_blank=True), picture())]
    return pypdfium2.PdfDocument(text_layer.bound(pages, title="Informe, María", language="es"))


def test_its_words_are_read_back_line_by_line(letter):
    said = letter[0].get_textpage().get_text_range()

    assert said.split("\r\n") == ["María Fernández", "Glucosa 5,6 µmol/l"]
    assert (len(letter), letter[1].get_textpage().get_text_range()) == (2, "")
    assert letter.get_metadata_dict()["Title"] == "Informe, María"


def test_a_word_that_is_searched_is_marked_where_it_stands(letter):
    text = letter[0].get_textpage()

    first, count = text.search("5,6").get_next()

    left, bottom, _right, top = text.get_charbox(first)
    right = text.get_charbox(first + count - 1)[2]
    assert (left, right) == pytest.approx((700 * POINTS, 760 * POINTS), abs=0.5)
    assert bottom < 842 - 330 * POINTS + 1 and top > 842 - 302 * POINTS - 1


def test_a_page_is_as_high_as_a4_and_keeps_its_shape(letter):
    assert letter[0].get_size() == pytest.approx((842 * WIDTH / HEIGHT, 842), abs=0.1)


def test_more_different_signs_than_one_font_holds_are_all_read_back():
    words = tuple(word(chr(0x4E00 + at), 100, 10 + at * 5, line=at, height=4) for at in range(300))
    bound = pypdfium2.PdfDocument(text_layer.bound([(Page(WIDTH, HEIGHT, words=words), picture())], title="字"))

    assert bound[0].get_textpage().get_text_range().split() == [one.text for one in words]
