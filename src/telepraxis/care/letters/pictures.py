"""A PDF of ours as a picture, to look at before signing."""

import io

import pypdfium2


def first_page(pdf: bytes, *, width: int = 1000) -> bytes:
    """Return the first page as a PNG of this width. The PDF is one we made: never an uploaded file."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = io.BytesIO()
        first = document[0]
        first.render(scale=width / first.get_width()).to_pil().save(drawn, format="PNG")
        return drawn.getvalue()
    finally:
        document.close()
