"""Portraits of practitioners: kept among the files, shown to whoever looks for care. Without one, initials stand in."""

import re
from datetime import datetime
from uuid import UUID
from xml.etree import ElementTree

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, files
from telepraxis.base.access import Actor

from .models import PractitionerProfile
from .permissions import may_amend_practitioner

LARGEST = 1_000_000
# What a picture's first bytes are; the name and the type a browser claims are not believed.
BEGINNINGS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "image/svg+xml": re.compile(rb"\s*<svg[\s>]"),
}
# Of a drawing we take shapes and colours, by name; whatever else it holds makes it no portrait.
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {
    f"{SVG}{name}"
    for name in (
        "svg", "g", "defs", "title", "path", "circle", "ellipse", "rect", "line", "polygon", "polyline",
        "linearGradient", "radialGradient", "stop", "clipPath",
    )
}  # fmt: skip
LOOKS = set(
    "id viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform opacity fill fill-opacity fill-rule"
    " stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin offset stop-color stop-opacity gradientUnits"
    " gradientTransform clip-path clip-rule preserveAspectRatio version".split()
)
ELSEWHERE = re.compile(r"url\(\s*[\"']?(?!#)", re.IGNORECASE)


class NotAPortrait(ValueError):
    """The file is no picture we show, or too large."""

    def __init__(self):
        super().__init__(_("Choose a PNG, JPEG or WebP picture of at most 1 MB."))


@transaction.atomic
def set_portrait(*, practitioner: UUID, content: bytes, by: Actor, now: datetime) -> str:
    """Keep the picture as the practitioner's portrait and return its digest.

    :raises NotAPortrait: no picture, too large, or a drawing that holds more than shapes.
    """
    may_amend_practitioner.require(by, practitioner)
    media_type = media_type_of(content)
    digest = files.store(content, media_type=media_type, by=by, now=now)
    profile = PractitionerProfile.objects.select_for_update().get(practitioner_id=practitioner)
    profile.portrait, profile.portrait_type = digest, media_type
    profile.save(update_fields=["portrait", "portrait_type"])
    audit.wrote(by, "practitioners.portrait_set", entity=("Practitioner", practitioner))
    return digest


@transaction.atomic
def remove_portrait(*, practitioner: UUID, by: Actor, now: datetime) -> None:
    """Show initials again."""
    may_amend_practitioner.require(by, practitioner)
    PractitionerProfile.objects.filter(practitioner_id=practitioner).update(portrait="", portrait_type="")
    audit.wrote(by, "practitioners.portrait_removed", entity=("Practitioner", practitioner))


def media_type_of(content: bytes) -> str:
    """Return the media type that the bytes show.

    :raises NotAPortrait: none that we show.
    """
    found = next((kind for kind, beginning in BEGINNINGS.items() if beginning.match(content)), None)
    if found is None or len(content) > LARGEST or (found == "image/svg+xml" and not _is_only_shapes(content)):
        raise NotAPortrait
    return found


def _is_only_shapes(drawing: bytes) -> bool:
    if b"<!" in drawing or b"<?" in drawing:  # no document type, no entities: nothing that grows while it is read
        return False
    try:
        parts = list(ElementTree.fromstring(drawing).iter())
    except ElementTree.ParseError:
        return False
    return all(
        part.tag in SHAPES and part.attrib.keys() <= LOOKS and not any(map(ELSEWHERE.search, part.attrib.values()))
        for part in parts
    )


def address_of(profile: PractitionerProfile) -> str:
    """Return the path of the portrait, "" without one. A new picture has a new path, so browsers may keep it."""
    if not profile.portrait:
        return ""
    path = reverse("practitioners:portrait", args=[profile.organization_id, profile.practitioner_id])
    return f"{path}?v={profile.portrait[:12]}"
