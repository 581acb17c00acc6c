"""A file that somebody sent is taken apart sheet by sheet, or refused with what to do."""

import io

import pytest
from PIL import Image

from telepraxis.care.scanning.reading import alone, sheets
from telepraxis.care.scanning.reading.refusals import SheetRefused
from telepraxis.care.scanning.tests import sent

GREEN, RED = (20, 160, 60), (200, 30, 30)


def plain(colour=GREEN, size=(60, 80)) -> Image.Image:
    return Image.new("RGB", size, colour)


def seen(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=["JPEG"])


def refused(content: bytes, number: int | None = None) -> str:
    with pytest.raises(SheetRefused) as why:
        sheets.count(content) if number is None else sheets.picture(content, number)
    return why.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_one_sheet(kind):
    content = sent.as_file(plain(), kind)

    assert sheets.count(content) == 1
    assert seen(sheets.picture(content, 0)).size == (60, 80)
    assert refused(content, 1) == "no_such_sheet"


def test_a_photograph_is_upright_as_its_camera_says_and_nothing_beside_the_picture_is_left():
    said = Image.Exif()
    said[0x0112], said[0x010E] = 6, "taken at the home of the patient"

    drawn = seen(sheets.picture(sent.as_file(plain(), exif=said), 0))

    assert (drawn.size, dict(drawn.getexif())) == ((80, 60), {})


def test_the_sheets_of_a_tiff_are_drawn_one_by_one():
    content = sent.as_file(plain(), "TIFF", save_all=True, append_images=[plain(RED), plain(GREEN, (90, 40))])

    assert sheets.count(content) == 3
    red, green, blue = seen(sheets.picture(content, 1)).getpixel((30, 40))
    assert red > 190 and green < 45 and blue < 45
    assert seen(sheets.picture(content, 2)).size == (90, 40)
    assert refused(content, 3) == "no_such_sheet"


def test_the_last_of_500_sheets_of_a_pdf_is_drawn_alone_at_300_dpi():
    content = sent.pdf_of(500)

    assert sheets.count(content) == 500
    assert seen(sheets.picture(content, 499)).size == pytest.approx((2479, 3508), abs=2)


def test_more_than_500_sheets_are_refused_with_what_to_do():
    assert refused(sent.pdf_of(501)) == "many_sheets"
    many = sent.as_file(plain(size=(1, 1)), "TIFF", save_all=True, append_images=[plain(size=(1, 1))] * 500)
    assert refused(many) == "many_sheets"
    assert str(SheetRefused("many_sheets")) == "The file has more than 500 pages. Send the stack in several files."


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (sent.locked_pdf(), "locked_pdf"),
        (b"%PDF-1.7\nnothing", "damaged_pdf"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"PK\x03\x04 a document of an office", "unknown"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"II*\0\x08\0\0\0 not a picture", "damaged"),
    ],
)
def test_what_cannot_be_opened_is_refused_before_it_is_kept(content, code):
    assert refused(content) == code


def test_a_file_too_large_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST", 1000)

    assert refused(b"%PDF-" + bytes(1000)) == "too_large"


def test_a_bomb_is_refused_before_it_unfolds():
    assert len(sent.bomb()) < 400
    assert refused(sent.bomb(), 0) == "many_pixels"


def test_a_picture_that_did_not_arrive_whole_is_refused():
    content = sent.as_file(sent.letter(dpi=72))

    assert refused(content[: len(content) // 2], 0) == "damaged"


def test_a_program_that_takes_too_long_is_ended():
    with pytest.raises(SheetRefused) as why:
        alone.answered("drawing", sent.pdf_of(1), "0", patience_s=0.01)

    assert why.value.code == "too_slow"
