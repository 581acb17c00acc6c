"""Lays plain text out as the words of a page: a letter is 10 px wide, a row 30 px high, three blanks make a column."""

import re

from telepraxis.care.scanning.reading.shapes import Page, Word

LETTER, ROW, HEIGHT = 10, 30, 18


def page_of(text: str, *, faint: tuple[str, ...] = (), barcodes: tuple[str, ...] = ()) -> Page:
    """Return a page with the text as printed; words in `faint` were read with a confidence of 0.3."""
    words = []
    for number, line in enumerate(text.strip("\n").split("\n")):
        for match in re.finditer(r"\S+", line):
            confidence = 0.3 if match[0].strip(".,:;") in faint else 0.95
            place = (match.start() * LETTER, number * ROW, len(match[0]) * LETTER, HEIGHT)
            words.append(Word(match[0], confidence, *place, line=number, paragraph=0))
    return Page(1800, 2500, tuple(words), 0.95, is_blank=not words, barcodes=barcodes)


def stack_of(*texts: str) -> list[Page]:
    return [page_of(text) for text in texts]


def said(page: Page, words: tuple[int, ...]) -> str:
    """Return what stands at these words."""
    return " ".join(page.words[index].text for index in words)
