"""Where the room that owns a document shows it: the visit of a note, a letter, a file, all measurements."""

from django.urls import reverse

from telepraxis.base.record import Stored
from telepraxis.care.encounters.models import Visit
from telepraxis.care.letters.models import Letter
from telepraxis.commons.documents.document import KINDS as FILES

from .kinds import VITALS
from .models import Line


def way_to(line: Line, row: Stored) -> str:
    """Return the address of the page that shows more of a document, "" where there is none. At most one query."""
    if line.type == "Encounter":
        return _to_visit(row.uid)
    if line.type == "Composition":
        return _to_visit(row.encounter_id)
    if line.type == "DocumentReference":
        return _to_file(row)
    if line.type == "Observation" and line.kind == VITALS:
        return reverse("measurements:of_patient", args=[row.patient_id])
    return ""


def _to_visit(encounter) -> str:
    visit = Visit.objects.filter(encounter_id=encounter).values_list("id", flat=True).first() if encounter else None
    return f"/visit/{visit}/" if visit else ""


def _to_file(row: Stored) -> str:
    if row.kind in FILES and row.status == "current":
        return reverse(
            "documents:look" if row.media_type.startswith("image/") else "documents:download", args=[row.uid]
        )
    letter = Letter.objects.filter(document_id=row.uid).values_list("id", flat=True).first()
    return reverse("letters:look", args=[letter]) if letter else ""
