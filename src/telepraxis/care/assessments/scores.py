"""Add up the answers of a response, keep the sum beside it, and put both before a clinician."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from telepraxis.base import record
from telepraxis.base.access import Actor
from telepraxis.base.live import group, hint
from telepraxis.base.record import labels
from telepraxis.base.record.models import Observation, Patient, Resource
from telepraxis.commons.questionnaires.answering import Answers
from telepraxis.commons.questionnaires.form import Form
from telepraxis.commons.questionnaires.scoring import Scored, score_of, worrying_in
from telepraxis.commons.questionnaires.showing import plain_number

from .document import score_document
from .models import Answered


def keep_score(
    response: Resource,
    form: Form,
    answers: Answers,
    *,
    owner: UUID | None = None,
    claimed: Decimal | None = None,
    seen: bool = False,
    waits: bool = True,
    by: Actor,
    now: datetime,
) -> Answered:
    """Keep the score of a response, and the row by which somebody sees it. The calling verb audits.

    A response that has changed is scored anew, and waits again. `claimed` is the score as its sender has it.
    """
    answered = Answered.objects.filter(response=response).select_related("score").first()
    answered = answered or Answered(organization_id=response.organization_id, response=response, owner_id=owner)
    doc = record.content_of(response)
    answered.patient_id = response.patient_id
    answered.score = _score(answered.score, response, doc, form, score_of(form, answers), claimed, by, now)
    answered.worrying = bool(worrying_in(form, answers))
    answered.labels = int(labels.of(doc))
    answered.waits, answered.received_at = waits, now
    answered.seen_at, answered.seen_by = (now, by.name or "–") if seen else (None, "")
    answered.save()
    look_again(answered)
    return answered


def _score(
    present: Observation | None,
    response: Resource,
    doc: dict,
    form: Form,
    scored: Scored | None,
    claimed: Decimal | None,
    by: Actor,
    now: datetime,
) -> Observation | None:
    if scored is None:
        return _in_error(present, by, now)
    patient = Patient.every.get(uid=response.patient_id)
    said = _difference(claimed, scored) if claimed is not None and claimed != scored.value else ""
    made = score_document(form, scored, response, doc, patient=patient, at=now, claimed=said)
    if present is not None:
        made["id"] = present.logical_id
    return record.write("Observation", made, by=by, now=now)


def _difference(claimed: Decimal, scored: Scored) -> str:
    with override("en"):  # a document is written in one language, whoever happens to send it
        return _("The sender gave %(theirs)s; the answers add up to %(ours)s.") % {
            "theirs": plain_number(claimed),
            "ours": plain_number(scored.value),
        }


def _in_error(present: Observation | None, by: Actor, now: datetime) -> Observation | None:
    """Mark a score as wrong whose answers do not add up any more."""
    if present is None or present.status == "entered-in-error":
        return present
    return record.write("Observation", record.content_of(present) | {"status": "entered-in-error"}, by=by, now=now)


def take_back(answered: Answered, *, by: Actor, now: datetime) -> None:
    """Follow a response that was marked as entered in error: its score counts no more, and nothing waits."""
    answered.score = _in_error(answered.score, by, now)
    answered.waits, answered.worrying = False, False
    answered.save(update_fields=["score", "waits", "worrying"])
    look_again(answered)


def look_again(answered: Answered) -> None:
    """Let the day of whoever asked, and everybody's, look again."""
    for key in {answered.owner_id, "everybody"} - {None}:
        hint(group(answered.organization_id, "waiting", key), "waiting")
