"""A clinician has seen the answers: then they leave the list, and not before."""

from datetime import datetime

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import Answered
from .permissions import may_see_answered
from .scores import look_again


@transaction.atomic
def mark_seen(*, answered: Answered, by: Actor, now: datetime) -> Answered:
    """Take answers off the list. Said twice it changes nothing: who saw them first stays."""
    may_see_answered.require(by, answered.patient_id)
    answered = Answered.objects.select_for_update(of=("self",)).select_related("response").get(pk=answered.pk)
    if answered.seen_at is None:
        answered.seen_at, answered.seen_by = now, by.name
        answered.save(update_fields=["seen_at", "seen_by"])
        entity = ("QuestionnaireResponse", answered.response.logical_id)
        audit.wrote(by, "assessments.seen", patient=answered.patient_id, entity=entity)
        look_again(answered)
    return answered
