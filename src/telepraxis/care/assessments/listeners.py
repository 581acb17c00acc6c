"""A label that answers get later closes their row in the list too, and one that goes opens it."""

from datetime import datetime

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.base.record.events import LabelsChanged

from .models import Answered


@listens_to(LabelsChanged)
def follow_labels(fact: LabelsChanged, *, now: datetime) -> None:
    if fact.type != "QuestionnaireResponse" or fact.patient_id is None:
        return
    for row in Answered.objects.filter(response__logical_id=fact.logical_id).select_related("response"):
        if row.labels != row.response.labels:
            row.labels = row.response.labels
            row.save(update_fields=["labels"])
            by = Actor.system(tenancy.served_organization())
            audit.wrote(by, "assessments.labelled", patient=row.patient_id, entity=("Answered", row.id))
