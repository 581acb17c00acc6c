"""A program of its own: clean the picture of one sheet and read it. `reader PROGRAM eng+spa [90]`; "" reads nothing."""

import sys
from dataclasses import dataclass, replace

import cv2
import numpy as np

from telepraxis.care.scanning.reading import cleaning, straightening, tesseract
from telepraxis.care.scanning.reading.barcodes import barcodes_on
from telepraxis.care.scanning.reading.corners import sheet_in
from telepraxis.care.scanning.reading.limits import MEGABYTE, Refused, answer, set_limits
from telepraxis.care.scanning.reading.pictures import decoded, kind_of, opened
from telepraxis.care.scanning.reading.quality import READ_WELL, Quality, confidence_of, quality_of
from telepraxis.care.scanning.reading.shapes import Page, Word
from telepraxis.care.scanning.reading.spacing import parted

MEMORY = 1200 * MEGABYTE
PROCESSOR_S = 25
SMALLEST_SIDE = 100  # pixels
QUARTERS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
QUALITY = 75


@dataclass(frozen=True)
class Engine:
    """Which program reads, in which languages; a program "" reads nothing.

    `turned` is how far, in degrees clockwise, a person has turned the sheet; then it is not set upright by itself.
    """

    program: str
    languages: tuple[str, ...]
    turned: int | None = None

    def words(self, clean: np.ndarray) -> tuple[Word, ...]:
        return parted(tesseract.words_on(clean, program=self.program, languages=self.languages), clean)

    def upside_down(self, clean: np.ndarray) -> bool | None:
        return tesseract.upside_down(clean, program=self.program)


def read(content: bytes, engine: Engine) -> tuple[dict, bytes]:
    """Return the page as JSON keeps it, and its cleaned picture as a grey JPEG."""
    sheet = sheet_in(_grey(content))
    even = cleaning.without_shadow(cleaning.sized(sheet))
    clean = cleaning.without_grain(even)
    pieces = straightening.pieces_on(clean)
    quality = quality_of(sheet, even, pieces)
    strong = clean if quality.is_blank else cleaning.with_strong_ink(clean, pieces.contrast)
    page, upright = _set_upright(strong, pieces.text, engine.turned)
    page = replace(page, barcodes=barcodes_on(sheet))
    if quality.is_blank:
        page = replace(page, is_blank=not page.barcodes)
    elif engine.program:
        page, upright = _with_words(page, upright, quality, engine)
    _ok, kept = cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return replace(page, width=upright.shape[1], height=upright.shape[0]).as_json(), kept.tobytes()


def _grey(content: bytes) -> np.ndarray:
    kind = kind_of(content)
    if kind not in ("JPEG", "PNG", "WEBP"):
        raise Refused("unknown")
    picture = decoded(opened(content, kind)).convert("L")
    if min(picture.size) < SMALLEST_SIDE:
        raise Refused("damaged")
    return np.array(picture)


def _set_upright(clean: np.ndarray, text: np.ndarray, turned: int | None) -> tuple[Page, np.ndarray]:
    """Return what was done to it, and the picture with level lines; it may still stand on its head."""
    rotation = (90 if straightening.lies_on_its_side(text) else 0) if turned is None else turned
    if rotation:
        clean, text = (cv2.rotate(seen, QUARTERS[rotation]) for seen in (clean, text))
    skew = straightening.skew_of(text)
    return Page(0, 0, rotation=rotation, skew=skew), straightening.levelled(clean, skew)


def _with_words(page: Page, upright: np.ndarray, quality: Quality, engine: Engine) -> tuple[Page, np.ndarray]:
    """Return the page with its words, turned on its feet, and poor where too little was read with confidence."""
    if quality.is_hopeless:
        return replace(page, poor=quality.why_poor()), upright
    try:
        words = engine.words(upright)
        unsure = confidence_of(words) < READ_WELL and engine.turned is None
        if unsure and engine.upside_down(upright) is not False:
            turned = cv2.rotate(upright, cv2.ROTATE_180)
            words_turned = engine.words(turned)
            if confidence_of(words_turned) > confidence_of(words):
                words, upright, page = words_turned, turned, replace(page, rotation=page.rotation + 180)
    except tesseract.OutOfTime:
        words = ()
    confidence = round(confidence_of(words), 3)
    poor = quality.why_poor() if confidence < READ_WELL else ""
    return replace(page, words=words, confidence=confidence, poor=poor), upright


if __name__ == "__main__":
    cv2.setNumThreads(1)
    set_limits(memory=MEMORY, processor_s=PROCESSOR_S)
    asked = Engine(sys.argv[1], tuple(sys.argv[2].split("+")), int(sys.argv[3]) if sys.argv[3:] else None)
    answer(lambda content: read(content, asked))
