"""Tesseract, which reads scanned paper: installed, with the languages of this site."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from telepraxis.care.scanning.reading import engine

from .checks import Check, ok, warn

WANTED = ("eng", "spa")
PACKAGES = "tesseract-ocr tesseract-ocr-osd tesseract-ocr-eng tesseract-ocr-spa"


def look() -> Iterator[Check]:
    """Paper that cannot be read is kept and filed all the same: nothing of this is a failure."""
    found = engine.languages()
    step = _("Paper is kept and filed unread until then: apt-get install %(packages)s.") % {"packages": PACKAGES}
    if not found:
        yield warn("paper", _("Tesseract, which reads scanned paper, is not installed."), step)
    elif missing := [language for language in WANTED if language not in found]:
        yield warn("paper", _("Tesseract cannot read: %(languages)s.") % {"languages": ", ".join(missing)}, step)
    else:
        yield ok("paper", _("Tesseract reads %(languages)s") % {"languages": ", ".join(found)})
