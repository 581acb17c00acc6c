"""A page is read by the real tesseract: exact words, whichever way it lies; one too poor says what is wrong with it."""

import io

import numpy as np
import pytest
import segno
from PIL import Image, ImageFilter

from telepraxis.care.scanning.reading import engine
from telepraxis.care.scanning.reading.page import read
from telepraxis.care.scanning.reading.refusals import SheetRefused
from telepraxis.care.scanning.reading.shapes import Page
from telepraxis.care.scanning.tests import sent

SPANISH = ("spa",)


def words_of(page: Page) -> list[str]:
    return [word.text for word in page.words]


def grey(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content), formats=["JPEG"]))


def test_every_word_of_a_letter_is_read_and_its_box_holds_ink():
    page, picture = read(sent.as_file(sent.letter()), languages=SPANISH)

    assert words_of(page) == sent.LETTER.words
    assert (page.rotation, page.is_blank, page.poor) == (0, False, "")
    assert page.confidence > 0.85
    clean = grey(picture)
    assert clean.shape == (page.height, page.width)
    for word in page.words:
        assert clean[word.top : word.top + word.height, word.left : word.left + word.width].min() < 120


def test_rows_of_a_table_stay_lines():
    page, _picture = read(sent.as_file(sent.letter()), languages=SPANISH)

    rows = {"Paciente: María Fernández Ibáñez", "Potasio 3,9 mmol/L", "Creatinina 1,2 mg/dL"}
    assert rows <= set(page.text.split("\n"))


@pytest.mark.process
@pytest.mark.parametrize(("turned", "back"), [(180, 180), (90, 90), (270, 270)])
def test_a_page_that_lies_any_way_is_set_upright(turned, back):
    page, picture = read(sent.as_file(sent.letter().rotate(turned, expand=True), "PNG"), languages=SPANISH)

    assert (words_of(page), page.rotation) == (sent.LETTER.words, back)
    assert grey(picture).shape == (page.height, page.width) == pytest.approx((3508, 2481), abs=1)


@pytest.mark.process
def test_a_tilted_shaded_grainy_scan_is_read_to_the_word():
    page, picture = read(sent.as_file(sent.scanned(sent.letter(), tilt=3)), languages=SPANISH)

    assert words_of(page) == sent.LETTER.words
    assert page.skew == pytest.approx(-3, abs=0.2)
    assert np.median(grey(picture)) > 235  # the shadow is gone


@pytest.mark.process
def test_a_photograph_on_a_desk_becomes_the_sheet_alone():
    page, picture = read(sent.as_file(sent.on_a_desk(sent.letter())), languages=SPANISH)

    assert words_of(page) == sent.LETTER.words
    assert page.height / page.width == pytest.approx(2**0.5, abs=0.12)
    assert np.percentile(grey(picture), 2) > 200  # nothing of the desk is left


def test_a_blank_page_is_blank_and_not_poor():
    paper = np.random.default_rng(3).normal(228, 5, (1800, 1270)).clip(0, 255).astype(np.uint8)

    page, _picture = read(sent.as_file(Image.fromarray(paper)), languages=SPANISH)

    assert (page.is_blank, page.poor, page.words) == (True, "", ())


@pytest.mark.process
@pytest.mark.parametrize(
    ("why", "spoilt"),
    [
        ("blurred", lambda seen: seen.filter(ImageFilter.GaussianBlur(6))),
        ("dark", lambda seen: seen.point(lambda level: level // 30)),
        ("small", lambda seen: seen.resize((330, 468), Image.Resampling.BOX)),
    ],
)
def test_a_page_too_poor_to_read_says_why(why, spoilt):
    page, _picture = read(sent.as_file(spoilt(sent.letter()), quality=70), languages=SPANISH)

    assert (page.poor, page.is_blank) == (why, False)


def test_a_label_on_a_page_without_words_is_read_and_the_page_is_not_blank():
    paper, label = Image.new("L", (1240, 1754), 255), io.BytesIO()
    segno.make("NHC 4471902", micro=False).save(label, kind="png", scale=8, border=4)
    paper.paste(Image.open(label).convert("L"), (500, 300))

    page, _picture = read(sent.as_file(paper), languages=SPANISH)

    assert (page.barcodes, page.is_blank) == (("NHC 4471902",), False)


def test_without_tesseract_pages_are_cleaned_and_nothing_is_said_of_their_words(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(engine.EngineMissing):
        read(sent.as_file(sent.letter(dpi=72)), languages=SPANISH)
    page, picture = read(sent.as_file(sent.letter(dpi=72)), languages=())

    assert (page.words, page.poor, page.is_blank) == ((), "", False)
    assert grey(picture).shape == (page.height, page.width)


@pytest.mark.parametrize(("content", "code"), [(b"no picture", "unknown"), (sent.bomb(), "many_pixels")])
def test_what_is_no_picture_is_refused(content, code):
    with pytest.raises(SheetRefused) as why:
        read(content, languages=SPANISH)

    assert why.value.code == code
