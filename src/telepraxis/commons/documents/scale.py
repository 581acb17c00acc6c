"""The scale card: printed at its true size and laid into a picture, it gives a known distance."""

CARD_MM = (90, 56)
BETWEEN_MARKS_MM = 50


def scale_card_svg() -> bytes:
    """Return the card as SVG of 90 x 56 mm: two ring marks 50 mm apart, and a centimetre ruler."""
    width, height = CARD_MM
    left = (width - BETWEEN_MARKS_MM) / 2
    marks = "".join(_mark(left + x, 18) for x in (0, BETWEEN_MARKS_MM))
    ticks = "".join(_tick(left + mm, mm) for mm in range(BETWEEN_MARKS_MM + 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<rect x=".25" y=".25" width="{width - 0.5}" height="{height - 0.5}" rx="3" fill="none" stroke="#777" '
        f'stroke-width=".3"/>{marks}{ticks}'
        f'<text x="{width / 2}" y="47" font-family="sans-serif" font-size="4" text-anchor="middle">0 – 50 mm · '
        "Telepraxis</text></svg>"
    ).encode()


def _mark(x: float, y: float) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="5" fill="#000"/><circle cx="{x}" cy="{y}" r="2.5" fill="#fff"/>'
        f'<circle cx="{x}" cy="{y}" r=".6" fill="#000"/>'
    )


def _tick(x: float, mm: int) -> str:
    length = 7 if mm % 10 == 0 else 5 if mm % 5 == 0 else 3
    return f'<path d="M{x} 30v{length}" stroke="#000" stroke-width="{0.4 if mm % 10 == 0 else 0.2}"/>'
