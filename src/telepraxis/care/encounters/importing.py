"""Take over another system's finished visits, many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.base.uuid7 import uuid7

from .document import encounter_document
from .models import Presence, Visit
from .permissions import may_import_visits


@dataclass(frozen=True, kw_only=True)
class FormerVisit:
    """A visit that is over, as the other system knew it."""

    patient: Patient
    practitioner: Practitioner
    appointment: UUID | None = None
    modality: str
    planned_at: datetime
    ready_at: datetime | None = None
    admitted_at: datetime
    ended_at: datetime


@transaction.atomic
def import_visits(*, former: Iterable[FormerVisit], by: Actor, now: datetime) -> list[Visit]:
    """Keep the visits, who was in them and their Encounters, and return them in the given order."""
    may_import_visits.require(by)
    visits = [_visit(one, by) for one in former]
    presences = {visit.id: _presences(visit) for visit in visits}
    documents = [encounter_document(visit, presences[visit.id]) for visit in visits]
    for visit, encounter in zip(visits, record.write_many(documents, by=by, now=now), strict=True):
        visit.encounter = encounter
    Visit.objects.bulk_create(visits, batch_size=500)
    Presence.objects.bulk_create([one for several in presences.values() for one in several], batch_size=500)
    audit.wrote(by, "visit.imported", reason=f"{len(visits)} visits")
    return visits


def _visit(former: FormerVisit, by: Actor) -> Visit:
    return Visit(
        id=uuid7(),
        organization_id=by.organization_id,
        patient=former.patient,
        practitioner=former.practitioner,
        appointment_id=former.appointment,
        modality=former.modality,
        status=Visit.Status.FINISHED,
        planned_at=former.planned_at,
        opened_at=former.ready_at or former.admitted_at,
        ready_at=former.ready_at,
        admitted_at=former.admitted_at,
        ended_at=former.ended_at,
    )


def _presences(visit: Visit) -> list[Presence]:
    people = (
        (Presence.Role.CLINICIAN, f"practitioner:{visit.practitioner_id}", visit.practitioner.name_text),
        (Presence.Role.PATIENT, f"patient:{visit.patient_id}", visit.patient.name_text),
    )
    return [
        Presence(
            organization_id=visit.organization_id,
            visit=visit,
            participant=participant,
            name=name,
            role=role,
            modality=visit.modality,
            joined_at=visit.admitted_at,
            left_at=visit.ended_at,
        )
        for role, participant, name in people
    ]
