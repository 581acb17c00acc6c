"""A link as a QR code that fills its place on the page."""

import io

import segno


def code_of(text: str) -> str:
    """Return the code as an SVG drawing without a size of its own, with the quiet zone that scanners need."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", border=4, omitsize=True, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()
