"""Words that were read as one although there is room between them: `4a6`, `20mg` in the cells of a table."""

import re
from dataclasses import replace

import numpy as np

from telepraxis.care.scanning.reading.shapes import Word

INK = 150
ROOM = 0.24  # of the height of the word; letters stand closer, words farther apart
# where a figure, a word and a dash meet
SEAM = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)|(?<=[\w%])(?=[-–])|(?<=[-–])(?=\w)")


def parted(words: tuple[Word, ...], clean: np.ndarray) -> tuple[Word, ...]:
    """Return the words, those parted that have room within."""
    return tuple(part for word in words for part in _parts(word, clean))


def _parts(word: Word, clean: np.ndarray) -> list[Word]:
    seams = [found.start() for found in SEAM.finditer(word.text)]
    if not seams:
        return [word]
    box = clean[word.top : word.top + word.height, word.left : word.left + word.width]
    gaps = _gaps((box < INK).any(axis=0), ROOM * word.height)
    return _cut(word, [(seam, gap) for seam in seams if (gap := _gap_at(seam, word, gaps))])


def _gaps(inked: np.ndarray, least: float) -> list[tuple[int, int]]:
    """Return (where it begins, where it ends) of each wide gap between inked columns."""
    columns = np.flatnonzero(inked)
    wide = np.flatnonzero(np.diff(columns) > least)
    return [(int(columns[at]) + 1, int(columns[at + 1])) for at in wide]


def _gap_at(seam: int, word: Word, gaps: list[tuple[int, int]]) -> tuple[int, int] | None:
    letter = word.width / len(word.text)
    near = [gap for gap in gaps if abs(sum(gap) / 2 - seam * letter) < 1.3 * letter]
    return min(near, key=lambda gap: abs(sum(gap) / 2 - seam * letter), default=None)


def _cut(word: Word, cuts: list[tuple[int, tuple[int, int]]]) -> list[Word]:
    parts, begins, left = [], 0, 0
    for seam, (ends, next_left) in [*cuts, (len(word.text), (word.width, word.width))]:
        if next_left > left:
            box = {"left": word.left + left, "width": ends - left}
            parts.append(replace(word, text=word.text[begins:seam], **box))
            begins, left = seam, next_left
    return parts
