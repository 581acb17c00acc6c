"""Answers that other programs write: shown and scored like those that were given here, where their form is known."""

from datetime import datetime, timedelta

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Resource
from telepraxis.commons.questionnaires.library import forms_named
from telepraxis.commons.questionnaires.response import read

from .models import Answered
from .scores import keep_score, take_back

WHOLE = ("completed", "amended")
RECENT = timedelta(days=14)  # what was answered longer ago is history, and nobody need look at it now


def notice_written(rows: list[Resource], by: Actor, now: datetime) -> None:
    """Score responses that came in, in the transaction that writes them; one that is wrong takes its score along."""
    docs = {row.uid: record.content_of(row) for row in rows if row.patient_id is not None}
    forms = forms_named({doc.get("questionnaire", "") for doc in docs.values()})
    for row in rows:
        if row.uid in docs:
            _notice(row, docs[row.uid], forms, by, now)


def _notice(row: Resource, doc: dict, forms: dict, by: Actor, now: datetime) -> None:
    form = forms.get(doc.get("questionnaire", ""))
    if form is not None and doc.get("status") in WHOLE:
        found = read(form, doc)
        keep_score(row, form, found.answers, claimed=found.claimed, waits=_is_recent(row, now), by=by, now=now)
    elif present := Answered.objects.filter(response=row).select_related("score").first():
        take_back(present, by=by, now=now)
    else:
        return
    audit.wrote(by, "assessments.scored", patient=row.patient_id, entity=("QuestionnaireResponse", row.logical_id))


def _is_recent(row: Resource, now: datetime) -> bool:
    return row.at is None or row.at >= now - RECENT
