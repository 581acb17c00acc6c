"""Answer: each answer is kept at once, the whole is handed in once."""

from datetime import datetime

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record import labels, openings
from telepraxis.base.record.models import Encounter, Opening, Practitioner, Resource
from telepraxis.commons.questionnaires import answering, library
from telepraxis.commons.questionnaires.form import Form, Item

from .asking import asked_draft, open_one
from .document import response_document
from .models import Answered, Asked, Draft
from .permissions import may_answer
from .scores import keep_score


class NotComplete(Exception):
    """Answers are missing or cannot be right; `faults` says what is wrong by the question's linkId."""

    def __init__(self, faults: dict[str, str]):
        super().__init__(f"{len(faults)} answers")
        self.faults = faults


def form_of(asked: Asked) -> Form:
    """Return the form as it was asked."""
    return library.read(asked.form)


def answers_of(asked: Asked) -> dict[str, list[str]]:
    """Return what is written so far. One query."""
    return asked_draft(asked).values_list("answers", flat=True).first() or {}


@transaction.atomic
def save_answer(*, asked: Asked, item: Item, given: list[str], by: Actor, now: datetime) -> dict[str, list[str]]:
    """Keep one answer, whatever else is written on another page just now; return all that is written.

    :raises NotAskedAnyMore: it was handed in or withdrawn meanwhile.
    """
    return _save({item.link_id: given}, asked, by, now)


@transaction.atomic
def save_answers(*, asked: Asked, answers: dict[str, list[str]], by: Actor, now: datetime) -> dict[str, list[str]]:
    """Keep a whole page of answers; return all that is written.

    :raises NotAskedAnyMore: it was handed in or withdrawn meanwhile.
    """
    return _save(answers, asked, by, now)


def _save(changed: dict[str, list[str]], asked: Asked, by: Actor, now: datetime) -> dict[str, list[str]]:
    may_answer.require(by, asked)
    asked = open_one(asked)
    draft = asked_draft(asked).first() or Draft(organization_id=asked.organization_id, asked=asked, answers={})
    answers = {link_id: given for link_id, given in (draft.answers | changed).items() if given}
    if answers != draft.answers or draft.saved_at is None:
        draft.answers, draft.saved_at = answers, now
        draft.save()
        audit.wrote(by, "assessments.saved", patient=asked.patient_id, entity=("Asked", asked.id))
    return answers


@transaction.atomic
def hand_in(*, asked: Asked, language: str, by: Actor, now: datetime) -> Answered:
    """Make the answers part of the record, with their score, and put them before a clinician.

    What a clinician writes down in a visit they have seen.

    :raises NotComplete: answers are missing or cannot be right; what is written stays.
    :raises NotAskedAnyMore: it was handed in or withdrawn meanwhile.
    """
    may_answer.require(by, asked)
    asked = open_one(asked)
    form, answers = form_of(asked), answers_of(asked)
    if faults := answering.faults(form, answers):
        raise NotComplete(faults)
    answers = dict(answering.counted(form, answers))
    response = _write_response(asked, form, answers, language, by, now)
    answered = keep_score(response, form, answers, owner=asked.practitioner_id, by=by, now=now, seen=by.is_clinician)
    asked.status, asked.ended_at, asked.response = Asked.Status.ANSWERED, now, response
    asked.save(update_fields=["status", "ended_at", "response"])
    asked_draft(asked).delete()
    _keep_open_to_asker(asked, answered, by, now)
    audit.wrote(
        by, "assessments.handed_in", patient=asked.patient_id, entity=("QuestionnaireResponse", response.logical_id)
    )
    return answered


def _write_response(asked: Asked, form: Form, answers: dict, language: str, by: Actor, now: datetime) -> Resource:
    visit = asked.visit
    encounter = Encounter.objects.filter(uid=visit.encounter_id).first() if visit and visit.encounter_id else None
    own = Practitioner.objects.filter(uid=by.practitioner_id).first() if by.practitioner_id else None
    doc = response_document(
        form, answers, patient=asked.patient, encounter=encounter, by=by, practitioner=own, language=language, at=now
    )
    return record.write("QuestionnaireResponse", doc, by=by, now=now)


def _keep_open_to_asker(asked: Asked, answered: Answered, by: Actor, now: datetime) -> None:
    """Let whoever asked read restricted answers: they must see them, whatever else they are cleared for."""
    if not answered.labels or asked.asked_by_account is None:
        return
    for document in filter(None, (answered.response_id, answered.score_id)):
        openings.open_for(
            account_id=asked.asked_by_account,
            patient=answered.patient_id,
            labels=labels.Label(answered.labels),
            kind=Opening.Kind.AUTHOR,
            document=document,
            by=by,
            now=now,
        )
