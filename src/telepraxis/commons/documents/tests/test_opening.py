"""What is sent is opened in a process with limits; what is kept is drawn anew."""

import io

import pypdfium2
import pytest
from PIL import Image

from ..checking import FileRefused, opened
from . import poison


def test_a_photograph_is_kept_upright_without_place_or_phone():
    sent = poison.photograph_taken_lying_down()
    seen = opened(sent)

    kept = Image.open(io.BytesIO(seen.content))
    assert (seen.media_type, seen.width, seen.height) == ("image/jpeg", 300, 400)
    assert (kept.size, dict(kept.getexif()), kept.info.get("comment")) == ((300, 400), {}, None)
    assert b"PhoneOfAmara" in sent and b"PhoneOfAmara" not in seen.content
    assert max(Image.open(io.BytesIO(seen.small)).size) == 360


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "CMYK"])
def test_pictures_of_every_usual_kind_are_kept(form, mode):
    if (form, mode) in {("JPEG", "RGBA"), ("JPEG", "P"), ("PNG", "CMYK"), ("WEBP", "CMYK"), ("WEBP", "P")}:
        return
    out = io.BytesIO()
    Image.new(mode, (50, 40)).save(out, form)
    seen = opened(out.getvalue())

    assert (seen.width, seen.height, seen.media_type) == (50, 40, "image/png" if form == "PNG" else "image/jpeg")


def test_a_script_hidden_in_a_picture_is_not_in_what_is_kept():
    sent = poison.png_with_script_in_its_chunks()
    seen = opened(sent)

    assert poison.SCRIPT in sent
    assert b"script" not in seen.content and b"script" not in seen.small
    assert Image.open(io.BytesIO(seen.content)).getpixel((1, 1)) == (0, 128, 128)


def test_what_hangs_behind_a_picture_is_left_behind():
    seen = opened(poison.photograph() + b"PK\x03\x04 an archive" + poison.SCRIPT)

    assert b"PK\x03\x04" not in seen.content and b"script" not in seen.content


@pytest.mark.parametrize(
    "sent, carried",
    [
        (poison.pdf_with_javascript(), b"JavaScript"),
        (poison.pdf_with_attachment(), b"EXECUTABLE"),
        (poison.pdf_that_starts_a_program(), b"Launch"),
    ],
)
def test_a_pdf_is_kept_as_it_looks_and_can_do_nothing(sent, carried):
    seen = opened(sent)

    kept = pypdfium2.PdfDocument(seen.content)
    assert carried in sent and carried not in seen.content
    assert (len(kept), kept[0].get_size(), seen.media_type) == (1, (200, 200), "application/pdf")
    assert not {b"/OpenAction", b"/AA", b"/Names", b"/JS", b"/EmbeddedFile"} & set(seen.content.split())
    kept.close()


def test_a_plain_text_is_kept_as_text():
    seen = opened("Olá\r\nSão 38,5".encode())

    assert (seen.content, seen.media_type, seen.small) == (
        "Olá\nSão 38,5".encode(),
        "text/plain; charset=utf-8",
        b"",
    )


HEIC = "Photographs in Apple's HEIC format cannot be opened here. On the iPhone choose Settings, Camera, Formats, " \
    "Most Compatible, and take the picture again, or send it as JPEG."  # fmt: skip
UNKNOWN = "This kind of file cannot be kept here. Send a JPEG or PNG picture, a PDF, or plain text."
MARKUP = "Web pages and drawings made of code cannot be kept here. Send a photograph or a PDF of it."
DAMAGED = "The picture is damaged or did not arrive whole. Take it again, or send it again."
REFUSED = {
    "nothing": (b"", "The file is empty. Choose it again, or take the picture once more."),
    "26 MB": (
        b"\xff\xd8\xff" + bytes(26 * 1024 * 1024),
        "The file is larger than 25 MB. Send a smaller picture, or the pages in several files.",
    ),
    "a picture bomb": (
        poison.picture_bomb(),
        "The picture has more than 50 million points. Send it in a smaller size.",
    ),
    "a bomb of text in a picture": (poison.text_bomb_in_png(), DAMAGED),
    "half a photograph": (poison.photograph()[:2000], DAMAGED),
    "half a PNG": (poison.png(400, 300)[:200], DAMAGED),
    "SVG with script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', MARKUP),
    "HTML named .jpg": (b"<!DOCTYPE html><html><script>alert(1)</script></html>", MARKUP),
    "text with a script in it": (b"Dear doctor,\n<script>alert(1)</script>", MARKUP),
    "XML of entities": (b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><lolz/>', MARKUP),
    "HEIC": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", HEIC),
    "a video": (
        b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00",
        "Videos cannot be kept here. Show it in the video visit, or send a photograph.",
    ),
    "an archive": (
        b"PK\x03\x04\x14\x00",
        "Documents and archives of this kind cannot be opened here. Save it as PDF and send that.",
    ),
    "a program": (b"MZ\x90\x00\x03\x00\x00\x00", UNKNOWN),
    "a GIF": (b"GIF89a\x01\x00\x01\x00", UNKNOWN),
    "a PDF behind something else": (b"GIF89a" + poison.pdf(), UNKNOWN),
    "DICOM with a program in its preamble": (
        b"MZ" + bytes(126) + b"DICM",
        "This is an image of the DICOM kind. Ask the practice how to hand it over.",
    ),
    "half a PDF": (
        b"%PDF-1.7\n1 0 obj",
        "The PDF is damaged or did not arrive whole. Save it again, and send it again.",
    ),
    "a PDF of 41 pages": (poison.pdf(41), "The PDF has more than 40 pages. Send the pages that matter."),
    "a long text": (b"a" * 200_001, "The text is longer than 200,000 characters. Send the part that matters."),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_may_not_be_kept_is_refused_in_words(what):
    sent, sentence = REFUSED[what]
    with pytest.raises(FileRefused) as refusal:
        opened(sent)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "program, sentence",
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "failed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "failed"),
        ("import sys; sys.stdin.read(0); import signal; signal.pause()", "too_slow"),
        ("print('nonsense')", "failed"),
        ('print(\'{"kept": 5, "small": 0, "media_type": "text/plain", "suffix": "txt"}\')', "failed"),
        ("raise SystemExit(3)", "failed"),
    ],
)
def test_a_process_that_dies_hangs_or_babbles_is_a_refusal(program, sentence, tmp_path):
    instead = tmp_path / "opening.py"
    instead.write_text(program)
    with pytest.raises(FileRefused) as refusal:
        opened(b"x", program=instead, patience_s=2 if sentence == "too_slow" else 40)

    assert refusal.value.code == sentence


def test_the_process_has_its_limits_and_no_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    spy = tmp_path / "spy.py"
    from .. import opening

    spy.write_text(
        opening.__loader__.get_source(opening.__name__).replace(
            'if __name__ == "__main__":\n    main()',
            "import os\nset_limits()\nsaid = json.dumps([resource.getrlimit(one) for one in (resource.RLIMIT_AS, "
            "resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)] + [os.environ.get('DATABASE_URL')]).encode()\n"
            "_answer({'media_type': 'x', 'suffix': 'x', 'kept': len(said), 'small': 0}, said)",
        )
    )

    megabytes_900 = 900 * 1024 * 1024
    assert opened(b"x", program=spy).content == (
        f"[[{megabytes_900}, {megabytes_900}], [25, 26], [0, 0], null]".encode()
    )
