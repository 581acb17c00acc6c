"""Measure in a picture by a ruler laid between two points that are a known distance apart."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import DocumentReference

from .document import with_size
from .permissions import may_see_files_as_clinician

SHORTEST = 20  # points between the marks of the known distance: below it a slip of the finger counts too much


class TooClose(ValueError):
    """The two points of a line lie too close to each other to measure by."""


@dataclass(frozen=True)
class Line:
    """From one point of the picture to another, in its points."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def length(self) -> float:
        return ((self.x2 - self.x1) ** 2 + (self.y2 - self.y1) ** 2) ** 0.5


def length_by(known: Line, known_mm: Decimal, wanted: Line) -> Decimal:
    """Return the length of the wanted line in millimetres; it holds for what lies in the plane of the known one.

    :raises TooClose: a line is too short to measure by, or the known distance is nothing.
    """
    if known.length < SHORTEST or wanted.length < 2 or known_mm <= 0:
        raise TooClose
    return (Decimal(str(wanted.length)) / Decimal(str(known.length)) * known_mm).quantize(Decimal("0.1"))


@transaction.atomic
def measure(
    *, document: DocumentReference, known: Line, known_mm: Decimal, wanted: Line, by: Actor, now: datetime
) -> Decimal:
    """Write the measured length into the picture's document and return it in millimetres.

    :raises TooClose: the points lie too close to each other; nothing is written.
    """
    may_see_files_as_clinician.require(by, document.patient_id)
    length = length_by(known, known_mm, wanted)
    document = DocumentReference.objects.select_for_update().get(pk=document.pk)
    said = _("%(length)s mm, by a distance of %(known)s mm in the picture") % {
        "length": length,
        "known": known_mm.normalize() if known_mm % 1 else int(known_mm),
    }
    audit.wrote(
        by, "documents.measured", patient=document.patient_id, entity=("DocumentReference", document.logical_id)
    )
    changed = with_size(record.content_of(document), said)
    record.write("DocumentReference", changed, by=by, now=now, if_version=document.version)
    return length
