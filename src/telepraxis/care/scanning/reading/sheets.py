"""The sheets in a file that somebody sent: how many, and each one as a picture. Never all of them in memory."""

from telepraxis.care.scanning.reading import alone
from telepraxis.care.scanning.reading.refusals import SheetRefused

LARGEST = 150 * 1024 * 1024
PATIENCE_S = 40.0  # by the clock; the program has 25 s of the processor


def count(content: bytes) -> int:
    """Return how many sheets the file holds: a PDF and a TIFF hold up to 500, every other picture one.

    :raises SheetRefused: it is too large, locked, damaged, or of another kind.
    """
    _check(content)
    return alone.answered("drawing", content, "count", patience_s=PATIENCE_S)[0]["sheets"]


def picture(content: bytes, number: int) -> bytes:
    """Return one sheet, counted from 0, as a JPEG drawn anew.

    :raises SheetRefused: this one cannot be drawn, or took too much; the others may still.
    """
    _check(content)
    return alone.answered("drawing", content, str(number), patience_s=PATIENCE_S)[1]


def _check(content: bytes) -> None:
    if not content:
        raise SheetRefused("empty")
    if len(content) > LARGEST:
        raise SheetRefused("too_large")
