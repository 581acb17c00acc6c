"""Give out the bytes of a file to somebody the rule has let in: never as a page of this origin."""

from dataclasses import dataclass, field
from urllib.parse import quote

from telepraxis.base import audit, files, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import DocumentReference

from .document import small_of

SHOWN_IN_PLACE = ("image/jpeg", "image/png")  # drawn by us, so they are what they say
SANDBOX = "default-src 'none'; style-src 'none'; frame-ancestors 'none'; sandbox"


class NoSmallPicture(Exception):
    """The file has no small picture."""


@dataclass(frozen=True)
class Served:
    """What a view answers with: the bytes and every header they need."""

    content: bytes
    headers: dict[str, str] = field(default_factory=dict)


def served(document: DocumentReference, *, by: Actor, as_picture: bool = False) -> Served:
    """Return the file to save, or the picture to look at in place. The look is audited; the rule was asked before.

    :raises FileDamaged, NoSuchFile: the bytes are gone or not what was stored.
    """
    content = files.read(document.sha256)
    reference = ("DocumentReference", document.logical_id)
    audit.looked(by, "documents.opened", patient=document.patient_id, entity=reference)
    in_place = as_picture and document.media_type in SHOWN_IN_PLACE
    return Served(content, headers_of(document.media_type, document.title, in_place))


def small_picture(document: DocumentReference) -> Served:
    """Return the small picture; the list it stands in was audited.

    :raises NoSmallPicture: there is none. :raises FileDamaged, NoSuchFile: as above.
    """
    small = small_of(record.content_of(document))
    if small is None:
        raise NoSmallPicture(document.pk)
    return Served(files.read(small["url"].removeprefix("urn:sha256:")), headers_of("image/jpeg", document.title, True))


def headers_of(media_type: str, name: str, in_place: bool) -> dict[str, str]:
    """Return the headers with which bytes go out: as a file to save, or as a picture in its place, never as a page."""
    way = "inline" if in_place else "attachment"
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }
