"""What other rooms' screens show of this room: the pictures and files of a patient or a visit."""

from uuid import UUID

from telepraxis.base.record.models import Patient
from telepraxis.base.ui.panels import panel
from telepraxis.registry.patients.permissions import may_amend_patient
from telepraxis.registry.patients.photo import address_of

from .permissions import may_see_files_as_clinician
from .reading import files_of

SHOWN = 6


def card_of(patient: UUID, *, limit: int = SHOWN) -> dict:
    """Return the context of `documents/card.html`: the newest files. One query."""
    found = files_of(patient, limit=limit + 1)
    return {"patient_id": patient, "files": found[:limit], "has_more": len(found) > limit}


@panel("patient.overview", template="documents/card.html", rule=may_see_files_as_clinician, order=40)
def on_patients_page(request, patient: UUID) -> dict:
    return card_of(patient)


@panel("chart.facts", template="documents/card.html", rule=may_see_files_as_clinician, order=40)
def in_chart(request, patient: UUID) -> dict:
    return card_of(patient)


@panel("visit.facts", template="documents/card.html", order=40)
def beside_visit(request, visit) -> dict | None:
    """The newest files beside a visit; the list looks again when the visit changes."""
    if not may_see_files_as_clinician.allows(request.actor, visit.patient_id):
        return None
    return card_of(visit.patient_id) | {"in_visit": True}


@panel("patient.own", template="documents/photo_card.html", rule=may_amend_patient, order=20)
def own_photo(request, patient: UUID) -> dict:
    """The patient's photo, and the way to change it. One query."""
    row = Patient.objects.get(uid=patient)
    return {"patient": row, "photo": address_of(row)}
