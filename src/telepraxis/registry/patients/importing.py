"""Take over many patients at once: from another system, for the demonstration, for measurements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient

from .details import checked
from .document import Details, patient_document
from .indexing import index_new_patients
from .models import PatientProfile
from .permissions import may_import_patients
from .registration import beside

AT_ONCE = 2000


@dataclass(frozen=True, kw_only=True)
class Arriving:
    """A patient as another system knew them."""

    details: Details
    jurisdiction: str = ""
    time_zone: str = ""


@transaction.atomic
def import_patients(*, arriving: Iterable[Arriving], by: Actor, now: datetime) -> list[Patient]:
    """Begin a record for each, in a handful of statements per 2,000, and return the rows in their order.

    Duplicates are not looked for: the other system knew who is who. All come, or none.

    :raises BadDetails: something about one of them cannot be.
    """
    may_import_patients.require(by)
    rest, kept = iter(arriving), []
    while batch := list(islice(rest, AT_ONCE)):
        kept += _keep(batch, by, now)
    audit.wrote(by, "patients.imported", reason=str(len(kept)))
    return kept


def _keep(batch: list[Arriving], by: Actor, now: datetime) -> list[Patient]:
    details = [checked(each.details, now) for each in batch]
    docs = [patient_document(each) for each in details]
    rows = record.write_many(docs, by=by, now=now)
    index_new_patients(rows, docs)
    PatientProfile.objects.bulk_create(
        PatientProfile(
            organization_id=by.organization_id,
            patient=row,
            jurisdiction=each.jurisdiction,
            time_zone=each.time_zone,
            registered_at=now,
            **beside(known),
        )
        for row, each, known in zip(rows, batch, details, strict=True)
    )
    return rows
