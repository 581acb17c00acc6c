"""Cleaned pages bound into one PDF in which the words can be searched and marked, lying unseen upon the picture.

ISO 32000-1: the picture stands as it is (7.4.8, DCTDecode), words are drawn in mode 3, neither filled nor stroked
(9.3.6), in a font of empty signs (9.6.5, Type 3) whose meaning is told by a ToUnicode map (9.10.3).
"""

import io
import zlib
from collections.abc import Iterable
from itertools import groupby
from typing import BinaryIO

from telepraxis.care.scanning.reading.shapes import Page, Word

POINTS_A4 = 842.0  # the longer side of a page; scans rarely know their size
SIGNS_A_FONT = 255
BYTE_ORDER = "\ufeff"
ASCENT, DESCENT, ADVANCE = 0.75, -0.25, 0.5  # of the height of a line, of each sign


def bound(pages: Iterable[tuple[Page, bytes]], *, title: str, language: str = "") -> bytes:
    """Return the PDF of (page, its cleaned grey JPEG)."""
    out = io.BytesIO()
    write(pages, out, title=title, language=language)
    return out.getvalue()


def write(pages: Iterable[tuple[Page, bytes]], out: BinaryIO, *, title: str, language: str = "") -> None:
    """Write the PDF of (page, its cleaned grey JPEG), one page after the other: never all of them in memory."""
    binding = Binding(out)
    for page, picture in pages:
        binding.add(page, picture)
    binding.finish(title, language)


class Binding:
    """A PDF that grows page by page."""

    def __init__(self, out: BinaryIO):
        self.out, self.places, self.pages, self.codes = out, {}, [], {}
        self.written = 0
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self.catalogue, self.tree, self.fonts, self.next = 1, 2, 3, 4

    def add(self, page: Page, picture: bytes) -> None:
        scale = POINTS_A4 / max(page.width, page.height)
        width, height = page.width * scale, page.height * scale
        seen = self._stream(
            picture,
            f"/Type /XObject /Subtype /Image /Width {page.width} /Height {page.height} "
            "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode",
        )
        drawn = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q\n".encode() + self._words(page, scale, height)
        content = self._stream(zlib.compress(drawn), "/Filter /FlateDecode")
        self.pages.append(
            self._object(
                f"<< /Type /Page /Parent {self.tree} 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] "
                f"/Contents {content} 0 R /Resources << /XObject << /P {seen} 0 R >> /Font {self.fonts} 0 R >> >>"
            )
        )

    def _words(self, page: Page, scale: float, height: float) -> bytes:
        said = ["BT 3 Tr"]
        for _line, on_line in groupby(page.words, key=lambda word: word.line):
            words = list(on_line)
            top, bottom = min(word.top for word in words), max(word.top + word.height for word in words)
            size = max(bottom - top, 1) * scale
            base = height - bottom * scale - DESCENT * size
            for word, following in zip(words, [*words[1:], None], strict=True):
                said.append(self._word(word, following, scale, size, base))
        return "\n".join([*said, "ET"]).encode()

    def _word(self, word: Word, following: Word | None, scale: float, size: float, base: float) -> str:
        """Return the word stretched over its box; the space to the next belongs to it."""
        text = f"{word.text} " if following else word.text
        width = max(word.width * scale, 0.1) / (len(word.text) * ADVANCE * size)
        shown, before = [], None
        for font, code in map(self._code, text):
            if font != before:
                shown.append(f"{'> Tj ' if shown else ''}/F{font} {size:.2f} Tf <")
                before = font
            shown.append(f"{code:02x}")
        return f"1 0 0 1 {word.left * scale:.2f} {base:.2f} Tm {width * 100:.1f} Tz {''.join(shown)}> Tj"

    def _code(self, sign: str) -> tuple[int, int]:
        """Return (font, code) of a sign; one that is new takes the next."""
        return divmod(self.codes.setdefault(sign, len(self.codes)), SIGNS_A_FONT)

    def finish(self, title: str, language: str) -> None:
        signs = list(self.codes)
        parts = [signs[at : at + SIGNS_A_FONT] for at in range(0, len(signs), SIGNS_A_FONT)]
        named = " ".join(f"/F{number} {self._font(part)} 0 R" for number, part in enumerate(parts))
        self._object(f"<< {named} >>", self.fonts)
        kids = " ".join(f"{page} 0 R" for page in self.pages)
        self._object(f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>", self.tree)
        spoken = f" /Lang ({language})" if language else ""
        self._object(f"<< /Type /Catalog /Pages {self.tree} 0 R{spoken} >>", self.catalogue)
        told = self._object(f"<< /Title <{(BYTE_ORDER + title).encode('utf-16-be').hex()}> /Producer (Telepraxis) >>")
        self._index(told)

    def _font(self, signs: list[str]) -> int:
        """Write a font of empty signs that mean these, and return its number."""
        box = f"0 {DESCENT * 1000:.0f} {ADVANCE * 1000:.0f} {ASCENT * 1000:.0f}"
        empty = self._stream(f"{ADVANCE * 1000:.0f} 0 {box} d1".encode(), "")
        meaning = self._stream(zlib.compress(_to_unicode(signs).encode()), "/Filter /FlateDecode")
        procs = " ".join(f"/g{code} {empty} 0 R" for code in range(len(signs)))
        names = " ".join(f"/g{code}" for code in range(len(signs)))
        widths = " ".join([f"{ADVANCE * 1000:.0f}"] * len(signs))
        return self._object(
            f"<< /Type /Font /Subtype /Type3 /FontBBox [{box}] /FontMatrix [0.001 0 0 0.001 0 0] "
            f"/CharProcs << {procs} >> /Encoding << /Type /Encoding /Differences [0 {names}] >> "
            f"/FirstChar 0 /LastChar {len(signs) - 1} /Widths [{widths}] /Resources << >> /ToUnicode {meaning} 0 R >>"
        )

    def _index(self, told: int) -> None:
        """Write where each object begins (7.5.4), and where to start."""
        begins = self.written
        rows = "".join(f"{self.places[number]:010d} 00000 n \n" for number in range(1, self.next))
        self._put(f"xref\n0 {self.next}\n0000000000 65535 f \n{rows}".encode())
        roots = f"/Size {self.next} /Root {self.catalogue} 0 R /Info {told} 0 R"
        self._put(f"trailer\n<< {roots} >>\nstartxref\n{begins}\n%%EOF\n".encode())

    def _stream(self, content: bytes, said: str) -> int:
        number = self._begin()
        self._put(f"<< /Length {len(content)} {said} >>\nstream\n".encode())
        self._put(content)
        self._put(b"\nendstream\nendobj\n")
        return number

    def _object(self, said: str, number: int = 0) -> int:
        number = self._begin(number)
        self._put(f"{said}\nendobj\n".encode())
        return number

    def _begin(self, number: int = 0) -> int:
        if not number:
            number, self.next = self.next, self.next + 1
        self.places[number] = self.written
        self._put(f"{number} 0 obj\n".encode())
        return number

    def _put(self, said: bytes) -> None:
        self.out.write(said)
        self.written += len(said)


def _to_unicode(signs: list[str]) -> str:
    rows = [f"<{code:02x}> <{sign.encode('utf-16-be').hex()}>" for code, sign in enumerate(signs)]
    lots = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    told = "\n".join(f"{len(lot)} beginbfchar\n" + "\n".join(lot) + "\nendbfchar" for lot in lots)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /Telepraxis def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{told}\nendcmap end end"
    )
