"""The sheet in a photograph: found by its four corners and looked at from straight above."""

import cv2
import numpy as np

LOOK = 900  # pixels of the longer side while looking for corners
LEAST_SHARE = 0.2  # of the photograph
DARKER_AROUND = 25  # grey levels: a table or a frame on a scan has paper on both sides, a sheet has not
STEP = 8  # pixels from the edge, of LOOK
EDGE = 0.006  # of each side is cut off, so that no rim of the desk stays


def sheet_in(grey: np.ndarray) -> np.ndarray:
    """Return the sheet alone when it lies on something darker, else the picture as it is."""
    scale = LOOK / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    corners = _corners(small)
    return grey if corners is None else _from_above(grey, corners / min(scale, 1))


def _corners(small: np.ndarray) -> np.ndarray | None:
    """Return the four corners, clockwise from the upper left, or None."""
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))  # words vanish, the sheet stays
    smooth = cv2.GaussianBlur(closed, (9, 9), 0)
    _level, bright = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    outlines, _tree = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    corners = _four(hull)
    if corners is None or cv2.contourArea(corners) < LEAST_SHARE * small.size:
        return None
    is_full = cv2.contourArea(hull) > 0.9 * cv2.contourArea(corners)
    return _in_order(corners) if is_full and _lies_on_darker(smooth, corners) else None


def _four(hull: np.ndarray) -> np.ndarray | None:
    around = cv2.arcLength(hull, True)
    for exactness in (0.01, 0.02, 0.03, 0.05, 0.08):
        corners = cv2.approxPolyDP(hull, exactness * around, True)
        if len(corners) == 4:
            return corners.reshape(4, 2).astype(np.float32)
    return None


def _lies_on_darker(smooth: np.ndarray, corners: np.ndarray) -> bool:
    """Whether each side that lies within the photograph is a sharp step down: a shadow has none."""
    sides = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    steps = [_step(smooth, begin, end, corners.mean(axis=0)) for begin, end in sides]
    seen = [step for step in steps if step is not None]
    return bool(seen) and min(seen) > DARKER_AROUND


def _step(smooth: np.ndarray, begin: np.ndarray, end: np.ndarray, middle: np.ndarray) -> float | None:
    """Return how much darker it is just outside the side than inside, None at the rim of the photograph."""
    along = begin + np.linspace(0.1, 0.9, 40)[:, None] * (end - begin)
    out = np.float32([end[1] - begin[1], begin[0] - end[0]])
    out /= np.linalg.norm(out) or 1
    out = -out if np.dot(out, middle - begin) > 0 else out
    outside, inside = along + STEP * out, along - STEP * out
    height, width = smooth.shape
    within = (outside >= 0).all(axis=1) & (outside[:, 0] < width) & (outside[:, 1] < height)
    if within.mean() < 0.5:
        return None
    return float(np.median(_at(smooth, inside[within])) - np.percentile(_at(smooth, outside[within]), 75))


def _at(picture: np.ndarray, points: np.ndarray) -> np.ndarray:
    columns, rows = np.rint(points).astype(int).T
    return picture[rows.clip(0, picture.shape[0] - 1), columns.clip(0, picture.shape[1] - 1)].astype(np.float32)


def _in_order(corners: np.ndarray) -> np.ndarray:
    total, difference = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    order = [total.argmin(), difference.argmin(), total.argmax(), difference.argmax()]
    return corners[order]


def _from_above(grey: np.ndarray, corners: np.ndarray) -> np.ndarray:
    upper_left, upper_right, lower_right, lower_left = corners
    width = max(np.linalg.norm(upper_right - upper_left), np.linalg.norm(lower_right - lower_left))
    height = max(np.linalg.norm(lower_left - upper_left), np.linalg.norm(lower_right - upper_right))
    left, top, right, bottom = -width * EDGE, -height * EDGE, width * (1 + EDGE), height * (1 + EDGE)
    wanted = np.float32([(left, top), (right, top), (right, bottom), (left, bottom)])
    from_above, size = cv2.getPerspectiveTransform(corners, wanted), (int(width), int(height))
    return cv2.warpPerspective(grey, from_above, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
