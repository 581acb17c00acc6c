"""Files as hostile or hurried people send them. Each function returns the bytes of one."""

import io
import struct
import zlib

import pypdfium2
from PIL import Image

SCRIPT = b"<script>alert(document.cookie)</script>"


def photograph(width=400, height=300, exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.save(out, "JPEG", quality=90, **({"exif": exif} if exif else {}))
    return out.getvalue()


def photograph_taken_lying_down() -> bytes:
    """A phone's picture: orientation 6, GPS, the name of the phone."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "PhoneOfAmara"
    exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 43.0, 1.5)})
    return photograph(400, 300, exif)


def png(width=40, height=30, *chunks: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    whole = out.getvalue()
    return whole[:33] + b"".join(chunks) + whole[33:]  # after IHDR


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_with_script_in_its_chunks() -> bytes:
    return png(40, 30, chunk(b"tEXt", b"Comment\x00" + SCRIPT), chunk(b"iTXt", b"x\x00\x00\x00\x00\x00" + SCRIPT))


def picture_bomb(side=60_000) -> bytes:
    """A few kilobytes that say they are 60,000 points wide and high."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000_000)) + chunk(b"IEND", b"")


def text_bomb_in_png() -> bytes:
    """A small picture with a compressed comment that unfolds to 200 MB."""
    return png(40, 30, chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"\x00" * 200_000_000)))


def pdf(pages=1) -> bytes:
    made = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        made.new_page(595, 842)
    out = io.BytesIO()
    made.save(out)
    made.close()
    return out.getvalue()


def pdf_with(catalog: bytes, *objects: bytes) -> bytes:
    """A PDF of one page whose catalog carries more than a page."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *objects,
    ]
    whole, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(bodies) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (count, len(whole))
    return whole + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table) + end


def pdf_with_javascript() -> bytes:
    return pdf_with(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")


def pdf_with_attachment() -> bytes:
    names = b"/Names << /EmbeddedFiles << /Names [(virus.exe) 4 0 R] >> >>"
    return pdf_with(
        names,
        b"<< /Type /Filespec /F (virus.exe) /EF << /F 5 0 R >> >>",
        b"<< /Type /EmbeddedFile /Length 13 >>\nstream\nMZ EXECUTABLE\nendstream",
    )


def pdf_that_starts_a_program() -> bytes:
    return pdf_with(b"/OpenAction << /S /Launch /F (cmd.exe) >>")
