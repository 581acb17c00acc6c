"""Opening a picture that somebody sent, in a process with limits."""

import io

from PIL import Image, ImageFile, ImageOps

from telepraxis.care.scanning.reading.limits import Refused

MOST_PIXELS = 50_000_000  # the cameras of today's phones; A4 at 600 dpi has 35 million
PICTURES = {"JPEG": ("JPEG", "MPO"), "PNG": ("PNG",), "WEBP": ("WEBP",), "TIFF": ("TIFF",)}
HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}

Image.MAX_IMAGE_PIXELS = None  # our own limit stands below, and is asked before a pixel is decoded
ImageFile.LOAD_TRUNCATED_IMAGES = False


def kind_of(content: bytes) -> str:
    """Return what the bytes are, whatever their name says: JPEG, PNG, WEBP, TIFF or PDF.

    :raises Refused: anything else.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[:4] in (b"II*\0", b"MM\0*"):
        return "TIFF"
    if content.startswith(b"%PDF-"):
        return "PDF"
    raise Refused("empty" if not content else "heic" if _is_heif(content) else "unknown")


def _is_heif(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS


def opened(content: bytes, kind: str) -> Image.Image:
    """Return the picture, not yet decoded.

    :raises Refused: it is damaged.
    """
    try:
        return Image.open(io.BytesIO(content), formats=PICTURES[kind])
    except Exception:
        raise Refused("damaged") from None


def decoded(found: Image.Image) -> Image.Image:
    """Return the picture upright as its camera says, grey or in colours, on white where it lets shine through.

    :raises Refused: it has too many points, or is damaged.
    """
    if found.width * found.height > MOST_PIXELS:
        raise Refused("many_pixels")
    try:
        found.load()
        return _plain(ImageOps.exif_transpose(found))
    except MemoryError:
        raise
    except Exception:
        raise Refused("damaged") from None


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        return picture.convert("F").point(lambda value: value / 257).convert("L")
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    if picture.mode == "P" or "A" in picture.getbands() or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        sheet = Image.new("RGB", seen.size, (255, 255, 255))
        sheet.paste(seen, mask=seen.getchannel("A"))
        return sheet
    return picture.convert("RGB")


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
