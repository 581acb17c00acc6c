"""Which way the lines of a page run: whether it lies on its side, and its skew."""

from dataclasses import dataclass

import cv2
import numpy as np

LOOK = 1000  # pixels of the longer side while looking
MOST_SKEW = 15.0  # degrees
LEVEL = 0.06
LEAST_INK = 5.0  # grey levels; what differs less from the paper is none
SMALLEST, LARGEST = 3, 80  # pixels of what may be a letter or a word there


@dataclass(frozen=True)
class Pieces:
    """What may be text on a page, in a small copy of it: 1 where it is, how high letters are, how many words.

    `contrast` is how much darker than the paper their ink is, in grey levels, 0 without any.
    """

    text: np.ndarray
    height: float
    words: int
    contrast: float


def pieces_on(clean: np.ndarray) -> Pieces:
    """Return what may be text: neither specks nor lines, frames and pictures."""
    scale = LOOK / max(clean.shape)
    small = cv2.resize(clean, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    named, found = _pieces((small < _ink_level(small)).astype(np.uint8))
    longer, shorter = found[:, 2:4].max(axis=1), found[:, 2:4].min(axis=1)
    is_text = (longer >= SMALLEST) & (longer <= 2 * LARGEST) & (shorter <= LARGEST) & (found[:, 4] >= 2 * SMALLEST)
    is_text[0] = False  # the paper
    height = float(np.median(found[is_text, 3])) if is_text.any() else 0.0
    text = is_text[named].astype(np.uint8)
    longer, shorter = np.sort(_words(text)[:, 2:4], axis=1).T[::-1]
    like_words = (longer >= 4 * SMALLEST) & (shorter > SMALLEST) & (longer >= 1.6 * shorter)  # a punched hole is round
    contrast = float(np.median(small) - np.percentile(small[text == 1], 10)) if text.any() else 0.0
    return Pieces(text, height, int(like_words.sum()), contrast)


def _ink_level(small: np.ndarray) -> float:
    """Return the grey below which there is ink, on a faint page too, but not the grain of the paper."""
    paper, darkest = np.median(small), np.percentile(small, 0.05)
    grain = 1.4826 * np.median(np.abs(small.astype(np.float32) - cv2.medianBlur(small, 3)))
    return float(paper - max(0.35 * (paper - darkest), 5 * grain, LEAST_INK))


def _pieces(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (the number of the piece at each point, rows of left, top, width, height, area)."""
    _count, named, found, _middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return named, found


def _words(text: np.ndarray) -> np.ndarray:
    """Return the pieces after drawing together what is close: letters of a word stand closer than lines."""
    return _pieces(cv2.morphologyEx(text, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)))[1][1:]


def lies_on_its_side(text: np.ndarray) -> bool:
    """Whether words are higher than wide."""
    width, height, area = _words(text)[:, 2:5].T
    return bool(area[height > 1.5 * width].sum() > 1.2 * area[width > 1.5 * height].sum())


def skew_of(text: np.ndarray) -> float:
    """Return the degrees by which the page must be turned counter-clockwise for its lines to be level."""
    rows, columns = np.nonzero(text)
    if len(rows) < 50:
        return 0.0
    coarse = _most_ordered(rows, columns, np.arange(-MOST_SKEW, MOST_SKEW + 0.1, 0.75))
    return round(_most_ordered(rows, columns, coarse + np.arange(-0.75, 0.76, 0.1)), 2)


def _most_ordered(rows: np.ndarray, columns: np.ndarray, angles: np.ndarray) -> float:
    return float(max(angles, key=lambda angle: _order(rows, columns, angle)))


def _order(rows: np.ndarray, columns: np.ndarray, angle: float) -> float:
    """Return how sharply lines of text stand apart when the page is turned by the angle."""
    turn = np.radians(angle)
    heights = rows * np.cos(turn) - columns * np.sin(turn)
    counted = np.bincount((heights - heights.min()).astype(np.int32))
    return float(np.square(np.diff(counted)).sum())


def levelled(grey: np.ndarray, skew: float) -> np.ndarray:
    """Return the picture with its lines level, and white where the turn uncovered nothing."""
    if abs(skew) < LEVEL:
        return grey
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    return cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
