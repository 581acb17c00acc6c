"""A page's picture and words are files: kept closed, named by what they contain, read back as they were."""

import io
import json
from datetime import datetime

from PIL import Image

from telepraxis.base import files
from telepraxis.base.access import Actor
from telepraxis.base.files import blobs

from .models import Sheet
from .reading.shapes import Page

SMALL = (320, 420)


def keep_page(sheet: Sheet, page: Page, picture: bytes, *, by: Actor, now: datetime) -> None:
    """Put what was read into the row, its picture and words into files; the caller saves the row."""
    sheet.picture = files.store(picture, media_type="image/jpeg", by=by, now=now)
    sheet.small = files.store(small_of(picture), media_type="image/jpeg", by=by, now=now)
    said = json.dumps(page.as_json(), ensure_ascii=False).encode()
    sheet.words = files.store(said, media_type="application/json", by=by, now=now)
    sheet.width, sheet.height, sheet.rotation = page.width, page.height, page.rotation
    sheet.confidence, sheet.poor, sheet.is_blank = page.confidence, page.poor, page.is_blank


def page_of(sheet: Sheet) -> Page:
    """Return the page that was read; of one that could not be read, an empty one.

    :raises FileDamaged, NoSuchFile: its words are gone.
    """
    if not sheet.words:
        return Page(max(sheet.width, 1), max(sheet.height, 1), poor="unreadable")
    return Page.from_json(json.loads(blobs.read(sheet.organization_id, sheet.words)))  # the sheet's row vouches for it


def small_of(picture: bytes) -> bytes:
    """Return a small picture of a page that was drawn here."""
    seen = Image.open(io.BytesIO(picture), formats=("JPEG", "PNG")).convert("L")
    seen.thumbnail(SMALL, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=78)
    return out.getvalue()
