"""Open one file in this process, with limits, and write what may be kept to standard output. A program of its own.

It imports nothing of the installation, knows no key and no database, and has set its limits before the first byte is
read. In: the bytes. Out: one line of JSON, then the kept bytes, then the bytes of a small picture.
What is kept of a picture or PDF is what was seen in it, drawn anew: no byte of the sender's file is in it.
"""

import io
import json
import resource
import sys

MEGABYTE = 1024 * 1024
MEMORY = 900 * MEGABYTE  # address space: program and libraries take a third
PROCESSOR_S = 25
MOST_PIXELS = 50_000_000  # the cameras of today's phones
MOST_PAGES = 40
PAGE_PIXELS = 9_000_000
DOTS_PER_POINT = 150 / 72
LONGEST_TEXT = 200_000
LARGEST_PNG = 8 * MEGABYTE
SMALL = (360, 360)
WHITE = (255, 255, 255)
PICTURES = {"JPEG": ("JPEG", "MPO"), "PNG": ("PNG",), "WEBP": ("WEBP",)}
HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<body", b"<head", b"<iframe", b"<!--")


class Refused(Exception):
    """The file may not be kept; the code names why."""


def set_limits() -> None:
    """Take from this process what a poisoned file would want: memory, time, files, further processes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def kind_of(content: bytes) -> str:
    """Return what the bytes are, whatever their name says: JPEG, PNG, WEBP, PDF or TEXT.

    :raises Refused: anything else, with a code for what is often sent.
    """
    if not content:
        raise Refused("empty")
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content.startswith(b"%PDF-"):
        return "PDF"
    if content[4:8] == b"ftyp":
        raise Refused("heic" if content[8:12] in HEIF_BRANDS else "video")
    if content[128:132] == b"DICM":
        raise Refused("dicom")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused("office")
    return _text_or_refused(content)


def _text_or_refused(content: bytes) -> str:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(MARKUP) or b"<script" in content[:100_000].lower():
        raise Refused("markup")
    if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in content):
        raise Refused("unknown")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("unknown") from None
    return "TEXT"


def opened(content: bytes) -> tuple[dict, bytes, bytes]:
    """Return (what it is, the bytes to keep, a small picture of it or b"").

    :raises Refused: it may not be kept.
    """
    kind = kind_of(content)
    if kind == "TEXT":
        return _text(content)
    return _pdf(content) if kind == "PDF" else _picture(content, kind)


def _text(content: bytes) -> tuple[dict, bytes, bytes]:
    text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        raise Refused("long_text")
    return {"media_type": "text/plain; charset=utf-8", "suffix": "txt"}, text.encode(), b""


def _picture(content: bytes, kind: str) -> tuple[dict, bytes, bytes]:
    from PIL import Image, ImageFile

    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below, and is asked before a pixel is decoded
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        found = Image.open(io.BytesIO(content), formats=PICTURES[kind])
    except Exception:
        raise Refused("damaged") from None
    if found.width * found.height > MOST_PIXELS:
        raise Refused("many_pixels")
    try:
        found.load()
        drawn = _drawn_anew(found)
    except MemoryError:
        raise
    except Exception:
        raise Refused("damaged") from None
    media_type, kept = _written(drawn, kind)
    about = {"media_type": media_type, "suffix": "png" if media_type == "image/png" else "jpg"}
    return about | {"width": drawn.width, "height": drawn.height}, kept, _small(drawn)


def _drawn_anew(found):
    """Return the upright picture in plain colours on a fresh sheet, without anything that was written beside it."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(found)
    if upright.mode.startswith("I;16") or upright.mode in ("I", "F"):
        upright = upright.convert("F").point(lambda value: value / 257).convert("L")
    if upright.mode == "P" or "A" in upright.getbands() or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        sheet = Image.new("RGB", upright.size, WHITE)
        sheet.paste(upright, mask=upright.getchannel("A"))
        return sheet
    plain = upright if upright.mode == "L" else _as_seen(upright)
    sheet = Image.new(plain.mode, plain.size)
    sheet.paste(plain)
    return sheet


def _as_seen(picture):
    """Return the picture in sRGB: skin must have its colour on every screen."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except ImageCms.PyCMSError:
            pass
    return picture.convert("RGB")


def _written(drawn, kind: str) -> tuple[str, bytes]:
    if kind == "PNG":
        out = io.BytesIO()
        drawn.save(out, "PNG")
        if out.tell() <= LARGEST_PNG:
            return "image/png", out.getvalue()
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=92)
    return "image/jpeg", out.getvalue()


def _small(drawn) -> bytes:
    from PIL import Image

    small = drawn.copy() if drawn.width * drawn.height < 1_000_000 else drawn.reduce(max(1, min(drawn.size) // 720))
    small.thumbnail(SMALL, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


def _pdf(content: bytes) -> tuple[dict, bytes, bytes]:
    import pypdfium2

    try:
        found = pypdfium2.PdfDocument(content)
        pages = len(found)
    except pypdfium2.PdfiumError as reason:
        raise Refused("locked_pdf" if "assword" in str(reason) else "damaged_pdf") from None
    if pages == 0:
        raise Refused("damaged_pdf")
    if pages > MOST_PAGES:
        raise Refused("many_pages")
    drawn, small = pypdfium2.PdfDocument.new(), b""
    for number in range(pages):
        try:
            seen = _page_again(found[number], drawn)
        except pypdfium2.PdfiumError:
            raise Refused("damaged_pdf") from None
        small = small or _small(seen)
    out = io.BytesIO()
    drawn.save(out)
    drawn.close()
    return {"media_type": "application/pdf", "suffix": "pdf", "pages": pages}, out.getvalue(), small


def _page_again(page, drawn):
    """Add a picture of the page to the new document, and return the picture."""
    import pypdfium2

    width, height = page.get_size()
    if not (1 <= width <= 14_400 and 1 <= height <= 14_400):
        raise Refused("damaged_pdf")
    scale = min(DOTS_PER_POINT, (PAGE_PIXELS / (width * height)) ** 0.5)
    seen = page.render(scale=scale).to_pil().convert("RGB")
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=85)
    picture = pypdfium2.PdfImage.new(drawn)
    picture.load_jpeg(out, inline=True)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    sheet = drawn.new_page(width, height)
    sheet.insert_obj(picture)
    sheet.gen_content()
    return seen


def main() -> None:
    set_limits()
    content = sys.stdin.buffer.read()
    try:
        about, kept, small = opened(content)
    except Refused as why:
        return _answer({"refused": str(why)})
    except MemoryError:
        return _answer({"refused": "too_much"})
    _answer(about | {"kept": len(kept), "small": len(small)}, kept, small)


def _answer(about: dict, kept: bytes = b"", small: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + kept + small)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
