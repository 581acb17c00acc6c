"""Ask tesseract what stands on a clean page, and which side of it is up. Called in a process with limits."""

import re
import resource
import subprocess
from dataclasses import replace

import cv2
import numpy as np

from telepraxis.care.scanning.reading.shapes import Word

PATIENCE_S = 40.0  # by the clock
PROCESSOR_S = 12  # a page that can be read takes 1 to 4
WORD = "5"  # level of a row of the table
ROTATE = re.compile(rb"Rotate: (\d+)\s+Orientation confidence: ([\d.]+)")
SIGNS = {"-", "–", "<", ">", "%", "+", "="}
SURE = 2.0  # of which side is up; below it both are read


class OutOfTime(Exception):
    """It could not read the page in time: there is little on it that it can read."""


def words_on(clean: np.ndarray, *, program: str, languages: tuple[str, ...]) -> tuple[Word, ...]:
    """Return the words in the order in which they are read.

    :raises OutOfTime: it took too long.
    """
    wanted = ("-l", "+".join(languages), "--dpi", "300", "--psm", "4", "tsv")
    rows = _said(clean, program, *wanted).decode("utf-8", "replace").splitlines()[1:]
    found, lines, paragraphs = [], {}, {}
    for row in rows:
        level, _page, block, paragraph, line, _n, left, top, width, height, sure, text = row.split("\t", 11)
        if level == WORD and text.strip() and float(sure) >= 0:
            in_paragraph = paragraphs.setdefault((block, paragraph), len(paragraphs))
            on_line = lines.setdefault((block, paragraph, line), len(lines))
            box = int(left), int(top), int(width), int(height)
            found.append(Word(text.strip(), round(float(sure) / 100, 3), *box, on_line, in_paragraph))
    return tuple(word for word in map(_without_rims, found) if not _is_speck(word))


def _without_rims(word: Word) -> Word:
    """A rim of a cell or of the paper is read as a stroke beside the word."""
    return replace(word, text=word.text.strip("_|¦") or word.text)


def _is_speck(word: Word) -> bool:
    """Dust and rims are read as signs, with little confidence; dashes and comparisons belong to figures."""
    if any(sign.isalnum() for sign in word.text):
        return False
    return word.confidence < (0.3 if word.text in SIGNS else 0.7) or not word.text.strip("_|¦")


def upside_down(clean: np.ndarray, *, program: str) -> bool | None:
    """Return whether the page stands on its head, None when that is not sure."""
    small = cv2.resize(clean, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    try:
        told = ROTATE.search(_said(small, program, "-l", "osd", "--dpi", "150", "--psm", "0"))
    except OutOfTime:
        return None
    if told is None or float(told[2]) < SURE or told[1] not in (b"0", b"180"):
        return None
    return told[1] == b"180"


def _said(picture: np.ndarray, program: str, *wanted: str) -> bytes:
    _ok, sent = cv2.imencode(".pgm", picture)
    command, pipes = [program, "stdin", "stdout", *wanted], {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    try:
        done = subprocess.run(command, input=sent.tobytes(), timeout=PATIENCE_S, preexec_fn=_limit, **pipes)
    except subprocess.TimeoutExpired:
        raise OutOfTime from None
    if done.returncode < 0:
        raise OutOfTime
    return done.stdout


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S + 1))
