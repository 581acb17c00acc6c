"""A picture of paper made clean: of a size at which words are read well, without shadow, without grain."""

import cv2
import numpy as np

LONGEST = 3508  # A4 at 300 dpi
SHORT = 2550  # below it (A4 at 218 dpi) letters are drawn larger
GRAINY = 1.5  # grey levels of noise from which it is smoothed
VERY_GRAINY = 14.0
GOOD_CONTRAST = 110.0  # grey levels between paper and ink
MOST_STRENGTHENED = 8.0
VERY_FAINT = 50.0
SMOOTH = 1.2  # pixels


def sized(grey: np.ndarray) -> np.ndarray:
    """Return it no larger than A4 at 300 dpi, and not much smaller."""
    longest = max(grey.shape)
    if longest > LONGEST * 1.05:
        return _scaled(grey, LONGEST / longest, cv2.INTER_AREA)
    if longest < SHORT:
        return _scaled(grey, min(3.0, LONGEST / longest), cv2.INTER_CUBIC)
    return grey


def _scaled(grey: np.ndarray, scale: float, how: int) -> np.ndarray:
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how)


def without_shadow(grey: np.ndarray) -> np.ndarray:
    """Return it divided by its paper: the paper is what stays of a quarter-size copy without anything small."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 41)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, np.maximum(paper, 1), scale=250)


def grain(grey: np.ndarray) -> float:
    """Return the noise as a standard deviation in grey levels, after Immerkaer (1996), robust against words."""
    kernel = np.float32([[1, -2, 1], [-2, 4, -2], [1, -2, 1]])
    middle = grey[grey.shape[0] // 8 : -grey.shape[0] // 8, grey.shape[1] // 8 : -grey.shape[1] // 8]
    differences = np.abs(cv2.filter2D(middle.astype(np.float32), -1, kernel))
    return float(np.median(differences)) / 0.6745 / 6


def without_grain(grey: np.ndarray) -> np.ndarray:
    """Return it smoothed when it has grain; a clean one stays as it is."""
    found = grain(grey)
    if found < GRAINY:
        return grey
    return cv2.GaussianBlur(grey if found < VERY_GRAINY else cv2.medianBlur(grey, 3), (0, 0), SMOOTH)


def with_strong_ink(grey: np.ndarray, contrast: float) -> np.ndarray:
    """Return it with its ink, so many grey levels from the paper, made darker where it is faint on the whole page."""
    if contrast >= GOOD_CONTRAST:
        return grey
    paper, strength = float(np.median(grey)), min(MOST_STRENGTHENED, GOOD_CONTRAST / max(contrast, 1.0))
    if contrast < VERY_FAINT:
        grey = cv2.GaussianBlur(grey, (0, 0), SMOOTH)  # its grain would grow with its ink
    levels = np.clip(paper - (paper - np.arange(256)) * strength, 0, 255).astype(np.uint8)
    return cv2.LUT(grey, levels)
