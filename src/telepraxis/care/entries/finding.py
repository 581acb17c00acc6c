"""The rows of entries: one by its uid, those of a patient by their kinds. All records of a merged person."""

from uuid import UUID

from telepraxis.base import record
from telepraxis.base.record.models import Observation, Resource
from telepraxis.registry.patients.identity import uids_of

from .kind import Kind, Standing
from .kinds.allergy import ALLERGY
from .kinds.medicine import MEDICINE


class NoSuchEntry(LookupError):
    """There is no entry of this kind here."""


def row_of(kind: Kind, entry: UUID, *, lock: bool = False) -> record.Stored:
    """Return the row of one entry.

    :raises NoSuchEntry: it is not here, or of another kind.
    """
    if kind.type == "Observation":
        rows = Observation.objects.filter(uid=entry, code__in=kind.codes)
    else:
        rows = Resource.objects.filter(uid=entry, type=kind.type)
    if lock:
        rows = rows.select_for_update()
    if (row := rows.first()) is None:
        raise NoSuchEntry(entry)
    return row


def current_allergies(patient: UUID) -> list[tuple[record.Stored, dict]]:
    """Return (row, document) of what stands on the list of allergies today, statements of none too. One query."""
    return [(row, doc) for row, doc in _of_types(patient, ALLERGY.type) if _stands(ALLERGY, doc)]


def standing_medicines(patient: UUID) -> list[tuple[str, str]]:
    """Return (reference, in words) of each medicine taken today. One query."""
    return [
        (f"{row.type}/{row.logical_id}", MEDICINE.what(doc))
        for row, doc in _of_types(patient, MEDICINE.type, *MEDICINE.also)
        if _stands(MEDICINE, doc)
    ]


def _of_types(patient: UUID, *types: str) -> list[tuple[record.Stored, dict]]:
    rows = Resource.objects.filter(patient_id__in=uids_of(patient), type__in=types).order_by("uid")
    return [(row, record.content_of(row)) for row in rows]


def _stands(kind: Kind, doc: dict) -> bool:
    return kind.standing(doc) is Standing.ACTIVE and not is_ruled_out(doc)


def is_ruled_out(doc: dict) -> bool:
    """Tell whether somebody found that it is not so."""
    codings = doc.get("verificationStatus", {}).get("coding", [])
    return any(each.get("code") == "refuted" for each in codings)
