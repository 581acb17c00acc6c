"""A photo for the banner: whatever picture was sent, opened and drawn anew, cut to a small square."""

import io
from datetime import datetime
from uuid import UUID

from PIL import Image

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients import photo

from .checking import FileRefused, opened

SIDE = 144  # points: 48 on the screen, three for each


def take_photo(*, patient: UUID, content: bytes, agreed: bool, by: Actor, now: datetime) -> Patient:
    """Show the middle of the picture as the patient's photo.

    :raises FileRefused: it is no picture that may be kept. :raises ConsentNeeded: the patient has not agreed.
    """
    photo.may_amend_patient.require(by, patient)
    if not agreed:
        raise photo.ConsentNeeded
    seen = opened(content)
    if not seen.is_picture:
        raise FileRefused("unknown")
    return photo.set_photo(patient=patient, content=squared(seen.small), agreed=agreed, by=by, now=now)


def take_or_say(*, patient: UUID, content: bytes, agreed: bool, by: Actor, now: datetime) -> str:
    """Take the photo, or return the sentence that says why not; the refusal is audited."""
    try:
        take_photo(patient=patient, content=content, agreed=agreed, by=by, now=now)
    except FileRefused as reason:
        audit.wrote(by, "documents.refused", patient=patient, reason=reason.code)
        return str(reason)
    return ""


def squared(small: bytes) -> bytes:
    """Return the middle square of a picture that was drawn by us, the upper part of an upright one: faces are there."""
    picture = Image.open(io.BytesIO(small), formats=("JPEG",)).convert("RGB")
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 4
    face = picture.crop((left, top, left + side, top + side)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    face.save(out, "JPEG", quality=82)
    return out.getvalue()
