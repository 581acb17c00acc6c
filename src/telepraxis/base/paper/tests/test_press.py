"""What is filled in is text and never markup; what goes too far is stopped; what cannot be drawn is said."""

import pypdfium2
import pytest

from telepraxis.base import paper
from telepraxis.base.paper import press

PLAIN = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: "en")
#heading(data.title)
#data.text
"""


def template(tmp_path, text=PLAIN):
    file = tmp_path / "letter.typ"
    file.write_text(text)
    return file


def words_of(pdf: bytes) -> str:
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def test_markup_in_a_name_prints_as_it_is_written(tmp_path):
    name = '#panic("no") *bold* $x^2$ \\ @label <b> `raw` #read("/etc/passwd") // none'

    pdf = paper.print_pdf(template(tmp_path), {"title": "A letter", "text": name})

    assert name in words_of(pdf).replace("\r\n", " ")
    assert b"/MarkInfo" in pdf or b"/StructTreeRoot" in pdf


@pytest.mark.parametrize("reach", ['read("/etc/passwd")', 'image("/etc/passwd")', 'import "@preview/cetz:0.3.4"'])
def test_a_template_reaches_neither_files_nor_packages(tmp_path, reach):
    with pytest.raises(paper.CannotPrint):
        paper.print_pdf(template(tmp_path, f"#{reach}\n{PLAIN}"), {"title": "x", "text": "y"})


def test_a_sign_without_a_font_is_said_instead_of_printed_as_a_box(tmp_path):
    with pytest.raises(paper.NoFontFor) as refused:
        paper.print_pdf(template(tmp_path), {"title": "A letter", "text": "\U0001f9ff\ue123"})

    assert refused.value.sign in "\U0001f9ff\ue123"


def test_too_much_text_is_refused_before_it_is_set(tmp_path):
    with pytest.raises(paper.CannotPrint):
        paper.print_pdf(template(tmp_path), {"title": "x", "text": "a" * press.LARGEST})


def test_what_never_ends_is_stopped_by_its_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(press, "SECONDS", 2)
    endless = template(tmp_path, "#let n = 0\n#while n >= 0 { n = calc.rem(n + 1, 7); [x] }\n" + PLAIN)

    with pytest.raises(paper.CannotPrint):
        paper.print_pdf(endless, {"title": "x", "text": "y"})
