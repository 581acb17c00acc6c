"""One sheet becomes a page: upright, clean, read, with the place of each word."""

from telepraxis.care.scanning.reading import alone, engine
from telepraxis.care.scanning.reading.shapes import Page

PATIENCE_S = 100.0  # by the clock; cleaning has 25 s of the processor, and each reading as much


def read(content: bytes, *, languages: tuple[str, ...], turned: int | None = None) -> tuple[Page, bytes]:
    """Return the page, and its cleaned picture (a grey JPEG, in whose pixels the words have their boxes).

    :param content: the picture of one sheet: JPEG, PNG or WEBP, as `sheets.picture` draws it.
    :param languages: codes of tesseract, `("eng", "spa")`; without any the page is only cleaned: no words, never poor.
    :param turned: degrees clockwise (0, 90, 180, 270) by which a person turned it; None lets the reader find out.
    :raises EngineMissing: this machine cannot read, or not in such a language.
    :raises SheetRefused: it is no picture, or took too much time or memory.
    """
    if missing := set(languages) - set(engine.languages()):
        raise engine.EngineMissing(", ".join(sorted(missing)))
    asked = [engine.program() if languages else "", "+".join(languages), *([] if turned is None else [str(turned)])]
    about, picture = alone.answered("reader", content, *asked, patience_s=PATIENCE_S)
    return Page.from_json(about), picture
