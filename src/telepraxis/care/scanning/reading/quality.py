"""What a sheet is like, and why one that could not be read could not."""

from dataclasses import dataclass

import cv2
import numpy as np

from telepraxis.care.scanning.reading.shapes import Word
from telepraxis.care.scanning.reading.straightening import LOOK, Pieces

READ_WELL = 0.8  # mean confidence; at 0.82 eight words of ten are right, at 0.9 nearly all (bench `paper`)
FEWEST_PIECES = 3  # of ink that may be text; a page with fewer is blank
DARK, FAINT, BLURRED, SMALL = 40, 40, 2.0, 6.0
HOPELESSLY_DARK = 14


@dataclass(frozen=True)
class Quality:
    """`paper` 0 to 255 as sent; `contrast` of ink in grey levels of the sheet without shadow; `blur` in pixels of the
    cleaned picture; `letters` are how high, in pixels as sent.
    """

    paper: float
    contrast: float
    blur: float
    letters: float
    is_blank: bool

    @property
    def is_hopeless(self) -> bool:
        """Whether there is nothing that could be read: it would only take long."""
        return self.paper < HOPELESSLY_DARK

    def why_poor(self) -> str:
        """Return what is most likely to help when the page is photographed again."""
        if self.paper < DARK:
            return "dark"
        if 0 < self.letters < SMALL:
            return "small"
        if self.contrast < FAINT:
            return "faint"
        return "blurred" if self.blur > BLURRED else "unreadable"


def quality_of(sheet: np.ndarray, even: np.ndarray, pieces: Pieces) -> Quality:
    """Return what the sheet as sent is like; `even` is the same without shadow, before it was smoothed."""
    paper = float(np.percentile(sheet, 90))
    smooth = cv2.GaussianBlur(even, (0, 0), 1.5)
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, *way, ksize=3) / 8 for way in ((1, 0), (0, 1)))
    steepest = float(np.percentile(np.hypot(across, down), 99.5))
    blur = pieces.contrast / max(steepest, 0.1) / 2.5
    letters = pieces.height * max(sheet.shape) / LOOK
    return Quality(paper, pieces.contrast, blur, letters, is_blank=pieces.words == 0 and paper >= DARK)


def confidence_of(words: tuple[Word, ...]) -> float:
    """Return the mean confidence, weighted by letters."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
