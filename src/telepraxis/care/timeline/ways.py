"""Where the room that owns a document shows it, and lets it be corrected."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from telepraxis.base.record import Stored
from telepraxis.care.encounters.models import Visit
from telepraxis.care.entries.kinds import KINDS as LISTS
from telepraxis.care.letters.models import Letter
from telepraxis.care.measurements.kinds import BY_CODE
from telepraxis.care.scanning.models import PaperDocument
from telepraxis.commons.documents.document import KINDS as FILES

from .kinds import VITALS
from .models import Line


@dataclass(frozen=True)
class Way:
    """A link and what stands on it."""

    address: str
    label: str | Promise


def way_to(line: Line, row: Stored) -> Way | None:
    """Return the way to the page that shows more of a document, None where there is none. At most two queries."""
    if line.type == "Encounter":
        return _to_visit(row.uid)
    if line.type == "Composition":
        return _to_visit(row.encounter_id)
    if line.type == "DocumentReference":
        return _to_document(row)
    if line.type == "Observation" and (line.kind == VITALS or row.code in BY_CODE):
        return Way(reverse("measurements:of_patient", args=[row.patient_id]), _("All values"))
    return _to_list(line, row)


def _to_visit(encounter: UUID | None) -> Way | None:
    visit = Visit.objects.filter(encounter_id=encounter).values_list("id", flat=True).first() if encounter else None
    return Way(f"/visit/{visit}/", _("Open visit")) if visit else None


def _to_document(row: Stored) -> Way | None:
    if PaperDocument.objects.filter(reference_id=row.uid).exists():
        return Way(reverse("scanning:filed", args=[row.uid]), _("Open the paper"))
    if row.kind in FILES and row.status == "current":
        name = "documents:look" if row.media_type.startswith("image/") else "documents:download"
        return Way(reverse(name, args=[row.uid]), _("Open document"))
    if letter := Letter.objects.filter(document_id=row.uid).values_list("id", flat=True).first():
        return Way(reverse("letters:look", args=[letter]), _("Open document"))
    return None


def _to_list(line: Line, row: Stored) -> Way | None:
    """Return the way to the entry in its list, where it is changed, ended or marked as wrong."""
    code = line.series.rpartition("|")[2] if line.type == "Observation" else ""
    for kind in LISTS:
        if line.type in (kind.type, *kind.also) and (not kind.codes or code in kind.codes):
            address = reverse("entries:entry", args=[row.patient_id, kind.name, row.uid])
            return Way(address, _("Change or correct"))
    return None
