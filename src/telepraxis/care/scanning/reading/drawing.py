"""A program of its own: count the sheets in a file, or draw one of them as a JPEG. `drawing count`, `drawing 12`."""

import sys

import pypdfium2

from telepraxis.care.scanning.reading.limits import MEGABYTE, Refused, answer, set_limits
from telepraxis.care.scanning.reading.pictures import as_jpeg, decoded, kind_of, opened

MEMORY = 900 * MEGABYTE
PROCESSOR_S = 25
MOST_SHEETS = 500
DOTS_PER_POINT = 300 / 72
SHEET_PIXELS = 9_000_000  # A4 at 300 dpi
LONGEST_SIDE = 5_000  # A3 at 300 dpi
QUALITY = 90


def counted(content: bytes) -> tuple[dict, bytes]:
    """Return how many sheets there are; nothing of them is decoded yet."""
    kind = kind_of(content)
    sheets = len(_pdf(content)) if kind == "PDF" else _frames(opened(content, kind)) if kind == "TIFF" else 1
    if sheets == 0:
        raise Refused("damaged_pdf")
    if sheets > MOST_SHEETS:
        raise Refused("many_sheets")
    return {"sheets": sheets}, b""


def _pdf(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as reason:
        raise Refused("locked_pdf" if "assword" in str(reason) else "damaged_pdf") from None


def _frames(found) -> int:
    """Return how many pictures a TIFF holds, or one more than are allowed."""
    try:
        for number in range(1, MOST_SHEETS + 1):
            found.seek(number)
    except EOFError:
        return number
    except Exception:
        raise Refused("damaged") from None
    return MOST_SHEETS + 1


def drawn(content: bytes, number: int) -> tuple[dict, bytes]:
    """Return one sheet, the first is 0, as a picture in which no byte of the sent file is left."""
    kind = kind_of(content)
    seen = _page(content, number) if kind == "PDF" else _picture(content, kind, number)
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return {"width": seen.width, "height": seen.height}, as_jpeg(seen, QUALITY)


def _picture(content: bytes, kind: str, number: int):
    found = opened(content, kind)
    if kind == "TIFF":
        try:
            found.seek(number)
        except EOFError:
            raise Refused("no_such_sheet") from None
        except Exception:
            raise Refused("damaged") from None
    elif number > 0:
        raise Refused("no_such_sheet")
    return decoded(found)


def _page(content: bytes, number: int):
    found = _pdf(content)
    if number >= len(found):
        raise Refused("no_such_sheet")
    try:
        page = found[number]
        width, height = page.get_size()
        if not (1 <= width <= 14_400 and 1 <= height <= 14_400):
            raise Refused("damaged_pdf")
        return page.render(scale=min(DOTS_PER_POINT, (SHEET_PIXELS / (width * height)) ** 0.5)).to_pil().convert("RGB")
    except pypdfium2.PdfiumError:
        raise Refused("damaged_pdf") from None


if __name__ == "__main__":
    set_limits(memory=MEMORY, processor_s=PROCESSOR_S)
    answer(counted if sys.argv[1] == "count" else lambda content: drawn(content, int(sys.argv[1])))
