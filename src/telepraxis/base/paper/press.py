"""Have a PDF made by a process with limits."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import segno

TYPESETTER = Path(__file__).with_name("typesetter.py")
SECONDS = 20  # of the wall's clock; a letter takes a fraction of one
UNDRAWN = re.compile(r'the text `"(.{1,20}?)"` could not be displayed')
LARGEST = 400_000  # bytes of what is filled in


class CannotPrint(Exception):
    """The page could not be set: too much text, or the typesetter ran into its limits."""


class NoFontFor(CannotPrint):
    """The text holds a sign that no font of this machine can draw: the paper would show a box in its place."""

    def __init__(self, sign: str):
        super().__init__(f"No font of this machine can draw {sign!r}.")
        self.sign = sign


def print_pdf(template: Path, filled_in: dict) -> bytes:
    """Return the PDF of the template with this data, which it reads as `data`.

    The PDF is tagged for screen readers (PDF/UA-1).

    :raises NoFontFor: a sign cannot be drawn here; fonts of the machine's system serve beside the built-in ones.
    :raises CannotPrint: too much text, out of time or memory, or an error in the template.
    """
    said = json.dumps(filled_in, ensure_ascii=False)
    if len(said.encode()) > LARGEST:
        raise CannotPrint("This is too much text for a letter.")
    order = json.dumps({"template": template.read_text(), "data": said}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(TYPESETTER)], input=order, capture_output=True, timeout=SECONDS, env={}
        )
    except subprocess.TimeoutExpired as late:
        raise CannotPrint("The page took too long.") from late
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        _explain(done.stderr.decode(errors="replace"))
    return done.stdout


def _explain(said: str) -> None:
    if missing := UNDRAWN.search(said):
        raise NoFontFor(missing[1])
    raise CannotPrint(said[-500:])


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG drawing, to be filled in."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()
