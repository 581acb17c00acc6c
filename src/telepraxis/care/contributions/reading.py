"""Note that the patient's side has read an answer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.registry.patients.identity import uids_of

from .models import Correction, Question
from .permissions import may_contribute


@transaction.atomic
def answers_read(*, patient: UUID, document: UUID, by: Actor, now: datetime) -> int:
    """Note it of every answer about one entry, and return how many were new."""
    may_contribute.require(by, patient)
    about = {"patient_id__in": uids_of(patient), "document": document, "read_at": None}
    new = Question.objects.filter(**about, answered_at__isnull=False).update(read_at=now)
    new += Correction.objects.filter(**about).exclude(decision="").update(read_at=now)
    if new:
        audit.wrote(by, "contributions.told", patient=patient, entity=("Entry", document))
    return new
